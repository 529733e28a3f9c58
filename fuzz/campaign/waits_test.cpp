#include "fuzz/campaign/waits.hpp"

#include <gtest/gtest.h>

namespace campaign {
namespace {

using std::chrono::milliseconds;

Waits waits_of(int count, milliseconds wait) {
  Waits waits;
  for (int i = 0; i < count; ++i) waits.add(wait);
  waits.settle();
  return waits;
}

TEST(Waits, CallNothingSlowBeforeTheyKnowWhatIsUsual) {
  EXPECT_FALSE(waits_of(199, milliseconds(1)).is_slow(std::chrono::hours(1)));
  EXPECT_TRUE(waits_of(200, milliseconds(1)).is_slow(std::chrono::hours(1)));
}

TEST(Waits, CallSlowWhatIsFarFromTheMedianAndLong) {
  EXPECT_FALSE(waits_of(500, milliseconds(4)).is_slow(milliseconds(199)));
  EXPECT_TRUE(waits_of(500, milliseconds(4)).is_slow(milliseconds(200)));
  // Fifty times next to nothing is nothing.
  EXPECT_FALSE(waits_of(500, milliseconds(1)).is_slow(milliseconds(99)));
  EXPECT_TRUE(waits_of(500, milliseconds(1)).is_slow(milliseconds(100)));
}

TEST(Waits, LookAtTheLastFewThousand) {
  Waits waits = waits_of(5000, milliseconds(1));
  for (int i = 0; i < 2000; ++i) waits.add(milliseconds(9));
  waits.settle();
  EXPECT_EQ(waits.usual(), milliseconds(1));
  for (int i = 0; i < 2000; ++i) waits.add(milliseconds(9));
  waits.settle();
  EXPECT_EQ(waits.usual(), milliseconds(9));
}

}  // namespace
}  // namespace campaign
