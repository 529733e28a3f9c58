// One connection, from its first octet to its end: the record that all parts of the core work on.
//
// It has a life of three states: waiting for CONNECT, connected, ended. An ended session says and
// hears nothing more; it is dismissed (its subscriptions and transactions undone) before the next
// frame of anyone is read, and gone when the call that ended it returns.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reference_broker/core/broker.hpp"
#include "reference_broker/core/heart_beat.hpp"
#include "reference_broker/core/policy.hpp"
#include "reference_broker/core/subscription.hpp"
#include "reference_broker/core/transaction.hpp"
#include "stomp/parser.hpp"

namespace broker {

struct Session {
  struct Ending {
    std::optional<Close::How> close;  // nothing where the client closed first
    std::string_view reason;
  };

  Session(ConnectionId connection, Peer from, const stomp::Limits& limits, Instant now);

  [[nodiscard]] bool live() const { return !ending.has_value(); }
  // 1.2 until CONNECT has settled it: what the parser reads is what we answer in.
  [[nodiscard]] stomp::Version version() const { return parser.version(); }

  [[nodiscard]] Subscription* find_subscription(std::uint64_t serial);
  [[nodiscard]] Subscription* find_subscription_by_id(std::string_view subscription_id);
  [[nodiscard]] Transaction* find_transaction(std::string_view transaction_id);

  // When it must be looked at again, if nothing happens before.
  [[nodiscard]] std::optional<Instant> due(stomp::Duration login_deadline) const;
  [[nodiscard]] bool heart_beat_missed(Instant now) const;
  [[nodiscard]] bool heart_beat_due(Instant now) const;

  ConnectionId id;
  Peer peer;
  stomp::Parser parser;
  std::optional<char> first_octet;  // ever received
  bool connected = false;
  bool leaving = false;  // DISCONNECT was processed; its RECEIPT comes first
  std::optional<Ending> ending;

  Identity identity;
  std::string client_id;  // for the log: an excerpt without quotes

  std::map<std::uint64_t, std::unique_ptr<Subscription>> subscriptions;  // by serial
  std::map<std::string, Transaction, std::less<>> transactions;
  std::size_t unacknowledged = 0;  // pending ones of all subscriptions, and those in transactions
  bool paused = false;             // a queue had a message for it that it could not take yet

  std::string outgoing;    // written in this call
  std::size_t unsent = 0;  // written and not yet left, `outgoing` included
  bool touched = false;    // in the outbox's list

  HeartBeatPlan plan;
  Instant opened;
  Instant last_received;
  Instant last_sent;
  std::optional<Instant> armed;  // where it stands in the deadlines
};

}  // namespace broker
