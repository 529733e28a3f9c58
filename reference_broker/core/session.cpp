#include "reference_broker/core/session.hpp"

#include <algorithm>
#include <utility>

namespace broker {

Session::Session(ConnectionId connection, Peer from, const stomp::Limits& limits, Instant now)
    : id(connection),
      peer(std::move(from)),
      parser(stomp::Version::v1_2, limits),
      opened(now),
      last_received(now),
      last_sent(now) {}

Subscription* Session::find_subscription(std::uint64_t serial) {
  const auto found = subscriptions.find(serial);
  return found == subscriptions.end() ? nullptr : found->second.get();
}

Subscription* Session::find_subscription_by_id(std::string_view subscription_id) {
  const auto found = std::ranges::find_if(
      subscriptions, [&](const auto& entry) { return entry.second->id == subscription_id; });
  return found == subscriptions.end() ? nullptr : found->second.get();
}

Transaction* Session::find_transaction(std::string_view transaction_id) {
  const auto found = transactions.find(transaction_id);
  return found == transactions.end() ? nullptr : &found->second;
}

std::optional<Instant> Session::due(stomp::Duration login_deadline) const {
  if (!connected) return opened + login_deadline;
  std::optional<Instant> earliest;
  if (plan.send_after.count() != 0) earliest = last_sent + plan.send_after;
  if (plan.dead_after.count() != 0) {
    const Instant dead = last_received + plan.dead_after;
    earliest = earliest ? std::min(*earliest, dead) : dead;
  }
  return earliest;
}

bool Session::heart_beat_missed(Instant now) const {
  return plan.dead_after.count() != 0 && now >= last_received + plan.dead_after;
}

bool Session::heart_beat_due(Instant now) const {
  return plan.send_after.count() != 0 && now >= last_sent + plan.send_after;
}

}  // namespace broker
