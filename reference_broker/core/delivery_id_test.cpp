#include "reference_broker/core/delivery_id.hpp"

#include <gtest/gtest.h>

namespace broker {
namespace {

TEST(DeliveryId, ReadsWhatWasGivenOut) {
  std::string text;
  append_decimal(text, 7);
  text.push_back('-');
  append_decimal(text, 18446744073709551615U);
  EXPECT_EQ(text, "7-18446744073709551615");
  EXPECT_EQ(DeliveryId::parse(text),
            (DeliveryId{.subscription = 7, .delivery = 18446744073709551615U}));
}

TEST(DeliveryId, ReadsNothingElse) {
  for (const char* const text :
       {"", "-", "1", "1-", "-1", "01-1", "1-01", "0-1", "1-0", "+1-1", "1--1", " 1-1", "1-1 ",
        "1-1-1", "a-b", "18446744073709551616-1"}) {
    EXPECT_EQ(DeliveryId::parse(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace broker
