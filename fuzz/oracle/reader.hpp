// A second reader of STOMP, slow and plain: the grammar written down octet by octet, to hold the
// parser against. It shares no code with stomp/, only the types in which both answer.
//
// It is given everything that has come so far, and asked for the first thing in it. Nothing is
// remembered between calls, nothing is searched ahead, no case is special because it is fast.
//
// Where the specifications leave open what a reader says of broken octets, it says what parser.hpp
// documents: a fault belongs to the first octet at which no continuation could be right, and its
// offset is that of the line or body.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "stomp/frame.hpp"
#include "stomp/parser.hpp"

namespace fuzz::oracle {

struct Found {
  enum class Kind : std::uint8_t { unfinished, eol, frame, fault };
  Kind kind = Kind::unfinished;
  std::size_t octets = 0;  // that the EOL or frame takes
  stomp::Frame frame;
  stomp::ParseFault fault{};
  std::size_t offset = 0;  // of the fault
};

[[nodiscard]] Found read(std::string_view octets, stomp::Version version,
                         const stomp::Limits& limits);

// What a peer speaks after it has read this frame, if it is one that settles the version.
[[nodiscard]] stomp::Version version_after(const stomp::Frame& frame, stomp::Version version);

}  // namespace fuzz::oracle
