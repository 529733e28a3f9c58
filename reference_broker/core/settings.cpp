#include "reference_broker/core/settings.hpp"

#include "stomp/check.hpp"

namespace broker {
namespace {

Network network(std::string_view text) {
  const std::optional<Network> parsed = Network::parse(text);
  stomp::check(parsed.has_value(), "the sample settings name a network that is none");
  return *parsed;
}

Settings rocketmq_sample() {
  Settings settings;
  settings.policy = PolicyKind::rocketmq;
  settings.access_points = {
      {.name = "classic",
       .address = "127.0.0.1",
       .port = 8080,
       .networks = {network("127.0.0.0/8")}},
      {.name = "vpc", .address = "127.0.0.1", .port = 8081, .networks = {network("127.0.0.1/32")}},
  };
  settings.instances = {"inst_a", "inst_b"};
  settings.accounts = {
      {.login = "ak-owner",
       .secret = "sk-owner",
       .instances = {{.instance = "*", .grants = {{.topic = "*", .pub = true, .sub = true}}}}},
      {.login = "ak-limited",
       .secret = "sk-limited",
       .instances = {{.instance = "inst_a",
                      .grants = {{.topic = "pub_only", .pub = true, .sub = false},
                                 {.topic = "sub_only", .pub = false, .sub = true},
                                 {.topic = "both", .pub = true, .sub = true}}}}},
  };
  return settings;
}

Settings open_sample() {
  Settings settings;
  settings.policy = PolicyKind::open;
  settings.access_points = {sample_access_point(Transport::tcp)};
  return settings;
}

}  // namespace

std::string_view to_string(Transport transport) {
  switch (transport) {
    case Transport::tls:
      return "tls";
    case Transport::websocket:
      return "websocket";
    case Transport::secure_websocket:
      return "secure-websocket";
    case Transport::tcp:
      break;
  }
  return "tcp";
}

std::optional<Transport> transport_from(std::string_view word) {
  for (const Transport transport : transports) {
    if (to_string(transport) == word) return transport;
  }
  return std::nullopt;
}

AccessPoint sample_access_point(Transport transport) {
  AccessPoint point{.name = std::string(to_string(transport)),
                    .address = "127.0.0.1",
                    .networks = {},
                    .transport = transport};
  switch (transport) {
    case Transport::tcp:
      point.name = "default";
      point.port = 61613;
      break;
    case Transport::tls:
      point.port = 61614;
      break;
    case Transport::websocket:
      point.port = 15674;
      break;
    case Transport::secure_websocket:
      point.port = 15673;
      break;
  }
  return point;
}

Settings sample_settings(PolicyKind policy) {
  return policy == PolicyKind::rocketmq ? rocketmq_sample() : open_sample();
}

}  // namespace broker
