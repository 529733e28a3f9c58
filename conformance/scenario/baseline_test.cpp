#include "conformance/scenario/baseline.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

json::Problems problems_of(const std::string& text) {
  const testing::TestSuite folder;
  folder.write("baseline.json", text);
  json::Problems problems;
  static_cast<void>(load_baseline(folder.path("baseline.json"), problems));
  return problems;
}

TEST(Baseline, IsReadAsItIsWritten) {
  Baseline baseline{.file = "b.json", .target = "rabbitmq", .entries = {}};
  baseline.entries.push_back({.subject = "1.2/b",
                              .requirement = "",
                              .grade = Grade::crash,
                              .got = "it died",
                              .reason = "known",
                              .issue = {},
                              .expires = {},
                              .sometimes = true});
  baseline.entries.push_back({.subject = "1.2/a[version=1.2]",
                              .requirement = "ack/one",
                              .grade = Grade::fail,
                              .got = "ERROR with \"*\"",
                              .reason = "it acknowledges what came before",
                              .issue = "https://example.org/7",
                              .expires = "2030-01-31"});
  const testing::TestSuite folder;
  folder.write("baseline.json", to_json(baseline));
  json::Problems problems;
  const auto read = load_baseline(folder.path("baseline.json"), problems);
  ASSERT_TRUE(read && problems.empty());
  ASSERT_EQ(read->entries.size(), 2U);
  EXPECT_EQ(read->entries[0].subject, "1.2/a[version=1.2]");  // sorted
  EXPECT_EQ(read->entries[0].issue, "https://example.org/7");
  EXPECT_EQ(read->entries[0].expires, "2030-01-31");
  EXPECT_EQ(read->entries[0].line, 4U);
  EXPECT_FALSE(read->entries[0].sometimes);
  EXPECT_EQ(read->entries[1].line, 5U);  // a line for each
  EXPECT_EQ(read->entries[1].grade, Grade::crash);
  EXPECT_TRUE(read->entries[1].sometimes);
  EXPECT_EQ(to_json(*read), to_json(baseline));
}

TEST(Baseline, MistakesAreShownWhereTheyStand) {
  const json::Problems problems = problems_of(R"({
  "expected": [
    { "case": "x", "grade": "pass", "got": "", "reason": "" },
    { "case": "x", "grade": "fail", "got": "", "reason": "r", "expires": "next week" },
    { "case": "y", "grade": "fail", "got": "", "reason": "r" },
    { "case": "y", "grade": "fail", "got": "", "reason": "again" }
  ]
})");
  std::string all;
  for (const json::Diagnostic& problem : problems) {
    all += std::to_string(problem.line) + ": " + problem.message + '\n';
  }
  EXPECT_NE(all.find("3: "), std::string::npos) << all;
  EXPECT_NE(all.find("4: a day is written YYYY-MM-DD"), std::string::npos) << all;
  EXPECT_NE(all.find("6: this stands here twice"), std::string::npos) << all;
}

TEST(Baseline, PatternsMatchAsTheySay) {
  for (const auto& [text, pattern, matches] :
       std::vector<std::tuple<std::string, std::string, bool>>{{"", "", true},
                                                               {"abc", "abc", true},
                                                               {"abc", "ab", false},
                                                               {"abc", "*", true},
                                                               {"", "*", true},
                                                               {"abc", "a*c", true},
                                                               {"abcbc", "a*bc", true},
                                                               {"abd", "a*bc", false},
                                                               {"abc", "**c*", true},
                                                               {"abc", "*d*", false}}) {
    EXPECT_EQ(matches_pattern(text, pattern), matches) << text << ' ' << pattern;
  }
}

TEST(Baseline, APatternOfATextForgetsWhatChanges) {
  EXPECT_EQ(pattern_of("nothing within 2000 ms"), "nothing within * ms");
  EXPECT_EQ(pattern_of("MESSAGE with destination:/queue/x-s3kd9 and \"no\""),
            "MESSAGE with destination:/queue/* and \"no\"");
  for (const char* text : {"a1 b", "1", "", "caf\xe9 1.2.3", "no digits at all"}) {
    EXPECT_TRUE(matches_pattern(text, pattern_of(text))) << text;
  }
}

}  // namespace
}  // namespace conformance
