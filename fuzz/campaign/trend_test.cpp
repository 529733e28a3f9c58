#include "fuzz/campaign/trend.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace campaign {
namespace {

std::optional<Trend> trend_of(int count, const std::function<double(int)>& value) {
  Series series;
  for (int i = 0; i < count; ++i) series.add(std::chrono::seconds(i), value(i));
  return series.trend();
}

TEST(Trend, NeedsEnoughToGoBy) {
  EXPECT_FALSE(trend_of(11, [](int) { return 1.0; }));
  EXPECT_TRUE(trend_of(12, [](int) { return 1.0; }));
}

TEST(Trend, IsTheSlopeBehindTheWarmUp) {
  // It grows fast at first, and by one each second later.
  const auto trend = trend_of(90, [](int i) { return i < 30 ? 1000.0 * i : 100'000.0 + i; });
  ASSERT_TRUE(trend);
  EXPECT_NEAR(trend->per_hour, 3600, 1);
  EXPECT_EQ(trend->samples, 60U);
  EXPECT_NEAR(trend->from, 100'037, 2);
  EXPECT_NEAR(trend->to, 100'082, 2);
  EXPECT_FALSE(trend->grows(10)) << "by less than a quarter";
}

TEST(Trend, DoesNotMindAFewThatAreFarOff) {
  const auto trend = trend_of(90, [](int i) { return i % 10 == 9 ? 1e9 : 50.0; });
  ASSERT_TRUE(trend);
  EXPECT_EQ(trend->per_hour, 0);
  EXPECT_FALSE(trend->grows(1));
}

TEST(Trend, GrowsWhereItDoes) {
  EXPECT_TRUE(trend_of(60, [](int i) { return 100.0 + 4 * i; })->grows(16));
  EXPECT_FALSE(trend_of(60, [](int i) { return 100.0 + 4 * i; })->grows(1000));
  EXPECT_FALSE(trend_of(60, [](int i) { return 500.0 - 4 * i; })->grows(1));
  // One step, and level from then on.
  EXPECT_FALSE(trend_of(60, [](int i) { return i < 55 ? 100.0 : 105.0; })->grows(1));
}

TEST(Trend, KeepsFewOfMany) {
  const auto trend = trend_of(100'000, [](int i) { return 2.0 * i; });
  ASSERT_TRUE(trend);
  EXPECT_NEAR(trend->per_hour, 7200, 1);
  EXPECT_LT(trend->samples, 512U);
  EXPECT_GT(trend->time, std::chrono::seconds(60'000));
}

}  // namespace
}  // namespace campaign
