#include "conformance/scenario/waivers.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

std::optional<Waivers> read(const std::string& text, json::Problems& problems) {
  const testing::TestSuite folder;
  folder.write("waivers.json", text);
  return load_waivers(folder.path("waivers.json"), problems);
}

TEST(Waivers, ExcuseFindingsByTheirKeysUntilTheirDay) {
  json::Problems problems;
  const auto waivers = read(R"({
  "target": "x",
  "findings": [
    {"key": "3f0c*", "reason": "for a while", "issue": "https://e.org", "expires": "2027-06-30"},
    {"key": "aaaaaaaaaaaa", "reason": "for ever"},
    {"key": "3f0c2*", "reason": "too long ago", "expires": "2020-01-01"}
  ]
})",
                            problems);
  ASSERT_TRUE(waivers && problems.empty());
  ASSERT_NE(waivers->of("3f0c2a000000", "2027-06-30"), nullptr);
  EXPECT_EQ(waivers->of("3f0c2a000000", "2027-06-30")->excuse.reason, "for a while");
  EXPECT_EQ(waivers->of("3f0c2a000000", "2027-07-01"), nullptr);
  EXPECT_EQ(waivers->of("3f0d2a000000", "2027-06-30"), nullptr);
  EXPECT_NE(waivers->of("aaaaaaaaaaaa", "2099-01-01"), nullptr);
  EXPECT_EQ(waivers->of("aaaaaaaaaaaab", "2099-01-01"), nullptr);
  const auto sentences = waivers->expired("2027-06-30");
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_TRUE(sentences[0].ends_with(
      "waivers.json:6: expired: 3f0c2* was excused until 2020-01-01 (too long ago)"))
      << sentences[0];
  EXPECT_EQ(waivers->expired("2027-07-01").size(), 2U);
}

TEST(Waivers, AreNotTakenWithMistakes) {
  for (const char* text :
       {R"({})", R"({"findings": 1})", R"({"findings": [{"key": "a"}]})",
        R"({"findings": [{"key": "", "reason": "r"}]})",
        R"({"findings": [{"key": "a", "reason": ""}]})",
        R"({"findings": [{"key": "a", "reason": "r", "expires": "soon"}]})",
        R"({"findings": [{"key": "a", "reason": "r", "until": "2027-06-30"}]})"}) {
    json::Problems problems;
    EXPECT_FALSE(read(text, problems)) << text;
    EXPECT_FALSE(problems.empty()) << text;
  }
}

}  // namespace
}  // namespace conformance
