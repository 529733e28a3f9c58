#include "reference_broker/core/router.hpp"

#include <algorithm>
#include <utility>

#include "reference_broker/core/delivery_id.hpp"
#include "stomp/escaping.hpp"

namespace broker {
namespace {

// A message that its consumers have refused so often is given up: in all it is delivered five
// times. Deliveries that ended with their connection do not count, or a restarting consumer would
// lose it.
constexpr unsigned refusals_max = 5;

// "If a subscription id is supplied then brokers should append a subscription header to any
// MESSAGE" (1.0); from 1.1 on there always is one.
std::string first_lines(const Subscription& subscription) {
  std::string lines = "MESSAGE\n";
  if (!subscription.id.empty()) {
    lines.append("subscription:");
    stomp::append_escaped(lines, subscription.id, subscription.session->version());
    lines.push_back('\n');
  }
  lines.append("message-id:").append(subscription.id_prefix);
  return lines;
}

}  // namespace

Destination* Router::find(std::string_view instance, std::string_view name) {
  key_.assign(instance).push_back('\0');
  key_.append(name);
  const auto found = destinations_.find(std::string_view(key_));
  return found == destinations_.end() ? nullptr : found->second.get();
}

Destination* Router::find_or_add(std::string_view instance, std::string_view name) {
  if (Destination* const known = find(instance, name)) return known;
  if (destinations_.size() >= limits_.destinations_max) return nullptr;
  const auto [added, is_new] = destinations_.emplace(key_, std::make_unique<Destination>());
  Destination& destination = *added->second;
  destination.key = &added->first;
  destination.name = std::string_view(added->first).substr(instance.size() + 1);
  destination.kind = policy_.kind_of(name);
  // Whatever becomes of the frame that asked for it, it is looked at again and forgotten if unused.
  touch(destination);
  return &destination;
}

Subscription& Router::subscribe(Session& session, Destination& destination, std::string_view id,
                                AckMode ack) {
  auto made = std::make_unique<Subscription>();
  Subscription& subscription = *made;
  subscription.serial = ++serials_;
  subscription.id = id;
  subscription.ack = ack;
  subscription.session = &session;
  subscription.destination = &destination;
  append_decimal(subscription.id_prefix, subscription.serial);
  subscription.id_prefix.push_back('-');
  subscription.first_lines = first_lines(subscription);
  session.subscriptions.emplace(subscription.serial, std::move(made));
  destination.subscriptions.push_back(&subscription);
  touch(destination);
  return subscription;
}

void Router::unsubscribe(Subscription& subscription) {
  Destination& destination = *subscription.destination;
  Session& session = *subscription.session;
  const auto found = std::ranges::find(destination.subscriptions, &subscription);
  const auto index = static_cast<std::size_t>(found - destination.subscriptions.begin());
  destination.subscriptions.erase(found);
  if (destination.next > index) --destination.next;

  for (auto& [number, held] : subscription.pending) give_back(session, std::move(held));
  touch(destination);
  resume(session);
  session.subscriptions.erase(subscription.serial);
}

bool Router::has_place(const Destination& destination, std::size_t messages) const {
  return destination.kind == DestinationKind::topic ||
         destination.waiting.size() + messages <= limits_.queue_messages_max;
}

bool Router::has_room(std::size_t octets) const {
  return held_octets_ + octets <= limits_.queue_octets_max;
}

void Router::publish(Destination& destination, std::shared_ptr<const Message> message) {
  if (destination.kind == DestinationKind::topic) {
    for (Subscription* const subscription : destination.subscriptions) {
      Session& session = *subscription->session;
      // "This can cause messages being transmitted to get dropped" is said of auto; for a topic's
      // client that never acknowledges, dropping is what keeps it bounded.
      const bool is_full = subscription->ack != AckMode::automatic &&
                           session.unacknowledged >= limits_.unacknowledged_max;
      if (session.live() && !is_full) deliver(*subscription, *message, {});
    }
    return;
  }
  held_octets_ += message->octets();
  put({.queue = &destination, .message = std::move(message), .place = ++destination.places});
}

void Router::reserve(Destination& destination, const Message& message) {
  ++destination.claims;
  held_octets_ += message.octets();
}

void Router::release(Destination& destination, const Message& message) {
  --destination.claims;
  held_octets_ -= message.octets();
  touch(destination);
}

void Router::settle(Session& session, std::uint64_t subscription, Held held, bool consumed) {
  --session.unacknowledged;
  // A refused message of a topic is dropped: the others have had theirs.
  if (held.queue == nullptr) return;
  --held.queue->claims;
  if (consumed || ++held.refusals == refusals_max) return drop(held);
  held.refused_by = subscription;
  put(std::move(held));
}

void Router::give_back(Session& session, Held held) {
  --session.unacknowledged;
  if (held.queue == nullptr) return;
  --held.queue->claims;
  put(std::move(held));
}

void Router::resume(Session& session) {
  if (!std::exchange(session.paused, false)) return;
  for (const auto& [serial, subscription] : session.subscriptions) {
    if (!subscription->destination->waiting.empty()) touch(*subscription->destination);
  }
}

bool Router::pump() {
  if (touched_.empty()) return false;
  // Deliveries may end sessions, but they touch no destination: the list stays as it is.
  for (Destination* const destination : touched_) {
    destination->touched = false;
    drain(*destination);
    forget_if_unused(*destination);
  }
  touched_.clear();
  return true;
}

void Router::touch(Destination& destination) {
  if (std::exchange(destination.touched, true)) return;
  touched_.push_back(&destination);
}

void Router::put(Held held) {
  Destination& queue = *held.queue;
  const std::uint64_t place = held.place;
  queue.waiting.emplace_hint(queue.waiting.end(), place, std::move(held));
  touch(queue);
}

void Router::drop(const Held& held) {
  held_octets_ -= held.message->octets();
  touch(*held.queue);
}

void Router::drain(Destination& queue) {
  while (!queue.waiting.empty()) {
    Subscription* const consumer = choose_consumer(queue, queue.waiting.begin()->second);
    if (consumer == nullptr) return;
    Held held = std::move(queue.waiting.extract(queue.waiting.begin()).mapped());
    const std::shared_ptr<const Message> message = held.message;
    if (consumer->ack == AckMode::automatic) {
      // "The server will assume the client has received the message as soon as it sends it."
      held_octets_ -= message->octets();
    } else {
      ++queue.claims;
    }
    deliver(*consumer, *message, std::move(held));
  }
}

// Whose turn it is among those with room. Who has just refused the message gets it again only where
// no other can take it.
Subscription* Router::choose_consumer(Destination& queue, const Held& held) {
  const std::size_t count = queue.subscriptions.size();
  Subscription* refuser = nullptr;
  for (std::size_t step = 0; step < count; ++step) {
    const std::size_t index = (queue.next + step) % count;
    Subscription* const candidate = queue.subscriptions[index];
    if (!can_take(*candidate, *held.message)) {
      candidate->session->paused = true;
    } else if (candidate->serial == held.refused_by) {
      refuser = candidate;
    } else {
      queue.next = (index + 1) % count;
      return candidate;
    }
  }
  return refuser;
}

// Queues feed at most half of what a connection may have unsent, so that the other half is left for
// its topics and receipts: a long queue alone never makes anyone a slow reader.
bool Router::can_take(const Subscription& subscription, const Message& message) const {
  const Session& session = *subscription.session;
  if (!session.live()) return false;
  if (subscription.ack != AckMode::automatic &&
      session.unacknowledged >= limits_.unacknowledged_max) {
    return false;
  }
  return session.unsent == 0 ||
         session.unsent + message.octets() <= limits_.outbound_octets_max / 2;
}

void Router::deliver(Subscription& subscription, const Message& message, Held held) {
  Session& session = *subscription.session;
  const std::uint64_t number = ++subscription.deliveries;
  const stomp::Version version = session.version();
  const bool wants_ack = subscription.ack != AckMode::automatic;
  // Before it is written: should this frame be the one too many, it comes back with the others.
  if (wants_ack) {
    ++session.unacknowledged;
    subscription.pending.emplace_hint(subscription.pending.end(), number, std::move(held));
  }
  outbox_.write(session, [&](std::string& out) {
    out.append(subscription.first_lines);
    append_decimal(out, number);
    out.push_back('\n');
    if (wants_ack && version == stomp::Version::v1_2) {
      out.append("ack:").append(subscription.id_prefix);
      append_decimal(out, number);
      out.push_back('\n');
    }
    out.append(message.common_headers(version)).append(message.body()).push_back('\0');
  });
}

void Router::forget_if_unused(Destination& destination) {
  if (!destination.subscriptions.empty() || !destination.waiting.empty() ||
      destination.claims != 0) {
    return;
  }
  destinations_.erase(destinations_.find(*destination.key));
}

}  // namespace broker
