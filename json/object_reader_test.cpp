// What a reader of objects answers and complains about.

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/document.hpp"

namespace json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A document that lives as long as the test and its problems as people see them.
struct Fixture {
  explicit Fixture(const std::string& text)
      : document(Document::parse("x.json", text, problems).value()) {}

  [[nodiscard]] ObjectReader reader() { return {document.root(), problems}; }
  [[nodiscard]] std::vector<std::string> complaints() const {
    std::vector<std::string> lines;
    for (const Diagnostic& problem : problems) lines.push_back(to_string(problem));
    return lines;
  }

  Problems problems;
  Document document;
};

TEST(ObjectReader, AnswersWhatStandsThere) {
  Fixture fixture(R"({"s": "x", "b": true, "i": -3, "l": ["p", "q"], "w": "sub", "o": {}})");
  ObjectReader reader = fixture.reader();
  EXPECT_EQ(reader.string("s", "other"), "x");
  EXPECT_EQ(reader.require_string("s"), "x");
  EXPECT_EQ(reader.find_string("s"), "x");
  EXPECT_TRUE(reader.boolean("b", false));
  EXPECT_EQ(reader.integer("i", 0, -3, 3), -3);
  EXPECT_EQ(reader.find_integer("i", -3, 3), -3);
  EXPECT_THAT(reader.strings("l"), ElementsAre("p", "q"));
  EXPECT_EQ(reader.word("w", {"pub", "sub"}, "pub"), "sub");
  EXPECT_EQ(reader.require("o")->path(), "/o");
  reader.finish();
  EXPECT_THAT(fixture.complaints(), IsEmpty());
}

TEST(ObjectReader, AnswersOtherwiseForWhatIsAbsent) {
  Fixture fixture("{}");
  ObjectReader reader = fixture.reader();
  EXPECT_FALSE(reader.has("s"));
  EXPECT_FALSE(reader.find("s"));
  EXPECT_EQ(reader.string("s", "other"), "other");
  EXPECT_EQ(reader.find_string("s"), std::nullopt);
  EXPECT_TRUE(reader.boolean("b", true));
  EXPECT_EQ(reader.integer("i", 5, 0, 3), 5);
  EXPECT_THAT(reader.strings("l"), IsEmpty());
  EXPECT_EQ(reader.word("w", {"pub", "sub"}, "pub"), "pub");
  reader.finish();
  EXPECT_THAT(fixture.complaints(), IsEmpty());

  EXPECT_EQ(reader.require_string("name"), "");
  EXPECT_THAT(fixture.complaints(), ElementsAre("x.json:1:1: error: the key \"name\" is missing"));
}

TEST(ObjectReader, ComplainsAboutWrongTypesAndAnswersOtherwise) {
  // Whether the answer is the one for an absent key.
  using AnswersOtherwise = bool (*)(ObjectReader&);
  const AnswersOtherwise string = [](ObjectReader& reader) {
    return reader.string("k", "other") == "other";
  };
  const AnswersOtherwise boolean = [](ObjectReader& reader) { return reader.boolean("k", true); };
  const AnswersOtherwise integer = [](ObjectReader& reader) {
    return reader.integer("k", 7, 0, 9) == 7;
  };
  const AnswersOtherwise strings = [](ObjectReader& reader) { return reader.strings("k").empty(); };
  const AnswersOtherwise word = [](ObjectReader& reader) {
    return reader.word("k", {"pub", "sub"}, "pub") == "pub";
  };
  struct Row {
    const char* value;
    AnswersOtherwise getter;
    const char* complaint;
  };
  for (const Row& row : std::vector<Row>{
           {"1", string, "x.json:1:7: error: \"k\" must be a string, not an integer\n  at /k"},
           {"null", string, "\"k\" must be a string, not null"},
           {"\"true\"", boolean, "\"k\" must be true or false, not a string"},
           {"{}", integer, "\"k\" must be an integer, not an object"},
           {"1.0", integer, "\"k\" must be an integer, not a number with a fraction"},
           {"-1", integer, "\"k\" must be from 0 to 9, not -1"},
           {"10", integer, "\"k\" must be from 0 to 9, not 10"},
           {"18446744073709551615", integer, "from 0 to 9, not 18446744073709551615"},
           {"\"a\"", strings, "\"k\" must be an array of strings, not a string"},
           {"[false]", strings, "x.json:1:8: error: \"k\" must be an array of strings, and this"},
           {"\"sup\"", word, "\"k\" must be one of \"pub\", \"sub\", not \"sup\" (did you mean"},
           {"[]", word, "\"k\" must be one of \"pub\", \"sub\", not an array"},
       }) {
    SCOPED_TRACE(row.complaint);
    Fixture fixture(std::string("{\"k\": ") + row.value + '}');
    ObjectReader reader = fixture.reader();
    EXPECT_TRUE(row.getter(reader));
    reader.finish();
    EXPECT_THAT(fixture.complaints(), ElementsAre(HasSubstr(row.complaint)));
  }
}

TEST(ObjectReader, TakesTheLargestIntegers) {
  Fixture fixture(R"({"most": 9223372036854775807, "more": 9223372036854775808})");
  ObjectReader reader = fixture.reader();
  EXPECT_EQ(reader.find_integer("most", 0, INT64_MAX), INT64_MAX);
  EXPECT_EQ(reader.find_integer("more", 0, INT64_MAX), std::nullopt);
  EXPECT_EQ(fixture.problems.size(), 1U);
}

TEST(ObjectReader, PointsAtUnknownKeysAndNamesTheNearestKnownOne) {
  Fixture fixture("{\"steps\": [{\n  \"expect\": 1, \"captures\": 2, \"zebra\": 3}]}");
  ObjectReader reader(fixture.document.root().child("steps").child(0), fixture.problems);
  EXPECT_TRUE(reader.has("expect"));
  EXPECT_FALSE(reader.has("capture"));
  reader.finish();
  EXPECT_THAT(
      fixture.complaints(),
      ElementsAre(
          "x.json:2:16: error: unknown key \"captures\" (did you mean \"capture\"?)\n"
          "  at /steps/0",
          "x.json:2:31: error: unknown key \"zebra\" (known here: \"capture\", \"expect\")\n"
          "  at /steps/0"));
}

TEST(ObjectReader, ComplainsOnceAboutWhatIsNoObject) {
  Fixture fixture("[1]");
  ObjectReader reader = fixture.reader();
  EXPECT_EQ(reader.require_string("name"), "");
  EXPECT_EQ(reader.integer("size", 3, 0, 9), 3);
  reader.finish();
  EXPECT_THAT(fixture.complaints(),
              ElementsAre("x.json:1:1: error: expected an object, not an array"));
}

TEST(ObjectReader, LooksAtWhatResolveMakesOfAChild) {
  Fixture fixture(R"({"size": {"choice": 4}, "names": ["a", {"choice": "b"}]})");
  ObjectReader reader(fixture.document.root(), fixture.problems, [](const Node& node) {
    return node.value().is_object() ? node.child("choice") : node;
  });
  EXPECT_EQ(reader.integer("size", 0, 0, 9), 4);
  EXPECT_THAT(reader.strings("names"), ElementsAre("a", "b"));
  EXPECT_EQ(reader.find("size")->path(), "/size/choice");
  EXPECT_THAT(fixture.complaints(), IsEmpty());
}

TEST(Nearest, AllowsOneEditInShortWordsAndTwoInLongOnes) {
  const std::vector<std::string> known = {"ack", "capture", "destination", "port"};
  struct Row {
    const char* word;
    std::optional<std::string> meant;
  };
  for (const Row& row : std::vector<Row>{
           {"ak", "ack"},
           {"akc", "ack"},  // neighbours swapped
           {"aak", "ack"},
           {"bak", std::nullopt},
           {"prt", "port"},
           {"captures", "capture"},
           {"captrues", "capture"},
           {"capturing", std::nullopt},
           {"destnaton", "destination"},
           {"", std::nullopt},
       }) {
    SCOPED_TRACE(row.word);
    EXPECT_EQ(nearest(row.word, known), row.meant);
  }
  EXPECT_EQ(nearest("sib", {"sub", "sob"}), "sub");  // the first of equals
}

}  // namespace
}  // namespace json
