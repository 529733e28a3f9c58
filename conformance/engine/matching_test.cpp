#include "conformance/engine/matching.hpp"

#include <memory>

#include <gtest/gtest.h>

namespace conformance {
namespace {

class Matching : public testing::Test {
 protected:
  Matching() { case_.scenario = std::make_shared<Scenario>(); }

  bool header_matches(const Matcher& matcher, const std::string& value) {
    const stomp::Frame frame{"MESSAGE", {{"h", value}, {"h", "second"}}, ""};
    return !mismatch({{"h", matcher}}, std::nullopt, frame, bindings_);
  }
  bool header_matches_absent(const Matcher& matcher) {
    const stomp::Frame frame{"MESSAGE", {{"other", "x"}}, ""};
    return !mismatch({{"h", matcher}}, std::nullopt, frame, bindings_);
  }

  Case case_;
  Profile profile_ = default_profile({});
  Bindings bindings_{case_, profile_, "n1"};
};

TEST_F(Matching, ComparesTheFirstOfRepeatedHeaders) {
  EXPECT_TRUE(header_matches({.equal = "first"}, "first"));
  EXPECT_FALSE(header_matches({.equal = "second"}, "first"));
}

TEST_F(Matching, FillsInHolesBeforeItCompares) {
  bindings_.bind("x", "value");
  EXPECT_TRUE(header_matches({.equal = "a ${x}"}, "a value"));
  EXPECT_TRUE(header_matches({.equal = "$${x}"}, "${x}"));
}

TEST_F(Matching, WantsTheWholeValueToHaveThePattern) {
  EXPECT_TRUE(header_matches({.pattern = "[a-z]+/[0-9.]+"}, "name/1.2"));
  EXPECT_FALSE(header_matches({.pattern = "[a-z]+"}, "name/1.2"));
}

TEST_F(Matching, KnowsOneOfAndIntegersAndDistinctness) {
  EXPECT_TRUE(header_matches({.one_of = {"a", "b"}}, "b"));
  EXPECT_FALSE(header_matches({.one_of = {"a", "b"}}, "c"));
  EXPECT_TRUE(header_matches({.integer = std::pair(1, 10)}, "10"));
  for (const char* value : {"11", "0", "", "1x", " 1", "0x1"}) {
    EXPECT_FALSE(header_matches({.integer = std::pair(1, 10)}, value)) << value;
  }
  EXPECT_FALSE(header_matches({.distinct_from = "a"}, "a"));
  EXPECT_TRUE(header_matches({.distinct_from = "a"}, "b"));
}

TEST_F(Matching, TellsAbsentFromEmpty) {
  EXPECT_TRUE(header_matches_absent({.present = false}));
  EXPECT_FALSE(header_matches({.present = false}, ""));
  EXPECT_TRUE(header_matches({.present = true}, ""));
  EXPECT_FALSE(header_matches_absent({.present = true}));
  EXPECT_FALSE(header_matches_absent({.equal = ""}));
}

TEST_F(Matching, ComparesBodiesByOctets) {
  const stomp::Frame frame{"MESSAGE", {}, std::string("a\0b", 3)};
  const auto body = [&](BodyMatcher matcher) {
    return !mismatch({}, std::optional(std::move(matcher)), frame, bindings_);
  };
  EXPECT_TRUE(body({.equal = Octets{FixedOctets{std::string("a\0b", 3)}}}));
  EXPECT_FALSE(body({.equal = Octets{FixedOctets{"a"}}}));
  EXPECT_TRUE(body({.octets = Count{std::nullopt, 3}}));
  EXPECT_FALSE(body({.octets = Count{std::nullopt, 4}}));
}

TEST_F(Matching, SurvivesAValueThatWouldExhaustARegularExpression) {
  EXPECT_FALSE(header_matches({.pattern = "(a|b)*c"}, std::string(1024 * 1024, 'a')));
}

TEST_F(Matching, ShowsControlOctetsAndCutsLongText) {
  EXPECT_EQ(shown(std::string("a\n\r\x1b\0b", 6)), "\"a\\n\\r\\x1b\\x00b\"");
  EXPECT_LT(shown(std::string(1000, 'x')).size(), 100U);
}

TEST_F(Matching, RemembersWhatTheProfileLacksAndWhatTheTargetDidNotSay) {
  EXPECT_EQ(bindings_.fill("${destination:pub-only:a}"), "");
  EXPECT_EQ(bindings_.lacking(), "the profile has no destination of the kind \"pub-only\"");
  bindings_.capture("m", {"MESSAGE", {{"x", "1"}}, "body"});
  EXPECT_EQ(bindings_.fill("${m.x}${m.body}"), "1body");
  EXPECT_FALSE(bindings_.unanswered());
  EXPECT_EQ(bindings_.fill("${m.ack}"), "");
  EXPECT_TRUE(bindings_.unanswered());
}

TEST_F(Matching, GivesTheSameFreshNameForTheSameWordAndCase) {
  EXPECT_EQ(bindings_.fill("${topic:a}"), bindings_.fill("${topic:a}"));
  EXPECT_NE(bindings_.fill("${topic:a}"), bindings_.fill("${topic:b}"));
  Bindings other(case_, profile_, "n2");
  EXPECT_NE(bindings_.fill("${topic:a}"), other.fill("${topic:a}"));
}

}  // namespace
}  // namespace conformance
