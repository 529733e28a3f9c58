// How the parser's targets drive it: in segments, and with versions that change as peers agree on
// them. Events are asked for one by one, so that several readings of the same octets can be held
// against each other while their views live, and nothing is copied to be kept.
//
//     PassingMemory memory;
//     Reading reading(input, Segments(input.octets, input.lengths, memory));
//     while (const std::optional<stomp::ParseEvent> event = reading.next()) { ... }

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/passing_memory.hpp"
#include "stomp/escaping.hpp"
#include "stomp/parser.hpp"

namespace fuzz {

// Feeds octets in segments of these lengths; what is left is the last one, even where that is
// nothing. Each is gone before the next one comes.
class Segments {
 public:
  Segments(std::string_view octets, std::span<const std::size_t> lengths, PassingMemory& memory)
      : octets_(octets), lengths_(lengths), memory_(&memory) {}

  // Nothing once all have been given.
  std::optional<std::string_view> next() {
    if (given_ > lengths_.size()) return std::nullopt;
    const std::size_t length = given_ < lengths_.size() ? lengths_[given_] : octets_.size();
    const std::string_view segment = octets_.substr(0, length);
    ++given_;
    octets_.remove_prefix(segment.size());
    return memory_->hold(segment);
  }

 private:
  std::string_view octets_;
  std::span<const std::size_t> lengths_;
  PassingMemory* memory_;
  std::size_t given_ = 0;
};

// Feeds octets one by one.
class SingleOctets {
 public:
  SingleOctets(std::string_view octets, PassingOctets& memory)
      : octets_(octets), memory_(&memory) {}

  std::optional<std::string_view> next() {
    if (octets_.empty()) return std::nullopt;
    const char octet = octets_.front();
    octets_.remove_prefix(1);
    return memory_->hold(octet);
  }

 private:
  std::string_view octets_;
  PassingOctets* memory_;
};

// A peer that takes whatever version a CONNECT, STOMP or CONNECTED frame names, which is when real
// ones change it: between two frames that may share a segment.
inline void follow_version(stomp::Parser& parser, const stomp::ParseEvent& event) {
  const auto* const frame = std::get_if<stomp::FrameView>(&event);
  if (frame == nullptr || !stomp::negotiates(frame->command)) return;
  const std::optional<stomp::Version> version =
      stomp::version_from(frame->find("version").value_or(""));
  if (version) parser.set_version(*version);
}

// A parser that is fed when it has run dry.
template <typename Feed>
class Reading {
 public:
  Reading(stomp::Version version, const stomp::Limits& limits, Feed feed)
      : parser_(version, limits), feed_(feed) {}
  Reading(const ParserInput& input, Feed feed) : Reading(input.version, input.limits, feed) {}

  // The next event, whose views live until the next call; nothing once all octets are read.
  std::optional<stomp::ParseEvent> next() {
    for (;;) {
      std::optional<stomp::ParseEvent> event = parser_.next();
      if (event) {
        follow_version(parser_, *event);
        return event;
      }
      const std::optional<std::string_view> octets = feed_.next();
      if (!octets) return std::nullopt;
      parser_.feed(*octets);
    }
  }

  // What is fed once all octets are read.
  void go_on(Feed feed) { feed_ = feed; }

  [[nodiscard]] const stomp::Parser& parser() const { return parser_; }

 private:
  stomp::Parser parser_;
  Feed feed_;
};

}  // namespace fuzz
