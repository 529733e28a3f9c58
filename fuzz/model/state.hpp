// What the model of a broker remembers: peers, their subscriptions and transactions, queues.
//
// Plain data; model.hpp says what is done with it. It knows from the wire alone who has which
// message: the broker chooses a queue's consumer, and the model only sees whom it chose.

#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "fuzz/model/deployment.hpp"
#include "reference_broker/core/broker.hpp"
#include "stomp/frame.hpp"

namespace fuzz {

// A message that was accepted.
struct Sent {
  std::string destination;
  std::vector<stomp::Header> headers;  // those that are passed on
  std::string body;
  std::string key;  // of its destination
  bool is_queue = false;
  std::uint64_t place = 0;  // in the queue
  // False where the wire does not tell whether it is still there: it may have been given up, or
  // delivered to somebody who never got it.
  bool certain = true;
  // Shared with all of the same content in the same queue, which the wire does not tell apart.
  struct Alike {
    unsigned messages = 0;
    unsigned refusals = 0;
  };
  std::shared_ptr<Alike> alike;

  // What it takes to keep it: at least its content, at most so much more for what is around it.
  [[nodiscard]] std::size_t octets_min() const;
  [[nodiscard]] std::size_t octets_max() const;
};
using Message = std::shared_ptr<Sent>;

struct Delivery {
  std::string name;  // what an ACK calls it
  Message message;
};
// In the order of delivery.
using Deliveries = std::map<std::uint64_t, Delivery>;

enum class Mode : std::uint8_t { automatic, client, individual };

struct Subscription {
  std::string id;
  std::string destination;
  std::string key;
  bool is_queue = false;
  Mode mode = Mode::automatic;
  std::uint64_t serial = 0;
  std::uint64_t delivered = 0;
  Deliveries pending;
};

struct Settled {
  std::uint64_t subscription;
  bool consumed;
  Deliveries deliveries;
};

struct Transaction {
  std::vector<std::variant<Message, Settled>> operations;
  std::size_t messages = 0;
};

struct Peer {
  stomp::Version version = stomp::Version::v1_2;
  bool connected = false;
  Who who;
  std::list<Subscription> subscriptions;  // the oldest first
  std::map<std::string, Transaction> transactions;
  std::string unread;  // from the client, of an unfinished frame
  std::size_t unsent = 0;
  std::vector<std::string> names;  // of deliveries, ever

  broker::Instant opened{0};
  broker::Instant last_received{0};
  broker::Instant last_sent{0};
  stomp::Duration send_gap{0};  // the negotiated ones; zero: none
  stomp::Duration receive_gap{0};

  [[nodiscard]] std::size_t unacknowledged() const;
};

using Peers = std::map<broker::ConnectionId, Peer>;

// Waiting messages by place.
using Queue = std::map<std::uint64_t, Message>;

struct State {
  Peers peers;
  std::map<std::string, Queue> queues;
  std::map<std::string, std::shared_ptr<Sent::Alike>> alike;  // by key and content
  std::uint64_t places = 0;
  std::uint64_t serials = 0;
};

}  // namespace fuzz
