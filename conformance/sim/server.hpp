// What the simulator can have at the other end: the reference broker, or something that only looks
// like a broker. It speaks in the broker core's own actions.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference_broker/core/broker.hpp"

namespace conformance {

class Server {
 public:
  Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  // The access point of that name (empty: the first), or nothing where there is none.
  [[nodiscard]] virtual std::optional<std::string> access_point(const std::string& name) const = 0;

  [[nodiscard]] virtual broker::Actions on_open(broker::ConnectionId connection,
                                                const broker::Peer& peer, broker::Instant now) = 0;
  [[nodiscard]] virtual broker::Actions on_octets(broker::ConnectionId connection,
                                                  std::string_view octets, broker::Instant now) = 0;
  [[nodiscard]] virtual broker::Actions on_sent(broker::ConnectionId connection, std::size_t octets,
                                                broker::Instant now) = 0;
  [[nodiscard]] virtual broker::Actions on_close(broker::ConnectionId connection,
                                                 broker::Instant now) = 0;
  [[nodiscard]] virtual broker::Actions on_time(broker::Instant now) = 0;
  [[nodiscard]] virtual std::optional<broker::Instant> deadline() const = 0;
};

// The reference broker's core, as it is.
class SimulatedBroker final : public Server {
 public:
  explicit SimulatedBroker(broker::Settings settings);

  [[nodiscard]] std::optional<std::string> access_point(const std::string& name) const override;
  [[nodiscard]] broker::Actions on_open(broker::ConnectionId connection, const broker::Peer& peer,
                                        broker::Instant now) override;
  [[nodiscard]] broker::Actions on_octets(broker::ConnectionId connection, std::string_view octets,
                                          broker::Instant now) override;
  [[nodiscard]] broker::Actions on_sent(broker::ConnectionId connection, std::size_t octets,
                                        broker::Instant now) override;
  [[nodiscard]] broker::Actions on_close(broker::ConnectionId connection,
                                         broker::Instant now) override;
  [[nodiscard]] broker::Actions on_time(broker::Instant now) override;
  [[nodiscard]] std::optional<broker::Instant> deadline() const override;

 private:
  broker::Settings settings_;
  broker::Broker broker_;
};

}  // namespace conformance
