// What the simulator can have at the other end: the reference broker, or something that only looks
// like a broker. It speaks in the broker core's own actions.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference_broker/core/broker.hpp"
#include "reference_broker/deviations/deviation.hpp"

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
  // Starts it anew. Servers that do not die need not know how.
  virtual void launch() {}
};

// The reference broker's core, as it is or with a deviation, which must outlive this.
class SimulatedBroker final : public Server {
 public:
  explicit SimulatedBroker(const broker::Settings& settings,
                           const broker::Deviation* deviation = nullptr);

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
  std::vector<broker::AccessPoint> access_points_;
  std::unique_ptr<broker::Service> broker_;
};

}  // namespace conformance
