#include "reference_broker/core/heart_beat.hpp"

#include <algorithm>
#include <charconv>

#include "reference_broker/core/delivery_id.hpp"

namespace broker {
namespace {

constexpr std::uint32_t gap_ms_max = 1U << 31;

std::optional<std::uint32_t> parse_gap(std::string_view text) {
  std::uint32_t gap_ms = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, gap_ms);
  if (error != std::errc() || rest != end || gap_ms > gap_ms_max) return std::nullopt;
  return gap_ms;
}

// "If <cx> is 0 or <sy> is 0 then there will be none; otherwise every MAX(<cx>,<sy>) milliseconds".
stomp::Duration gap(std::uint32_t can_ms, std::uint32_t wants_ms) {
  if (can_ms == 0 || wants_ms == 0) return stomp::Duration{0};
  return std::chrono::milliseconds(std::max(can_ms, wants_ms));
}

}  // namespace

std::optional<HeartBeatOffer> HeartBeatOffer::parse(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint32_t> can_send_ms = parse_gap(text.substr(0, comma));
  const std::optional<std::uint32_t> wants_ms = parse_gap(text.substr(comma + 1));
  if (!can_send_ms || !wants_ms) return std::nullopt;
  return HeartBeatOffer{.can_send_ms = *can_send_ms, .wants_ms = *wants_ms};
}

HeartBeatPlan negotiate(const HeartBeat& ours, const HeartBeatOffer& theirs) {
  return {
      // "The sender MUST send new data at least every <n> milliseconds": a fifth of it is left for
      // timers that fire late and for the way.
      .send_after = gap(ours.send_ms, theirs.wants_ms) * 4 / 5,
      // "The receiver SHOULD be tolerant and take into account an error margin."
      .dead_after =
          gap(theirs.can_send_ms, ours.receive_ms) * std::max<std::int64_t>(ours.tolerance, 1),
  };
}

std::string announce(const HeartBeat& ours) {
  std::string text;
  append_decimal(text, ours.send_ms);
  text.push_back(',');
  append_decimal(text, ours.receive_ms);
  return text;
}

}  // namespace broker
