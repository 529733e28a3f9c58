// Frames out: the encoder for all versions, which can also be told to be wrong.
//
//     std::string octets = serialize(frame, {.version = Version::v1_1});
//
// It writes just what it is given, headers in their order, and adds none: a content-length is the
// caller's to state (content_length() helps). A conformance suite lives on frames that nobody
// should send, so each rule can be switched off by itself. Promise (fuzz target codec_round_trip):
// with the default switches and representable() headers, the parser reads back the same frame.

#pragma once

#include <string>
#include <string_view>

#include "stomp/frame.hpp"

namespace stomp {

struct Wire {
  Version version = Version::v1_2;
  bool escape = true;           // false: names and values go out as they are
  std::string_view eol = "\n";  // "\r\n" is right in 1.2 only
  bool blank_line = true;       // the EOL between headers and body
  bool terminate = true;        // the NUL at the end
};

[[nodiscard]] std::string serialize(const FrameView& frame, const Wire& wire);
[[nodiscard]] std::string serialize(const Frame& frame, const Wire& wire);

// The same, appended to `out`: for those who write many frames into one buffer.
void append_frame(std::string& out, const FrameView& frame, const Wire& wire);

// A content-length header for this body.
[[nodiscard]] Header content_length(std::string_view body);

}  // namespace stomp
