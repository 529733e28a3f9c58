// For tests and fuzz targets: parse events that own their octets, so that they can be kept,
// compared and printed. Nothing else includes this.
//
//     EXPECT_EQ(parse("SEND\n\n\0"sv, 3, Version::v1_2), Events{Frame{.command = "SEND"}});
//
// Each segment lives in memory of its own and is gone before the next one is fed, which is when an
// address sanitizer sees whoever still looks at it.

#pragma once

#include <algorithm>
#include <cstddef>
#include <iomanip>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>
#include <variant>
#include <vector>

#include "stomp/parser.hpp"

namespace stomp {

using OwnedEvent = std::variant<Eol, Frame, ParseError>;
using Events = std::vector<OwnedEvent>;

inline OwnedEvent own(const ParseEvent& event) {
  if (const auto* const frame = std::get_if<FrameView>(&event)) return frame->to_frame();
  if (const auto* const error = std::get_if<ParseError>(&event)) return *error;
  return Eol{};
}

// Feeds one segment and adds what comes of it to `events`; `react` is called with the parser and
// each event, while its views live.
template <typename React>
void feed_segment(Parser& parser, std::string_view octets, Events& events, const React& react) {
  const auto segment = std::make_unique<char[]>(octets.size());
  std::ranges::copy(octets, segment.get());
  parser.feed({segment.get(), octets.size()});
  while (const std::optional<ParseEvent> event = parser.next()) {
    events.push_back(own(*event));
    react(parser, *event);
  }
}

inline void feed_segment(Parser& parser, std::string_view octets, Events& events) {
  feed_segment(parser, octets, events, [](Parser&, const ParseEvent&) {});
}

inline Events parse(std::string_view octets, std::size_t chunk_octets, Version version,
                    const Limits& limits = {}) {
  Parser parser(version, limits);
  Events events;
  for (std::size_t at = 0; at < octets.size(); at += chunk_octets) {
    feed_segment(parser, octets.substr(at, chunk_octets), events);
  }
  return events;
}

// GoogleTest finds these by their names.

inline void PrintTo(const Eol&, std::ostream* out) {
  *out << "Eol";
}

inline void PrintTo(const ParseError& error, std::ostream* out) {
  *out << "ParseError at " << error.offset << ": " << describe(error.fault);
}

inline void PrintTo(const Frame& frame, std::ostream* out) {
  *out << frame.command;
  for (const Header& header : frame.headers) {
    *out << ' ' << std::quoted(header.name) << ':' << std::quoted(header.value);
  }
  *out << " body " << std::quoted(frame.body);
}

}  // namespace stomp
