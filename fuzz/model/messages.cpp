// Each MESSAGE that was heard, held against what may be delivered; and what must hold of queues.

#include <algorithm>
#include <functional>
#include <ranges>

#include "fuzz/engine/input.hpp"
#include "fuzz/model/model.hpp"
#include "fuzz/model/rules.hpp"

namespace fuzz {
namespace {

using stomp::Frame;
using stomp::Header;
using stomp::Version;

bool is_padded(std::string_view text) {
  return !text.empty() && (text.front() == ' ' || text.back() == ' ');
}

// Whether a version without escapes can say it so that no other header is forged.
bool can_say(const Header& header, Version version) {
  if (header.name.empty()) return false;
  if (version != Version::v1_0) return true;
  const bool has_end =
      header.name.find('\n') != std::string::npos || header.value.find('\n') != std::string::npos;
  return !has_end && header.name.find(':') == std::string::npos && !is_padded(header.name) &&
         !is_padded(header.value);
}

bool is_brokers_own(const Header& header) {
  const std::string_view name = header.name;
  return name == "destination" || name == "subscription" || name == "message-id" || name == "ack" ||
         name == "content-length";
}

// The subscription that a MESSAGE names, or with an empty id the one that it must come from.
Subscription* named_subscription(Peer& peer, const Frame& frame) {
  const std::string_view id = first(frame, "subscription");
  const std::string_view destination = first(frame, "destination");
  const auto found = std::ranges::find_if(peer.subscriptions, [&](const Subscription& each) {
    return each.id == id && (!id.empty() || each.destination == destination);
  });
  return found == peer.subscriptions.end() ? nullptr : &*found;
}

}  // namespace

bool carries(const Frame& frame, const Sent& message, Version version) {
  auto expected = message.headers | std::views::filter([version](const Header& header) {
                    return can_say(header, version);
                  });
  auto heard = frame.headers | std::views::filter(std::not_fn(is_brokers_own));
  return first(frame, "destination") == message.destination && frame.body == message.body &&
         (message.body.empty() || has(frame, "content-length")) &&
         std::ranges::equal(heard, expected);
}

void Model::judge_message(broker::ConnectionId connection, Peer& peer, const Frame& frame) {
  require(peer.connected, "delivery: none before CONNECTED");
  Subscription* const subscription = named_subscription(peer, frame);
  require(subscription != nullptr, "delivery: only to a live subscription");
  require(has(frame, "subscription") != subscription->id.empty(),
          "delivery: names the subscription");
  const bool wants_ack = subscription->mode != Mode::automatic;
  require(has(frame, "ack") == (wants_ack && peer.version == Version::v1_2),
          "acknowledge: an ack header where one is wanted");
  const std::string name(
      first(frame, peer.version == Version::v1_2 && wants_ack ? "ack" : "message-id"));
  require(!name.empty() && has(frame, "message-id"), "delivery: has an id");
  require(std::ranges::find(peer.names, name) == peer.names.end(), "delivery: ids are unique");
  peer.names.push_back(name);

  const Message message = subscription->is_queue ? take_from_queue(*subscription, frame)
                                                 : take_expected(connection, *subscription, frame);
  require(carries(frame, *message, peer.version), "delivery: the message as it was sent");
  if (!wants_ack) return;
  subscription->pending.emplace(++subscription->delivered, Delivery{name, message});
}

Message Model::take_expected(broker::ConnectionId connection, const Subscription& subscription,
                             const Frame& /*frame*/) {
  const auto found = std::ranges::find_if(expected_, [&](const Expected& each) {
    return each.connection == connection && each.subscription == subscription.serial;
  });
  require(found != expected_.end(), "delivery: a topic's message only when it is published, once");
  const Message message = found->message;
  expected_.erase(found);
  return message;
}

// Of those with the same content the first that is certainly there.
Message Model::take_from_queue(const Subscription& subscription, const Frame& frame) {
  Queue& queue = state_.queues[subscription.key];
  const auto fits = [&](const auto& entry) {
    // Both may be in 1.0, which leaves out what it cannot say.
    return carries(frame, *entry.second, Version::v1_2) ||
           carries(frame, *entry.second, Version::v1_0);
  };
  auto found = std::ranges::find_if(
      queue, [&](const auto& entry) { return entry.second->certain && fits(entry); });
  if (found == queue.end()) found = std::ranges::find_if(queue, fits);
  require(found != queue.end(), "queue: only what is waiting there, and once");
  const Message message = found->second;
  queue.erase(found);
  message->certain = true;
  if (message->alike->messages == 1) {
    std::uint64_t& reached = reached_[subscription.key];
    reached = std::max(reached, message->place);
  }
  return message;
}

// The head of a queue goes first: what was left stands behind what went.
void Model::require_order() const {
  for (const auto& [key, reached] : reached_) {
    for (const auto& [place, message] : state_.queues.at(key)) {
      require(!message->certain || message->alike->messages > 1 || place > reached,
              "queue: the first goes first");
    }
  }
}

void Model::require_nothing_stuck() const {
  for (const auto& [connection, peer] : state_.peers) {
    if (peer.unsent != 0) continue;
    const bool is_full = peer.unacknowledged() >= settings_.limits.unacknowledged_max;
    for (const Subscription& subscription : peer.subscriptions) {
      if (!subscription.is_queue || (is_full && subscription.mode != Mode::automatic)) continue;
      const auto queue = state_.queues.find(subscription.key);
      if (queue == state_.queues.end()) continue;
      require(std::ranges::none_of(queue->second,
                                   [](const auto& entry) { return entry.second->certain; }),
              "queue: nothing is stuck that somebody could take");
    }
  }
}

void Model::require_limits() const {
  require(state_.peers.size() <= settings_.limits.connections_max, "limit: connections");
  for (const auto& [connection, peer] : state_.peers) {
    require(peer.unsent <= settings_.limits.outbound_octets_max, "limit: unsent octets");
    require(peer.unacknowledged() <= settings_.limits.unacknowledged_max,
            "limit: unacknowledged messages");
  }
}

}  // namespace fuzz
