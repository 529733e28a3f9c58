#include "conformance/sim/server.hpp"

#include <algorithm>

#include "reference_broker/deviations/deviating_broker.hpp"

namespace conformance {

using broker::Actions;
using broker::ConnectionId;
using broker::Instant;

SimulatedBroker::SimulatedBroker(const broker::Settings& settings,
                                 const broker::Deviation* deviation)
    : access_points_(settings.access_points), broker_(broker::make_broker(settings, deviation)) {}

std::optional<std::string> SimulatedBroker::access_point(const std::string& name) const {
  const auto found = std::ranges::find_if(
      access_points_, [&](const auto& point) { return name.empty() || point.name == name; });
  return found == access_points_.end() ? std::nullopt : std::optional<std::string>(found->name);
}

Actions SimulatedBroker::on_open(ConnectionId connection, const broker::Peer& peer, Instant now) {
  return broker_->on_open(connection, peer, now);
}

Actions SimulatedBroker::on_octets(ConnectionId connection, std::string_view octets, Instant now) {
  return broker_->on_octets(connection, octets, now);
}

Actions SimulatedBroker::on_sent(ConnectionId connection, std::size_t octets, Instant now) {
  return broker_->on_sent(connection, octets, now);
}

Actions SimulatedBroker::on_close(ConnectionId connection, Instant now) {
  return broker_->on_close(connection, now);
}

Actions SimulatedBroker::on_time(Instant now) {
  return broker_->on_time(now);
}

std::optional<Instant> SimulatedBroker::deadline() const {
  return broker_->deadline();
}

}  // namespace conformance
