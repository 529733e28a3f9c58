#include "conformance/sim/server.hpp"

#include <algorithm>
#include <utility>

namespace conformance {

using broker::Actions;
using broker::ConnectionId;
using broker::Instant;

SimulatedBroker::SimulatedBroker(broker::Settings settings)
    : settings_(settings), broker_(std::move(settings)) {}

std::optional<std::string> SimulatedBroker::access_point(const std::string& name) const {
  const auto& points = settings_.access_points;
  const auto found = std::find_if(points.begin(), points.end(), [&](const auto& point) {
    return name.empty() || point.name == name;
  });
  return found == points.end() ? std::nullopt : std::optional<std::string>(found->name);
}

Actions SimulatedBroker::on_open(ConnectionId connection, const broker::Peer& peer, Instant now) {
  return broker_.on_open(connection, peer, now);
}

Actions SimulatedBroker::on_octets(ConnectionId connection, std::string_view octets, Instant now) {
  return broker_.on_octets(connection, octets, now);
}

Actions SimulatedBroker::on_sent(ConnectionId connection, std::size_t octets, Instant now) {
  return broker_.on_sent(connection, octets, now);
}

Actions SimulatedBroker::on_close(ConnectionId connection, Instant now) {
  return broker_.on_close(connection, now);
}

Actions SimulatedBroker::on_time(Instant now) {
  return broker_.on_time(now);
}

std::optional<Instant> SimulatedBroker::deadline() const {
  return broker_.deadline();
}

}  // namespace conformance
