// What a reference broker is told before it starts. Plain data: reference_broker/config reads it
// from JSON, tests write it as literals, and neither the broker core nor this file knows about
// JSON.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stomp/instant.hpp"
#include "stomp/parser.hpp"

namespace broker {

enum class PolicyKind : std::uint8_t { rocketmq, open };

// An IP network, "10.0.0.0/8" or "fd00::/8"; IPv4 is kept as IPv4-mapped IPv6.
struct Network {
  std::array<std::uint8_t, 16> address{};
  unsigned prefix_bits = 0;  // of the 128

  [[nodiscard]] static std::optional<Network> parse(std::string_view text);
  // False for what is no IP address.
  [[nodiscard]] bool contains(std::string_view address) const;

  friend bool operator==(const Network&, const Network&) = default;
};

// What an access point's connections travel in. Everything but TCP is for the policy open: the
// RocketMQ gateway has no encrypted transport (RMQ-LIM-2).
enum class Transport : std::uint8_t { tcp, tls, websocket, secure_websocket };
inline constexpr Transport transports[] = {Transport::tcp, Transport::tls, Transport::websocket,
                                           Transport::secure_websocket};
// "tcp", "tls", "websocket", "secure-websocket".
[[nodiscard]] std::string_view to_string(Transport transport);
[[nodiscard]] std::optional<Transport> transport_from(std::string_view word);
[[nodiscard]] constexpr bool is_over_tls(Transport transport) {
  return transport == Transport::tls || transport == Transport::secure_websocket;
}
[[nodiscard]] constexpr bool is_websocket(Transport transport) {
  return transport == Transport::websocket || transport == Transport::secure_websocket;
}
// Where a WebSocket is served; anything else is 404.
inline constexpr std::string_view websocket_path = "/stomp";

// An address and port that clients of one kind of network connect to (RMQ-EP-1, RMQ-EP-2).
struct AccessPoint {
  std::string name;                   // "classic", "vpc"
  std::string address = "127.0.0.1";  // to listen on
  std::uint16_t port = 8080;          // 0: any free one
  std::vector<Network> networks;      // clients from elsewhere are refused; empty: from anywhere
  Transport transport = Transport::tcp;
  // Over TLS: PEM text. Without a certificate, one is made at the start that nobody else trusts.
  std::string certificate = {};
  std::string key = {};
  std::string client_ca = {};  // not empty: clients need a certificate that it has signed
};

struct Grant {
  std::string topic;  // the first level of a destination; "*" is every topic
  bool pub = false;
  bool sub = false;
};

// What one account may do in one instance (RMQ-ACL-1..4).
struct InstanceGrants {
  std::string instance;  // the instance-id; "*" is every instance
  std::vector<Grant> grants;
};

// rocketmq: login is the AccessKey, secret the AccessKeySecret, and the passcode is its signature.
// open: login and passcode as they are.
struct Account {
  std::string login;
  std::string secret;
  std::vector<InstanceGrants> instances;  // rocketmq only
};

// What one client, or all together, may make the broker hold. Reasons stand with the documented
// defaults in reference_broker/config/README.md.
struct BrokerLimits {
  stomp::Limits frame;
  std::size_t connections_max = 1024;
  std::size_t subscriptions_max = 256;          // per connection
  std::size_t transactions_max = 16;            // open ones per connection; rocketmq: always 1
  std::size_t transaction_messages_max = 1000;  // rocketmq: always 3 (RMQ-TX-2)
  std::size_t outbound_octets_max = 4 * 1024 * 1024;  // unsent per connection: then it is cut off
  std::size_t unacknowledged_max = 10'000;  // per connection, before delivery pauses (queues)
                                            // or messages are dropped (topics)
  std::size_t queue_messages_max = 10'000;  // waiting in one queue (open)
  std::size_t queue_octets_max = 64 * 1024 * 1024;  // waiting in all queues together (open)
  std::size_t destinations_max = 10'000;            // known at once
  stomp::Duration login_deadline = std::chrono::seconds(10);
};

// The broker's own side of the negotiation (STOMP 1.1 and 1.2, Heart-beating).
struct HeartBeat {
  std::uint32_t send_ms = 100;     // sx: the shortest gap that it guarantees; 0: sends none
  std::uint32_t receive_ms = 100;  // sy: what it would like to get; 0: wants none
  // A silent client is dead after this many times the negotiated gap ("the receiver SHOULD be
  // tolerant and take into account an error margin"): three lost beats.
  std::uint32_t tolerance = 3;
};

struct Settings {
  PolicyKind policy = PolicyKind::rocketmq;
  std::string server_name = "stompcheck";
  std::vector<AccessPoint> access_points;
  std::vector<std::string> instances;  // rocketmq: the instance ids that exist
  std::vector<Account> accounts;       // open: empty means that no credentials are needed
  BrokerLimits limits;
  HeartBeat heart_beat;
};

// The sample that `stompcheck broker` serves without a settings file, for each policy. It is
// documented in reference_broker/config/README.md, and the profiles in conformance/targets match
// it:
//   rocketmq: instance "inst_a" and "inst_b"; account "ak-owner" (secret "sk-owner"; PUB and SUB on
//     every topic of both) and account "ak-limited" (secret "sk-limited"; in inst_a: PUB on
//     "pub_only", SUB on "sub_only", both on "both"; nothing else); access points "classic"
//     (127.0.0.1:8080, for 127.0.0.0/8) and "vpc" (127.0.0.1:8081, for 127.0.0.1/32 only: 127.0.0.2
//     is "elsewhere").
//   open: one access point "default", 127.0.0.1:61613, from anywhere; no accounts.
[[nodiscard]] Settings sample_settings(PolicyKind policy);

// The sample's access point for one transport (open): "default" on 61613, "tls" on 61614,
// "websocket" on 15674, "secure-websocket" on 15673; all on 127.0.0.1. The last two ports are
// those that RabbitMQ made customary.
[[nodiscard]] AccessPoint sample_access_point(Transport transport);

}  // namespace broker
