// The reference broker without sockets and without a clock: octets and time in, actions out.
//
//     Broker broker(sample_settings(PolicyKind::open));
//     broker.on_open(1, {.access_point = "default", .address = "127.0.0.1"}, now);
//     for (const Action& action : broker.on_octets(1, "CONNECT\n...", now)) { ... }
//
// It serves TCP (reference_broker/net), the simulator (conformance/sim), the fuzzers and the unit
// tests alike. What it is not: a store. Nothing survives it, and under the rocketmq policy nothing
// is kept for the absent either (RMQ-LIM-1).
//
// Promises, for any octets whatever:
//   one end     after an ERROR a connection gets a Close and nothing else, ever
//   receipts    each receipt that was asked for is answered once: by a RECEIPT or by the ERROR
//   bounds      what a client makes it hold stays below BrokerLimits
//   determinism the same calls give the same actions
//
// The shell must: call on_sent() as octets leave; call on_close() once for each connection that
// ended, whoever ended it (after a Close action too); call on_time() when deadline() has come.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "reference_broker/core/settings.hpp"
#include "stomp/instant.hpp"

namespace broker {

using ConnectionId = std::uint64_t;
using stomp::Instant;

struct Peer {
  std::string access_point;  // the name of the one it came in by
  std::string address;       // textual IP address
};

struct Send {
  ConnectionId connection;
  std::string octets;

  friend bool operator==(const Send&, const Send&) = default;
};

// End the connection. `linger`: after everything sent has left, close our direction, and read and
// drop what still comes until the client closes too or a second has passed, so that a reset does
// not overtake the ERROR (STOMP 1.2, Connection Lingering). `reset`: now; the client does not read.
struct Close {
  enum class How : std::uint8_t { linger, reset };
  ConnectionId connection;
  How how;

  friend bool operator==(const Close&, const Close&) = default;
};

// One line of the log. The shell adds the wall clock and the format; no passcode is ever in it.
struct Log {
  enum class Level : std::uint8_t { debug, info, warning };
  Level level;
  std::string event;  // "connected", "refused", "subscribed", "error", "disconnected", ...
  ConnectionId connection;
  std::string client_id;  // the client-id header of CONNECT; empty before it and where it has none
  std::vector<std::pair<std::string, std::string>> fields;

  friend bool operator==(const Log&, const Log&) = default;
};

using Action = std::variant<Send, Close, Log>;
using Actions = std::vector<Action>;  // to be done in this order

// What a shell serves: this broker, or one that stands around it (reference_broker/deviations).
class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;

  [[nodiscard]] virtual Actions on_open(ConnectionId connection, const Peer& peer, Instant now) = 0;
  [[nodiscard]] virtual Actions on_octets(ConnectionId connection, std::string_view octets,
                                          Instant now) = 0;
  // `octets` of what Send actions gave for this connection have left.
  [[nodiscard]] virtual Actions on_sent(ConnectionId connection, std::size_t octets,
                                        Instant now) = 0;
  // The client closed its direction or the connection broke: nothing more comes from it.
  [[nodiscard]] virtual Actions on_close(ConnectionId connection, Instant now) = 0;
  [[nodiscard]] virtual Actions on_time(Instant now) = 0;

  // When on_time() is due, if nothing else happens first.
  [[nodiscard]] virtual std::optional<Instant> deadline() const = 0;
};

class Policy;
using PolicyMaker = std::function<std::unique_ptr<Policy>(const Settings&)>;

class Broker final : public Service {
 public:
  // With the policy that the settings name.
  explicit Broker(Settings settings);
  // With another; its maker is called once, with settings that outlive the policy.
  Broker(Settings settings, const PolicyMaker& policy);
  ~Broker() override;

  [[nodiscard]] Actions on_open(ConnectionId connection, const Peer& peer, Instant now) override;
  [[nodiscard]] Actions on_octets(ConnectionId connection, std::string_view octets,
                                  Instant now) override;
  [[nodiscard]] Actions on_sent(ConnectionId connection, std::size_t octets, Instant now) override;
  [[nodiscard]] Actions on_close(ConnectionId connection, Instant now) override;
  [[nodiscard]] Actions on_time(Instant now) override;
  [[nodiscard]] std::optional<Instant> deadline() const override;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace broker
