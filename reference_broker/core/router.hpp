// Who gets what: destinations, their subscriptions, and the queues' waiting messages.
//
// A topic's message goes to every subscription there is, at once. A queue's message waits in its
// place until pump() finds a subscription whose turn it is and that has room: one that is short of
// acknowledgements or does not read is passed over, not cut off. What a consumer does not settle
// comes back to its old place. Nothing is handed out of a queue but by pump(), which the core calls
// between two frames: so a SUBSCRIBE's RECEIPT comes before its first MESSAGE, and a COMMIT is
// whole before anyone sees a part of it.
//
// What queues and open transactions hold is kept below BrokerLimits; a destination that nothing
// refers to is forgotten.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reference_broker/core/outbox.hpp"
#include "reference_broker/core/policy.hpp"
#include "reference_broker/core/session.hpp"
#include "reference_broker/core/subscription.hpp"

namespace broker {

class Router {
 public:
  Router(const BrokerLimits& limits, const Policy& policy, Outbox& outbox)
      : limits_(limits), policy_(policy), outbox_(outbox) {}

  // nullptr where nothing refers to that name.
  [[nodiscard]] Destination* find(std::string_view instance, std::string_view name);
  // nullptr where it would be one too many (BrokerLimits::destinations_max).
  [[nodiscard]] Destination* find_or_add(std::string_view instance, std::string_view name);

  Subscription& subscribe(Session& session, Destination& destination, std::string_view id,
                          AckMode ack);
  // Gives back what it had not settled.
  void unsubscribe(Subscription& subscription);

  // Whether a queue takes `messages` more; a topic keeps none, so it always does.
  [[nodiscard]] bool has_place(const Destination& destination, std::size_t messages) const;
  // Whether queues and open transactions may hold that much more.
  [[nodiscard]] bool has_room(std::size_t octets) const;
  void publish(Destination& destination, std::shared_ptr<const Message> message);

  // For a SEND that waits for its COMMIT: keeps the destination known and the room taken.
  void reserve(Destination& destination, const Message& message);
  void release(Destination& destination, const Message& message);

  // The end of a delivery to `session`: consumed, or refused by the subscription of that serial.
  void settle(Session& session, std::uint64_t subscription, Held held, bool consumed);
  // The same where nobody decided: it goes back to its place.
  void give_back(Session& session, Held held);
  // The session has room again: its queues may go on.
  void resume(Session& session);

  // Hands out what can be handed out. False where nothing had changed.
  bool pump();

 private:
  // Instance and name with a NUL between: instances have nothing in common.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
  };

  void touch(Destination& destination);
  void put(Held held);
  void drop(const Held& held);
  void drain(Destination& queue);
  Subscription* choose_consumer(Destination& queue, const Held& held);
  [[nodiscard]] bool can_take(const Subscription& subscription, const Message& message) const;
  void deliver(Subscription& subscription, const Message& message, Held held);
  void forget_if_unused(Destination& destination);

  const BrokerLimits& limits_;
  const Policy& policy_;
  Outbox& outbox_;
  std::unordered_map<std::string, std::unique_ptr<Destination>, Hash, std::equal_to<>>
      destinations_;  // looked up, never walked
  std::string key_;   // the last one looked up; kept for its memory
  std::vector<Destination*> touched_;
  std::uint64_t serials_ = 0;
  std::size_t held_octets_ = 0;
};

}  // namespace broker
