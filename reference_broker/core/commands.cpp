#include "reference_broker/core/commands.hpp"

#include <algorithm>
#include <memory>

#include "reference_broker/core/frame_rules.hpp"
#include "stomp/check.hpp"

namespace broker {
namespace {

using stomp::FrameView;
using stomp::Version;

std::optional<AckMode> parse_ack_mode(const FrameView& frame, Version version) {
  const std::string_view text = frame.find("ack").value_or("auto");
  if (text == "auto") return AckMode::automatic;
  if (text == "client") return AckMode::client;
  // "The valid values for ack are auto and client" (STOMP 1.0, SUBSCRIBE).
  if (text == "client-individual" && version != Version::v1_0) return AckMode::client_individual;
  return std::nullopt;
}

// A subscription without an id (1.0) is known by its destination, so there can be one only.
Subscription* find_by_destination(Session& session, std::string_view destination, bool with_ids) {
  const auto found = std::ranges::find_if(session.subscriptions, [&](const auto& entry) {
    const Subscription& subscription = *entry.second;
    return subscription.id.empty() != with_ids && subscription.destination->name == destination;
  });
  return found == session.subscriptions.end() ? nullptr : found->second.get();
}

// "It requires either a destination header or an id header" (STOMP 1.0, UNSUBSCRIBE). Where all
// subscriptions to that destination have ids, the oldest is meant.
Subscription* find_to_unsubscribe(Session& session, const FrameView& frame) {
  if (const auto id = find_filled(frame, "id")) return session.find_subscription_by_id(*id);
  const std::string_view destination = frame.find("destination").value_or("");
  Subscription* const nameless = find_by_destination(session, destination, false);
  return nameless != nullptr ? nameless : find_by_destination(session, destination, true);
}

}  // namespace

const Commands::Entry Commands::table[] = {
    {"SEND", &Commands::send},
    {"ACK", &Commands::ack},
    {"NACK", &Commands::nack},
    {"SUBSCRIBE", &Commands::subscribe},
    {"UNSUBSCRIBE", &Commands::unsubscribe},
    {"BEGIN", &Commands::begin},
    {"COMMIT", &Commands::commit},
    {"ABORT", &Commands::abort},
    {"DISCONNECT", &Commands::disconnect},
};

Violation out_of_room(std::string_view what) {
  return {.message = "limit reached",
          .explanation = joined({"This broker holds no more ", what,
                                 " (STOMP 1.2, Size Limits, and "
                                 "the broker's settings)."})};
}

std::optional<Violation> Commands::run(Session& session, const FrameView& frame) {
  if (opens_session(frame.command)) {
    return Violation{.message = "already connected",
                     .explanation =
                         "A client initiates the stream by sending CONNECT, once (STOMP "
                         "1.2, Connecting); this connection has its session."};
  }
  if (Result violation = break_of_form(frame, session.version())) return violation;
  const Entry* const entry = std::ranges::find(table, frame.command, &Entry::command);
  stomp::check(entry != std::end(table), "a client command without a handler");
  return (this->*entry->handler)(session, frame);
}

void Commands::dismiss(Session& session) {
  for (auto& [id, transaction] : session.transactions) roll_back(session, transaction);
  session.transactions.clear();
  while (!session.subscriptions.empty()) {
    router_.unsubscribe(*session.subscriptions.begin()->second);
  }
}

Commands::Result Commands::send(Session& session, const FrameView& frame) {
  const std::string_view destination = *frame.find("destination");
  if (Result refused = policy_.judge(session.identity, Permission::pub, destination)) {
    return refused;
  }
  if (const auto transaction_id = frame.find("transaction")) {
    return send_in_transaction(session, frame, destination, *transaction_id);
  }
  if (policy_.kind_of(destination) == DestinationKind::queue) {
    return publish_to_queue(session, frame, destination);
  }
  // Nobody listens: nothing to copy.
  Destination* const topic = router_.find(session.identity.instance, destination);
  if (topic != nullptr && !topic->subscriptions.empty()) {
    router_.publish(*topic, std::make_shared<const Message>(frame, destination));
  }
  return std::nullopt;
}

Commands::Result Commands::publish_to_queue(Session& session, const FrameView& frame,
                                            std::string_view destination) {
  Destination* const queue = router_.find_or_add(session.identity.instance, destination);
  if (queue == nullptr) return out_of_room("destinations");
  auto message = std::make_shared<const Message>(frame, destination);
  if (!router_.has_place(*queue, 1) || !router_.has_room(message->octets())) {
    return out_of_room("waiting messages");
  }
  router_.publish(*queue, std::move(message));
  return std::nullopt;
}

Commands::Result Commands::subscribe(Session& session, const FrameView& frame) {
  const std::string_view destination = *frame.find("destination");
  const std::string_view id = frame.find("id").value_or("");
  if (Result refused = policy_.judge(session.identity, Permission::sub, destination)) {
    return refused;
  }
  if (frame.find("selector")) {
    // Ignoring it would create another subscription than the one that was asked for.
    return Violation{.message = "selectors are not supported",
                     .explanation =
                         "This broker does not filter messages (RMQ-LIM-4), so it cannot "
                         "create the subscription as asked (STOMP 1.2, SUBSCRIBE)."};
  }
  const std::optional<AckMode> ack = parse_ack_mode(frame, session.version());
  if (!ack) {
    return Violation{
        .message = "unknown ack mode",
        .explanation = joined({"The ack mode ", excerpt(*frame.find("ack")),
                               " is not among the valid values of STOMP ",
                               stomp::to_string(session.version()), " (SUBSCRIBE ack Header)."})};
  }
  const bool is_taken = id.empty() ? find_by_destination(session, destination, false) != nullptr
                                   : session.find_subscription_by_id(id) != nullptr;
  if (is_taken) {
    return Violation{.message = "subscription exists",
                     .explanation = joined({"Within the same connection, different subscriptions "
                                            "MUST use different subscription identifiers (STOMP "
                                            "1.2, SUBSCRIBE id Header); there is one for ",
                                            excerpt(id.empty() ? destination : id), "."})};
  }
  if (session.subscriptions.size() >= limits_.subscriptions_max) {
    return out_of_room("subscriptions of this connection");
  }
  Destination* const found = router_.find_or_add(session.identity.instance, destination);
  if (found == nullptr) return out_of_room("destinations");

  router_.subscribe(session, *found, id, *ack);
  outbox_.log(session, Log::Level::info, "subscribed",
              {{"destination", excerpt(destination)}, {"id", excerpt(id)}});
  return std::nullopt;
}

Commands::Result Commands::unsubscribe(Session& session, const FrameView& frame) {
  if (session.version() == Version::v1_0 && !find_filled(frame, "id") &&
      !find_filled(frame, "destination")) {
    return Violation{.message = "required header missing",
                     .explanation =
                         "UNSUBSCRIBE requires either a destination header or an id "
                         "header (STOMP 1.0, UNSUBSCRIBE)."};
  }
  Subscription* const subscription = find_to_unsubscribe(session, frame);
  if (subscription == nullptr) {
    return Violation{.message = "no such subscription",
                     .explanation =
                         "UNSUBSCRIBE MUST match an existing subscription of this "
                         "connection (STOMP 1.2, UNSUBSCRIBE)."};
  }
  const std::string_view destination = subscription->destination->name;
  // (RMQ-ACL-3) Who could subscribe can unsubscribe while grants do not change under a session.
  if (Result refused = policy_.judge(session.identity, Permission::sub, destination)) {
    return refused;
  }
  outbox_.log(session, Log::Level::info, "unsubscribed",
              {{"destination", excerpt(destination)}, {"id", excerpt(subscription->id)}});
  router_.unsubscribe(*subscription);
  return std::nullopt;
}

Commands::Result Commands::disconnect(Session& session, const FrameView& /*frame*/) {
  session.leaving = true;
  return std::nullopt;
}

}  // namespace broker
