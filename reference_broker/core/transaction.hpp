// A transaction that has begun: what COMMIT will do, in the order in which it was asked for.
//
// Everything in it was checked when it came, and a delivery that is acknowledged in it has left its
// subscription's pending ones. So COMMIT cannot fail half-way, ABORT only puts things back, and the
// same message cannot be acknowledged twice.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "reference_broker/core/subscription.hpp"

namespace broker {

struct Publication {
  Destination* destination;
  std::shared_ptr<const Message> message;
};

struct Settlement {
  std::uint64_t subscription;  // its serial; it may have been unsubscribed since
  bool consumed;               // ACK; else NACK
  Deliveries deliveries;
};

struct Transaction {
  std::vector<std::variant<Publication, Settlement>> operations;
  std::size_t messages = 0;  // the SENDs among them
};

}  // namespace broker
