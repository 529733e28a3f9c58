#include "conformance/scenario/glob.hpp"

#include <gtest/gtest.h>

namespace conformance {
namespace {

TEST(Glob, MatchesPathsLevelByLevel) {
  const struct {
    std::string_view pattern;
    std::string_view path;
    bool matches;
  } rows[] = {
      {"1.2/ack/x", "1.2/ack/x", true},
      {"1.2/ack/x", "1.2/ack/xy", false},
      {"1.2/ack/*", "1.2/ack/x", true},
      {"1.2/*", "1.2/ack/x", false},
      {"*/ack/*", "1.2/ack/x", true},
      {"1.2/a*k/x*", "1.2/ack/x", true},
      {"1.2/**", "1.2/ack/x", true},
      {"**", "1.2/ack/x", true},
      {"**/x", "1.2/ack/x", true},
      {"**/x", "x", true},
      {"1.2/**/x", "1.2/x", true},
      {"1.2/**/x", "1.2/a/b/x", true},
      {"1.2/**/x", "1.2/a/b/y", false},
      {"1.?/ack/?", "1.2/ack/x", true},
      {"1?2", "1/2", false},
      {"*", "", true},
      {"", "", true},
      {"", "a", false},
      {"***", "a/b", true},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(glob_matches(row.pattern, row.path), row.matches) << row.pattern << ' ' << row.path;
  }
}

TEST(Glob, IsRecognisedByItsMarks) {
  EXPECT_TRUE(is_glob("1.2/*"));
  EXPECT_TRUE(is_glob("1.?"));
  EXPECT_FALSE(is_glob("1.2/ack"));
}

}  // namespace
}  // namespace conformance
