// How the parser's targets drive it: in segments, and with versions that change as peers agree on
// them.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "stomp/escaping.hpp"
#include "stomp/parser.hpp"
#include "stomp/testing.hpp"

namespace fuzz {

// Cuts `octets` into segments of these lengths; what is left is the last one.
inline std::vector<std::string_view> segments(std::string_view octets,
                                              const std::vector<std::size_t>& lengths) {
  std::vector<std::string_view> segments;
  for (const std::size_t length : lengths) {
    segments.push_back(octets.substr(0, length));
    octets.remove_prefix(segments.back().size());
  }
  segments.push_back(octets);
  return segments;
}

// A peer that takes whatever version a CONNECT, STOMP or CONNECTED frame names, which is when real
// ones change it: between two frames that may share a segment.
inline void follow_version(stomp::Parser& parser, const stomp::ParseEvent& event) {
  const auto* const frame = std::get_if<stomp::FrameView>(&event);
  if (frame == nullptr || !stomp::negotiates(frame->command)) return;
  const std::optional<stomp::Version> version =
      stomp::version_from(frame->find("version").value_or(""));
  if (version) parser.set_version(*version);
}

}  // namespace fuzz
