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
  settings.access_points = {
      {.name = "default", .address = "127.0.0.1", .port = 61613, .networks = {}}};
  return settings;
}

}  // namespace

Settings sample_settings(PolicyKind policy) {
  return policy == PolicyKind::rocketmq ? rocketmq_sample() : open_sample();
}

}  // namespace broker
