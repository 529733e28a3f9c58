// The settings that a session may ask for by its first mark (`0 ... `9), so that limits, time and
// credentials are within a short input's reach.

#pragma once

#include <cstddef>

#include "reference_broker/core/settings.hpp"

namespace fuzz {

// The sample with its usual limits, but no heart-beats.
inline broker::Settings usual_settings(broker::PolicyKind policy) {
  broker::Settings settings = broker::sample_settings(policy);
  settings.server_name = "fuzz/1";
  settings.heart_beat = {.send_ms = 0, .receive_ms = 0};
  return settings;
}

inline void limit_counts(broker::BrokerLimits& limits) {
  limits.frame = {.header_count_max = 6, .line_octets_max = 48, .body_octets_max = 32};
  limits.connections_max = 3;
  limits.subscriptions_max = 2;
  limits.transactions_max = 2;
  limits.transaction_messages_max = 2;
  limits.unacknowledged_max = 2;
  limits.queue_messages_max = 2;
  limits.destinations_max = 3;
}

inline void limit_octets(broker::BrokerLimits& limits) {
  limits.outbound_octets_max = 600;
  limits.queue_octets_max = 1500;
}

// Settings of the open policy, five kinds of them.
inline broker::Settings open_preset(std::size_t number) {
  broker::Settings settings = usual_settings(broker::PolicyKind::open);
  switch (number % 5) {
    case 1:
      limit_counts(settings.limits);
      break;
    case 2:
      limit_octets(settings.limits);
      break;
    case 3:
      settings.heart_beat = {.send_ms = 100, .receive_ms = 100, .tolerance = 3};
      break;
    case 4:
      settings.accounts = {{.login = "guest", .secret = "guest", .instances = {}}};
      limit_counts(settings.limits);
      limit_octets(settings.limits);
      break;
    default:
      break;
  }
  return settings;
}

}  // namespace fuzz
