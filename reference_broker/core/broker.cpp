#include "reference_broker/core/broker.hpp"

#include "reference_broker/core/core.hpp"

namespace broker {

Broker::Broker(Settings settings) : Broker(std::move(settings), make_policy) {}
Broker::Broker(Settings settings, const PolicyMaker& policy)
    : core_(std::make_unique<Core>(std::move(settings), policy)) {}
Broker::~Broker() = default;

Actions Broker::on_open(ConnectionId connection, const Peer& peer, Instant now) {
  return core_->on_open(connection, peer, now);
}

Actions Broker::on_octets(ConnectionId connection, std::string_view octets, Instant now) {
  return core_->on_octets(connection, octets, now);
}

Actions Broker::on_sent(ConnectionId connection, std::size_t octets, Instant now) {
  return core_->on_sent(connection, octets, now);
}

Actions Broker::on_close(ConnectionId connection, Instant now) {
  return core_->on_close(connection, now);
}

Actions Broker::on_time(Instant now) {
  return core_->on_time(now);
}

std::optional<Instant> Broker::deadline() const {
  return core_->deadline();
}

}  // namespace broker
