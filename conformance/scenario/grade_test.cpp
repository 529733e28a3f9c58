#include "conformance/scenario/grade.hpp"

#include <gtest/gtest.h>

namespace conformance {
namespace {

TEST(Level, IsReadAsItIsWritten) {
  for (const Level level : {Level::must, Level::fact, Level::should, Level::may}) {
    EXPECT_EQ(level_from(to_string(level)), level);
  }
  EXPECT_EQ(to_string(Level::must), "MUST");
  EXPECT_EQ(level_from("should"), Level::should);
  EXPECT_EQ(level_from("Fact"), Level::fact);
  EXPECT_EQ(level_from("mus"), std::nullopt);
  EXPECT_EQ(level_from(""), std::nullopt);
}

TEST(Grade, IsReadAsItIsWritten) {
  for (int number = 0; number <= static_cast<int>(Grade::crash); ++number) {
    const auto grade = static_cast<Grade>(number);
    EXPECT_EQ(grade_from(to_string(grade)), grade);
  }
  EXPECT_EQ(to_string(Grade::not_applicable), "n/a");
  EXPECT_EQ(to_string(Grade::not_run), "not-run");
  EXPECT_EQ(grade_from("FAIL"), std::nullopt);
}

TEST(Grade, OfABreachFollowsTheLevel) {
  EXPECT_EQ(breach_of(Level::must), Grade::fail);
  EXPECT_EQ(breach_of(Level::fact), Grade::fail);
  EXPECT_EQ(breach_of(Level::should), Grade::should);
  EXPECT_EQ(breach_of(Level::may), Grade::observed);
}

}  // namespace
}  // namespace conformance
