// What Document reads, what it refuses, and where it says that things stand.

#include "json/document.hpp"

#include <cstdio>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The only mistake in `text`, as people see it.
std::string mistake_in(const std::string& text) {
  Problems problems;
  EXPECT_FALSE(Document::parse("x.json", text, problems).has_value());
  EXPECT_EQ(problems.size(), 1U);
  return problems.empty() ? "" : to_string(problems.front());
}

std::string position(const Document& document, std::string_view pointer, bool key = false) {
  const Document::Position position = document.locate(pointer, key);
  return std::to_string(position.line) + ':' + std::to_string(position.column);
}

Document parsed(const std::string& text) {
  Problems problems;
  std::optional<Document> document = Document::parse("x.json", text, problems);
  EXPECT_THAT(problems, IsEmpty());
  return std::move(document).value();
}

TEST(Document, KeepsTheOrderOfKeys) {
  const Document document = parsed(R"({"z": 1, "a": [true, null], "m": {}})");
  EXPECT_THAT(document.root().keys(), ElementsAre("z", "a", "m"));
  EXPECT_EQ(document.root().child("a").elements().size(), 2U);
  EXPECT_EQ(document.root().child("a").child(1).path(), "/a/1");
  EXPECT_EQ(document.file(), "x.json");
}

TEST(Document, LocatesValuesAndTheirKeys) {
  const Document document = parsed(
      "{\n"
      "  \"steps\": [ {\"on\": \"a\"},\n"
      "    {\"expect\" :\t{ \"frame\": \"ERROR\", \"deep\": [[], [1, 22]] } } ],\n"
      "  \"last\": -1.5e3 }");
  struct Row {
    const char* pointer;
    const char* value;
    const char* key;
  };
  for (const Row& row : std::vector<Row>{
           {"", "1:1", "1:1"},
           {"/steps", "2:12", "2:3"},
           {"/steps/0", "2:14", "2:14"},
           {"/steps/0/on", "2:21", "2:15"},
           {"/steps/1/expect", "3:17", "3:6"},
           {"/steps/1/expect/frame", "3:28", "3:19"},
           {"/steps/1/expect/deep/1/1", "3:54", "3:54"},
           {"/last", "4:11", "4:3"},
       }) {
    SCOPED_TRACE(row.pointer);
    EXPECT_EQ(position(document, row.pointer), row.value);
    EXPECT_EQ(position(document, row.pointer, true), row.key);
  }
}

TEST(Document, LocatesKeysWithEscapes) {
  const Document document = parsed(
      "{\"a/b~c\": 1,\n"
      " \"\\u00e9\\\"]}\": 2,\n"
      " \"\": 3,\n"
      " \"\xc3\xa4\": {\"\xe2\x82\xac\": 4}}");
  const Node root = document.root();
  EXPECT_EQ(root.child("a/b~c").path(), "/a~1b~0c");
  EXPECT_EQ(position(document, root.child("a/b~c").path()), "1:11");
  EXPECT_EQ(position(document, root.child("\xc3\xa9\"]}").path()), "2:16");
  EXPECT_EQ(position(document, root.child("").path()), "3:6");
  // Columns count octets: the key before it has two, this one three.
  EXPECT_EQ(position(document, root.child("\xc3\xa4").child("\xe2\x82\xac").path()), "4:16");
}

TEST(Document, LocatesTheNearestAncestorOfWhatIsNotThere) {
  const Document document = parsed("{\n\"a\": [1,\n 2]}");
  EXPECT_EQ(position(document, "/a/2"), "2:6");
  EXPECT_EQ(position(document, "/a/x"), "2:6");
  EXPECT_EQ(position(document, "/a/1/b"), "3:2");
  EXPECT_EQ(position(document, "/b"), "1:1");
}

TEST(Document, SkipsAByteOrderMark) {
  const Document document = parsed("\xef\xbb\xbf{\"a\": 1}");
  EXPECT_EQ(position(document, "/a"), "1:7");
  EXPECT_THAT(mistake_in("\xef\xbb\xbf x"), HasSubstr("x.json:1:2: error: "));
}

TEST(Document, PointsAtTheOctetThatIsNoJson) {
  struct Row {
    const char* text;
    const char* complaint;
  };
  for (const Row& row : std::vector<Row>{
           {"", "x.json:1:1: error: syntax error while parsing value - unexpected end of input"},
           {"{\"a\": 1", "x.json:1:8: error: syntax error while parsing object - unexpected end"},
           {"{\n  \"a\": 1,\n}",
            "x.json:3:1: error: syntax error while parsing object key - unexpected '}'; expected "
            "string literal (JSON allows no comma before a closing bracket)"},
           {"[1, 2, ]",
            "x.json:1:8: error: syntax error while parsing value - unexpected ']'; "
            "expected '[', '{', or a literal (JSON allows no comma"},
           {"{\"a\": 1\n \"bcd\": 2}",
            "x.json:2:2: error: syntax error while parsing object - unexpected string literal; "
            "expected '}' (is a comma missing before it?)"},
           {"[\"a\"\n  \"b\"]", "x.json:2:3: error: "},
           {"[1 234]", "x.json:1:4: error: syntax error while parsing array - unexpected number"},
           {"{\"a\": tru}", "x.json:1:10: error: syntax error while parsing value - invalid"},
           {"// no\n{}", "(JSON has no comments)"},
           {"{'a': 1}", "(strings stand in double quotes)"},
           {"{} {}", "x.json:1:4: error: "},
           {"[\"a\nb\"]", "x.json:1:4: error: syntax error while parsing value - invalid string"},
           {"[\"\xff\"]", "x.json:1:3: error: "},
           {"\xff\xfe{", "(save the file as UTF-8)"},
           {"{\n \"n\": 1e999}", "x.json:2:7: error: the number 1e999 is too large"},
       }) {
    SCOPED_TRACE(row.text);
    EXPECT_THAT(mistake_in(row.text), HasSubstr(row.complaint));
  }
}

TEST(Document, RefusesAKeyTwiceInOneObject) {
  EXPECT_EQ(mistake_in("{\"steps\": [{\"on\": 1,\n  \"o\\u006e\": 2}]}"),
            "x.json:2:3: error: the key \"on\" stands twice (JSON readers silently keep one of "
            "them: remove the other)\n"
            "  at /steps/0");
  const Document document = parsed(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]})");
  EXPECT_EQ(document.root().keys().size(), 2U);
}

TEST(Document, ReportsEveryDuplicateAtOnce) {
  Problems problems;
  EXPECT_FALSE(Document::parse("x.json", R"({"a":1,"a":2,"b":{"c":1,"c":2}})", problems));
  EXPECT_EQ(problems.size(), 2U);
}

TEST(Document, RefusesNestingDeeperThan64) {
  const std::string most = std::string(64, '[') + std::string(64, ']');
  EXPECT_EQ(parsed(most).root().value().size(), 1U);
  EXPECT_EQ(mistake_in('[' + most + ']'), "x.json:1:65: error: nested deeper than 64 levels");
  // Also where nothing closes: it is not parsed first.
  EXPECT_THAT(mistake_in(std::string(5'000'000, '[')), HasSubstr("nested deeper"));
  EXPECT_EQ(parsed('"' + std::string(100, '[') + '"').root().value().is_string(), true);
}

TEST(Document, RefusesFilesOver16MiB) {
  const std::size_t most = 16U * 1024U * 1024U;
  EXPECT_TRUE(parsed('"' + std::string(most - 2, 'x') + '"').root().value().is_string());
  EXPECT_THAT(mistake_in('"' + std::string(most - 1, 'x') + '"'), HasSubstr("over 16 MiB"));
}

TEST(Document, ReadsFilesAndSaysWhyItCannot) {
  const std::string file = testing::TempDir() + "stompcheck_document_test.json";
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  ASSERT_NE(out, nullptr);
  std::fputs("{\"a\": 7}", out);
  std::fclose(out);

  Problems problems;
  const std::optional<Document> document = Document::read(file, problems);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().child("a").value(), 7);
  std::remove(file.c_str());

  EXPECT_FALSE(Document::read(file, problems));
  EXPECT_FALSE(Document::read(testing::TempDir(), problems));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].message, "cannot read the file: No such file or directory");
  EXPECT_EQ(problems[1].message, "cannot read the file: Is a directory");
}

TEST(Diagnostic, KeepsControlCharactersFromTheTerminal) {
  const Document document = parsed("{\"\\u001b[31m\": 1}");
  Problems problems;
  document.root().complain_key(problems, "\x1b[31m", "unknown key \"\x1b[31m\"");
  EXPECT_EQ(to_string(problems.at(0)), "x.json:1:2: error: unknown key \"\\x1b[31m\"");
}

}  // namespace
}  // namespace json
