// The name of one delivery of one message to one subscription: MESSAGE's message-id, and its ack
// in 1.2.
//
// It is written "<subscription>-<delivery>", two numbers that count up and are never used again
// while the broker lives. It belongs to the delivery and not to the message, so that a 1.0 ACK,
// which has nothing else to go by, means one subscription even where two of a connection got the
// same message, and so that the id of a delivery that was settled never means its redelivery.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace broker {

struct DeliveryId {
  std::uint64_t subscription = 0;  // Subscription::serial
  std::uint64_t delivery = 0;      // counted from 1 within the subscription

  // Nothing where the text is not what append_decimal would have written.
  [[nodiscard]] static std::optional<DeliveryId> parse(std::string_view text);

  friend bool operator==(const DeliveryId&, const DeliveryId&) = default;
};

void append_decimal(std::string& out, std::uint64_t number);

}  // namespace broker
