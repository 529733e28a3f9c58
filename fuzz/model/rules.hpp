// Small questions about one frame, asked by several parts of the model.

#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string_view>
#include <utility>

#include "fuzz/model/state.hpp"

namespace fuzz {

// What CONNECT leads to: the highest version in accept-version, 1.0 without one; nothing where none
// is known.
[[nodiscard]] std::optional<stomp::Version> negotiated_version(const stomp::Frame& connect);

// Without padding around names and values, in 1.0.
[[nodiscard]] stomp::Frame as_meant(const stomp::Frame& connect, stomp::Version version);

// "<cx>,<cy>" in milliseconds, or nothing where it is malformed.
[[nodiscard]] std::optional<std::pair<std::uint64_t, std::uint64_t>> heart_beat_offer(
    std::string_view text);

[[nodiscard]] std::optional<Mode> mode_of(const stomp::Frame& subscribe, stomp::Version version);

// What a SEND asks to be passed on.
[[nodiscard]] Message message_of(const stomp::Frame& send);

// Which of the subscriptions an UNSUBSCRIBE means.
[[nodiscard]] std::list<Subscription>::const_iterator meant_subscription(
    const std::list<Subscription>& subscriptions, const stomp::Frame& unsubscribe);

}  // namespace fuzz
