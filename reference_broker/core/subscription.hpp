// Subscriptions, destinations, and what is on its way between them: the router's records.
//
// Plain data without rules of its own: router.hpp moves it, acknowledgements.cpp and
// transactions.cpp take from it. Everything that can reach the wire is in an ordered container.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reference_broker/core/message.hpp"
#include "reference_broker/core/policy.hpp"

namespace broker {

struct Destination;
struct Session;

enum class AckMode : std::uint8_t { automatic, client, client_individual };

// A queue's message, waiting or with a consumer. Empty for a topic's, of which nothing comes back:
// it is forgotten with its consumer.
struct Held {
  Destination* queue = nullptr;
  std::shared_ptr<const Message> message;
  std::uint64_t place = 0;       // in the queue: what comes back stands where it stood
  std::uint64_t refused_by = 0;  // the serial of the subscription that refused it last
  unsigned refusals = 0;
};

// By delivery number, which is the order of delivery.
using Deliveries = std::map<std::uint64_t, Held>;

struct Subscription {
  std::uint64_t serial;  // counted from 1, for the whole broker
  std::string id;        // empty: known by its destination (STOMP 1.0)
  AckMode ack;
  Session* session;
  Destination* destination;
  std::string id_prefix;    // "<serial>-", see delivery_id.hpp
  std::string first_lines;  // of each MESSAGE, as far as the delivery's number
  std::uint64_t deliveries = 0;
  Deliveries pending;  // delivered, neither settled nor in a transaction
};

struct Destination {
  const std::string* key;  // the router's
  std::string_view name;   // inside the key
  DestinationKind kind;
  std::vector<Subscription*> subscriptions;  // the oldest first
  std::size_t next = 0;                      // whose turn it is (queues)
  std::map<std::uint64_t, Held> waiting;     // by place
  std::uint64_t places = 0;
  std::size_t claims = 0;  // deliveries that may come back and SENDs that wait for their COMMIT
  bool touched = false;    // in the router's list
};

}  // namespace broker
