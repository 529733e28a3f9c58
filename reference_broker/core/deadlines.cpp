#include "reference_broker/core/deadlines.hpp"

namespace broker {

void Deadlines::move(ConnectionId connection, std::optional<Instant> from,
                     std::optional<Instant> to) {
  if (from == to) return;
  if (from && to) {
    // The node goes along: no allocation for each octet that comes.
    auto node = due_.extract({*from, connection});
    node.value().first = *to;
    due_.insert(std::move(node));
  } else if (from) {
    due_.erase({*from, connection});
  } else {
    due_.emplace(*to, connection);
  }
}

std::optional<Instant> Deadlines::earliest() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

std::optional<ConnectionId> Deadlines::take_due(Instant now) {
  if (due_.empty() || due_.begin()->first > now) return std::nullopt;
  return due_.extract(due_.begin()).value().second;
}

}  // namespace broker
