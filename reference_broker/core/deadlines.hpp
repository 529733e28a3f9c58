// Who must be looked at when: one due time for each connection that has any, in order.
//
// A session computes its own next due time; this only keeps the earliest at hand, so that
// deadline() is one look and a busy connection costs one move in an ordered set.

#pragma once

#include <optional>
#include <set>
#include <utility>

#include "reference_broker/core/broker.hpp"

namespace broker {

class Deadlines {
 public:
  // Moves a connection from the time where it stands (nothing: nowhere) to another.
  void move(ConnectionId connection, std::optional<Instant> from, std::optional<Instant> to);

  [[nodiscard]] std::optional<Instant> earliest() const;

  // Takes out the first connection that is due by `now`. Same times are in the order of ids.
  [[nodiscard]] std::optional<ConnectionId> take_due(Instant now);

 private:
  std::set<std::pair<Instant, ConnectionId>> due_;
};

}  // namespace broker
