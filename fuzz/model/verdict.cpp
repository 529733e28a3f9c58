// Which frames must be refused, clause by clause.

#include <algorithm>

#include "fuzz/model/model.hpp"
#include "fuzz/model/rules.hpp"

namespace fuzz {
namespace {

using stomp::Frame;
using stomp::Version;

constexpr Verdict accept = Verdict::accept;
constexpr Verdict refuse = Verdict::refuse;

bool is_filled(const Frame& frame, std::string_view name) {
  return !first(frame, name).empty();
}

// The stricter of two.
Verdict both(Verdict one, Verdict other) {
  if (one == refuse || other == refuse) return refuse;
  return one == accept ? other : one;
}

Verdict refused_if(bool broken) {
  return broken ? refuse : accept;
}

}  // namespace

Verdict Model::judge(const Peer& peer, const Frame& frame) const {
  const std::string_view command = frame.command;
  const bool connects = command == "CONNECT" || command == "STOMP";
  if (!peer.connected) return connects ? judge_connect(frame) : refuse;
  if (connects) return refuse;
  // "Only the SEND, MESSAGE, and ERROR frames MAY have a body" (1.1 and 1.2).
  if (!frame.body.empty() && command != "SEND" && peer.version != Version::v1_0) return refuse;
  if (command == "SEND") return judge_send(peer, frame);
  if (command == "SUBSCRIBE") return judge_subscribe(peer, frame);
  if (command == "UNSUBSCRIBE") return judge_unsubscribe(peer, frame);
  if (command == "ACK") return judge_settle(peer, frame);
  if (command == "NACK" && peer.version != Version::v1_0) return judge_settle(peer, frame);
  if (command == "BEGIN" || command == "COMMIT" || command == "ABORT") {
    return judge_transaction(peer, frame);
  }
  return refused_if(command != "DISCONNECT");
}

Verdict Model::judge_connect(const Frame& frame) const {
  const std::optional<Version> version = negotiated_version(frame);
  if (!version) return refuse;
  if (*version != Version::v1_0 && !frame.body.empty()) return refuse;
  const Frame meant = as_meant(frame, *version);
  if (*version != Version::v1_0 && has(meant, "heart-beat") &&
      !heart_beat_offer(first(meant, "heart-beat"))) {
    return refuse;
  }
  return refused_if(!deployment_.admits(meant).has_value());
}

Verdict Model::judge_send(const Peer& peer, const Frame& frame) const {
  if (!is_filled(frame, "destination")) return refuse;
  const std::string_view destination = first(frame, "destination");
  if (!deployment_.permits(peer.who, Doing::publish, destination)) return refuse;
  const Message message = message_of(frame);
  const std::string key = key_of(peer, destination);
  message->key = key;
  message->is_queue = deployment_.is_queue(destination);
  if (has(frame, "transaction")) {
    const auto transaction = peer.transactions.find(std::string(first(frame, "transaction")));
    if (transaction == peer.transactions.end()) return refuse;
    if (transaction->second.messages >= deployment_.transaction_messages_max()) return refuse;
    return both(room_for(*message), destination_for(key));
  }
  if (!message->is_queue) return accept;
  return both(destination_for(key), both(place_for(message, 1), room_for(*message)));
}

Verdict Model::judge_subscribe(const Peer& peer, const Frame& frame) const {
  if (!is_filled(frame, "destination") || has(frame, "selector")) return refuse;
  if (peer.version != Version::v1_0 && !is_filled(frame, "id")) return refuse;
  const std::string_view destination = first(frame, "destination");
  if (!deployment_.permits(peer.who, Doing::subscribe, destination)) return refuse;
  if (!mode_of(frame, peer.version)) return refuse;
  const std::string_view id = first(frame, "id");
  for (const Subscription& other : peer.subscriptions) {
    // Without an id (1.0) it is known by its destination.
    if (other.id == id && (!id.empty() || other.destination == destination)) return refuse;
  }
  if (peer.subscriptions.size() >= settings_.limits.subscriptions_max) return refuse;
  return destination_for(key_of(peer, destination));
}

Verdict Model::judge_unsubscribe(const Peer& peer, const Frame& frame) const {
  if (peer.version != Version::v1_0 && !is_filled(frame, "id")) return refuse;
  return refused_if(meant_subscription(peer.subscriptions, frame) == peer.subscriptions.end());
}

Verdict Model::judge_settle(const Peer& peer, const Frame& frame) const {
  const std::string_view name = first(frame, peer.version == Version::v1_2 ? "id" : "message-id");
  if (name.empty()) return refuse;
  if (peer.version == Version::v1_1 && !is_filled(frame, "subscription")) return refuse;
  const auto subscription = std::ranges::find_if(peer.subscriptions, [&](const auto& each) {
    return std::ranges::any_of(each.pending,
                               [&](const auto& entry) { return entry.second.name == name; });
  });
  if (subscription == peer.subscriptions.end()) return refuse;
  if (peer.version == Version::v1_1 && first(frame, "subscription") != subscription->id) {
    return refuse;
  }
  return refused_if(has(frame, "transaction") &&
                    !peer.transactions.contains(std::string(first(frame, "transaction"))));
}

Verdict Model::judge_transaction(const Peer& peer, const Frame& frame) const {
  if (!is_filled(frame, "transaction")) return refuse;
  const auto found = peer.transactions.find(std::string(first(frame, "transaction")));
  const bool exists = found != peer.transactions.end();
  if (frame.command == "BEGIN") {
    return refused_if(exists || peer.transactions.size() >= deployment_.transactions_max());
  }
  if (!exists) return refuse;
  if (frame.command == "ABORT") return accept;
  Verdict verdict = accept;
  std::map<std::string, std::size_t> counts;
  for (const auto& operation : found->second.operations) {
    const auto* const message = std::get_if<Message>(&operation);
    if (message == nullptr || !(*message)->is_queue) continue;
    verdict = both(verdict, place_for(*message, ++counts[(*message)->key]));
  }
  return verdict;
}

// Whether the queue has a place for so many more.
Verdict Model::place_for(const Message& message, std::size_t count) const {
  const auto found = state_.queues.find(message->key);
  if (found == state_.queues.end()) return refused_if(count > settings_.limits.queue_messages_max);
  const auto& queue = found->second;
  const auto certain = static_cast<std::size_t>(
      std::ranges::count_if(queue, [](const auto& entry) { return entry.second->certain; }));
  if (certain + count > settings_.limits.queue_messages_max) return refuse;
  return queue.size() + count > settings_.limits.queue_messages_max ? Verdict::either : accept;
}

// Whether queues and open transactions may hold that much more, as far as the wire tells.
Verdict Model::room_for(const Sent& message) const {
  // Fuzz inputs never reach the usual limit.
  constexpr std::size_t out_of_reach = 1024 * 1024;
  if (settings_.limits.queue_octets_max > out_of_reach) return accept;
  std::size_t at_least = message.octets_min();
  std::size_t at_most = message.octets_max();
  const auto count = [&](const Message& held, bool is_held) {
    if (!is_held) return;
    at_most += held->octets_max();
    if (held->certain) at_least += held->octets_min();
  };
  for (const auto& [key, queue] : state_.queues) {
    for (const auto& [place, held] : queue) count(held, true);
  }
  for (const auto& [connection, peer] : state_.peers) {
    for (const Subscription& subscription : peer.subscriptions) {
      for (const auto& [number, delivery] : subscription.pending) {
        count(delivery.message, subscription.is_queue);
      }
    }
    for (const auto& [id, transaction] : peer.transactions) {
      for (const auto& operation : transaction.operations) {
        if (const auto* const sent = std::get_if<Message>(&operation)) {
          count(*sent, true);
          continue;
        }
        for (const auto& [number, delivery] : std::get<Settled>(operation).deliveries) {
          count(delivery.message, delivery.message->is_queue);
        }
      }
    }
  }
  if (at_least > settings_.limits.queue_octets_max) return refuse;
  return at_most > settings_.limits.queue_octets_max ? Verdict::either : accept;
}

// Whether one more destination may be known: those with a subscription, with messages, or with
// something that may come back.
Verdict Model::destination_for(const std::string& key) const {
  if (destinations_at_most() < settings_.limits.destinations_max) return accept;
  std::set<std::string> known;
  std::set<std::string> perhaps;
  for (const auto& [queue, waiting] : state_.queues) {
    const bool certain =
        std::ranges::any_of(waiting, [](const auto& entry) { return entry.second->certain; });
    if (!waiting.empty()) (certain ? known : perhaps).insert(queue);
  }
  for (const auto& [connection, peer] : state_.peers) {
    for (const Subscription& subscription : peer.subscriptions) known.insert(subscription.key);
    for (const auto& [id, transaction] : peer.transactions) {
      for (const auto& operation : transaction.operations) {
        if (const auto* const message = std::get_if<Message>(&operation)) {
          known.insert((*message)->key);
          continue;
        }
        for (const auto& [number, delivery] : std::get<Settled>(operation).deliveries) {
          if (delivery.message->is_queue) known.insert(delivery.message->key);
        }
      }
    }
  }
  if (known.contains(key) || known.size() + perhaps.size() < settings_.limits.destinations_max) {
    return accept;
  }
  return perhaps.empty() ? refuse : Verdict::either;
}

// As if nothing had the destination of anything else.
std::size_t Model::destinations_at_most() const {
  std::size_t count = state_.queues.size();
  for (const auto& [connection, peer] : state_.peers) {
    count += peer.subscriptions.size();
    for (const auto& [id, transaction] : peer.transactions) {
      for (const auto& operation : transaction.operations) {
        const auto* const settled = std::get_if<Settled>(&operation);
        count += settled == nullptr ? 1 : settled->deliveries.size();
      }
    }
  }
  return count;
}

}  // namespace fuzz
