// Heart-beats: what the two sides of a connection owe each other, as durations (STOMP 1.1 and 1.2).
//
// Only arithmetic: the header, the negotiation, and the margins that we keep on either side of the
// negotiated gap. When something is due is the session's matter.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reference_broker/core/settings.hpp"

namespace broker {

// A client's `heart-beat:<cx>,<cy>`. A missing header is as "0,0".
struct HeartBeatOffer {
  std::uint32_t can_send_ms = 0;
  std::uint32_t wants_ms = 0;

  // Two decimal numbers, each up to 2^31 (some clients say 2^31 - 1 for "practically never"), and a
  // comma, without blanks.
  [[nodiscard]] static std::optional<HeartBeatOffer> parse(std::string_view text);
};

// Zero: no such heart-beats.
struct HeartBeatPlan {
  stomp::Duration send_after{0};  // of our own silence
  stomp::Duration dead_after{0};  // of the client's silence
};

[[nodiscard]] HeartBeatPlan negotiate(const HeartBeat& ours, const HeartBeatOffer& theirs);

// The value of CONNECTED's heart-beat header, "<sx>,<sy>".
[[nodiscard]] std::string announce(const HeartBeat& ours);

}  // namespace broker
