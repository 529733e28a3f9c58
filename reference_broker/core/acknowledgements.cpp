// Theory of operation: ACK and NACK.
//
// A delivery that wants an answer is pending in its subscription, by number. ACK and NACK take
// deliveries out of there: one, or in client mode that one and all before it in the same
// subscription (never another subscription's). Taken deliveries are settled at once, or go with the
// named transaction. Because they are taken and not marked, a second ACK of the same message finds
// nothing, whichever way the first went.
//
// In 1.0, client mode is cumulative too: its text speaks of single messages, but all brokers of its
// time settle what came before, and clients rely on it.

#include <utility>

#include "reference_broker/core/commands.hpp"
#include "reference_broker/core/delivery_id.hpp"

namespace broker {
namespace {

using stomp::FrameView;
using stomp::Version;

Violation unknown_delivery(std::string_view why) {
  return {
      .message = "no such message to acknowledge",
      .explanation = joined({"ACK and NACK must name a message that this connection received from "
                             "a subscription that wants acknowledgements, and that is not "
                             "acknowledged yet (STOMP 1.2, ACK): ",
                             why, "."})};
}

// The subscription that has the delivery pending, or nullptr.
Subscription* find_pending(Session& session, const DeliveryId& id) {
  Subscription* const subscription = session.find_subscription(id.subscription);
  if (subscription == nullptr || !subscription->pending.contains(id.delivery)) return nullptr;
  return subscription;
}

Deliveries take(Subscription& subscription, std::uint64_t number) {
  Deliveries taken;
  auto& pending = subscription.pending;
  if (subscription.ack == AckMode::client_individual) {
    taken.insert(pending.extract(number));
    return taken;
  }
  while (!pending.empty() && pending.begin()->first <= number) {
    taken.insert(taken.end(), pending.extract(pending.begin()));
  }
  return taken;
}

}  // namespace

Commands::Result Commands::ack(Session& session, const FrameView& frame) {
  return settle(session, frame, true);
}

Commands::Result Commands::nack(Session& session, const FrameView& frame) {
  return settle(session, frame, false);
}

Commands::Result Commands::settle(Session& session, const FrameView& frame, bool consumed) {
  const Version version = session.version();
  const std::string_view name = *frame.find(version == Version::v1_2 ? "id" : "message-id");
  const std::optional<DeliveryId> id = DeliveryId::parse(name);
  Subscription* const subscription = id ? find_pending(session, *id) : nullptr;
  if (subscription == nullptr) return unknown_delivery(joined({excerpt(name), " is none"}));
  // "subscription MUST be set to match the value of the subscription's id header" (STOMP 1.1, ACK).
  if (version == Version::v1_1 && *frame.find("subscription") != subscription->id) {
    return unknown_delivery("it came from another subscription than the one named");
  }

  if (const auto transaction_id = frame.find("transaction")) {
    Transaction* const transaction = session.find_transaction(*transaction_id);
    if (transaction == nullptr) return unknown_transaction(*transaction_id);
    transaction->operations.emplace_back(
        Settlement{.subscription = subscription->serial,
                   .consumed = consumed,
                   .deliveries = take(*subscription, id->delivery)});
    return std::nullopt;
  }
  for (auto& [number, held] : take(*subscription, id->delivery)) {
    router_.settle(session, subscription->serial, std::move(held), consumed);
  }
  router_.resume(session);
  return std::nullopt;
}

}  // namespace broker
