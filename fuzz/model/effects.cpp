// What an accepted frame changes, and what the end of a connection does.

#include <algorithm>
#include <iterator>

#include "fuzz/model/model.hpp"
#include "fuzz/model/rules.hpp"

namespace fuzz {
namespace {

using stomp::Frame;
using stomp::Version;

// "It is delivered five times" (reference_broker/core/router.cpp): the fifth refusal ends it.
constexpr unsigned refusals_max = 5;

stomp::Duration gap(std::uint64_t can_ms, std::uint64_t wants_ms) {
  if (can_ms == 0 || wants_ms == 0) return stomp::Duration{0};
  return std::chrono::milliseconds(std::max(can_ms, wants_ms));
}

std::string content_of(const Sent& message) {
  std::string content = message.key;
  const auto add = [&content](std::string_view text) {
    content.append(std::to_string(text.size())).append(":").append(text);
  };
  for (const stomp::Header& header : message.headers) {
    add(header.name);
    add(header.value);
  }
  add(message.body);
  return content;
}

}  // namespace

void Model::perform(Peer& peer, const Frame& frame) {
  const std::string_view command = frame.command;
  const std::string transaction(first(frame, "transaction"));
  if (!peer.connected) {
    perform_connect(peer, frame);
  } else if (command == "SEND") {
    perform_send(peer, frame);
  } else if (command == "SUBSCRIBE") {
    perform_subscribe(peer, frame);
  } else if (command == "UNSUBSCRIBE") {
    unsubscribe(peer, meant_subscription(peer.subscriptions, frame));
  } else if (command == "ACK" || command == "NACK") {
    perform_settle(peer, frame);
  } else if (command == "BEGIN") {
    peer.transactions.emplace(transaction, Transaction{});
  } else if (command == "COMMIT") {
    perform_commit(peer, transaction);
  } else if (command == "ABORT") {
    roll_back(peer, peer.transactions.at(transaction));
    peer.transactions.erase(transaction);
  }
}

void Model::perform_connect(Peer& peer, const Frame& frame) {
  peer.connected = true;
  peer.version = negotiated_version(frame).value();
  const Frame meant = as_meant(frame, peer.version);
  peer.who = deployment_.admits(meant).value();
  if (peer.version == Version::v1_0 || !has(meant, "heart-beat")) return;
  const auto [sends, wants] = heart_beat_offer(first(meant, "heart-beat")).value();
  peer.send_gap = gap(settings_.heart_beat.send_ms, wants);
  peer.receive_gap = gap(sends, settings_.heart_beat.receive_ms) * settings_.heart_beat.tolerance;
}

void Model::perform_send(Peer& peer, const Frame& frame) {
  const Message message = message_of(frame);
  message->key = key_of(peer, message->destination);
  message->is_queue = deployment_.is_queue(message->destination);
  if (!has(frame, "transaction")) return publish(message);
  Transaction& transaction = peer.transactions.at(std::string(first(frame, "transaction")));
  transaction.operations.emplace_back(message);
  ++transaction.messages;
}

void Model::perform_subscribe(Peer& peer, const Frame& frame) {
  const std::string destination(first(frame, "destination"));
  peer.subscriptions.push_back({.id = std::string(first(frame, "id")),
                                .destination = destination,
                                .key = key_of(peer, destination),
                                .is_queue = deployment_.is_queue(destination),
                                .mode = mode_of(frame, peer.version).value(),
                                .serial = ++state_.serials,
                                .pending = {}});
}

void Model::perform_settle(Peer& peer, const Frame& frame) {
  const std::string_view name = first(frame, peer.version == Version::v1_2 ? "id" : "message-id");
  for (Subscription& subscription : peer.subscriptions) {
    Deliveries& pending = subscription.pending;
    const auto named =
        std::ranges::find_if(pending, [&](const auto& entry) { return entry.second.name == name; });
    if (named == pending.end()) continue;
    Settled settled{
        .subscription = subscription.serial, .consumed = frame.command == "ACK", .deliveries = {}};
    const auto from = subscription.mode == Mode::individual ? named : pending.begin();
    const auto to = std::next(named);
    settled.deliveries.insert(from, to);
    pending.erase(from, to);
    if (has(frame, "transaction")) {
      peer.transactions.at(std::string(first(frame, "transaction")))
          .operations.emplace_back(std::move(settled));
    } else {
      for (const auto& [number, delivery] : settled.deliveries) settle(delivery, settled.consumed);
    }
    return;
  }
}

void Model::perform_commit(Peer& peer, const std::string& id) {
  for (auto& operation : peer.transactions.at(id).operations) {
    if (const auto* const message = std::get_if<Message>(&operation)) {
      publish(*message);
      continue;
    }
    auto& settled = std::get<Settled>(operation);
    // Out of the transaction before the next message asks who has room.
    const Deliveries deliveries = std::exchange(settled.deliveries, {});
    for (const auto& [number, delivery] : deliveries) settle(delivery, settled.consumed);
  }
  peer.transactions.erase(id);
}

void Model::roll_back(Peer& peer, Transaction& transaction) {
  for (auto& operation : transaction.operations) {
    auto* const settled = std::get_if<Settled>(&operation);
    if (settled == nullptr) continue;
    const auto owner =
        std::ranges::find(peer.subscriptions, settled->subscription, &Subscription::serial);
    if (owner != peer.subscriptions.end()) {
      owner->pending.merge(settled->deliveries);
    } else {
      give_back(settled->deliveries);
    }
  }
}

void Model::unsubscribe(Peer& peer, std::list<Subscription>::const_iterator subscription) {
  give_back(subscription->pending);
  peer.subscriptions.erase(subscription);
}

// A topic's goes to every subscription that there is and that may have one more.
void Model::publish(const Message& message) {
  if (message->is_queue) {
    message->place = ++state_.places;
    auto& alike = state_.alike[content_of(*message)];
    if (alike == nullptr) alike = std::make_shared<Sent::Alike>();
    ++alike->messages;
    message->alike = alike;
    return put(message);
  }
  for (auto& [connection, peer] : state_.peers) {
    for (const Subscription& subscription : peer.subscriptions) {
      if (subscription.key != message->key) continue;
      const bool wants_ack = subscription.mode != Mode::automatic;
      const auto promised = std::ranges::count_if(expected_, [&](const Expected& each) {
        return each.connection == connection && each.wants_ack;
      });
      const bool is_full =
          wants_ack && peer.unacknowledged() + static_cast<std::size_t>(promised) >=
                           settings_.limits.unacknowledged_max;
      if (!is_full) {
        expected_.push_back({connection, subscription.serial, wants_ack, message});
      }
    }
  }
}

void Model::put(const Message& message) {
  state_.queues[message->key].emplace(message->place, message);
}

void Model::settle(const Delivery& delivery, bool consumed) {
  const Message& message = delivery.message;
  if (!message->is_queue || consumed) return;
  Sent::Alike& alike = *message->alike;
  ++alike.refusals;
  if (alike.refusals >= refusals_max) {
    if (alike.messages == 1) return;
    message->certain = false;
  }
  put(message);
}

void Model::give_back(const Deliveries& deliveries) {
  for (const auto& [number, delivery] : deliveries) {
    if (delivery.message->is_queue) put(delivery.message);
  }
}

void Model::dismiss(broker::ConnectionId connection, bool was_reset) {
  Peer& peer = state_.peers.at(connection);
  for (auto& [id, transaction] : peer.transactions) roll_back(peer, transaction);
  peer.transactions.clear();
  while (!peer.subscriptions.empty()) {
    const auto subscription = peer.subscriptions.begin();
    if (was_reset && subscription->mode == Mode::automatic) {
      // What it was sent last was dropped with it, and nobody knows what that was.
      for (auto& [place, message] : state_.queues[subscription->key]) message->certain = false;
    }
    unsubscribe(peer, subscription);
  }
  std::erase_if(expected_, [&](const Expected& each) { return each.connection == connection; });
  state_.peers.erase(connection);
  ended_.insert(connection);
}

}  // namespace fuzz
