// A session as one text: several connections, what they send and where it is cut, time, ends.
//
//     `aCONNECT\naccept-version:1.2\nhost:h\n\n^@      connection a opens and sends ("^@" is NUL)
//     `bCONNECT\n...^@`bSEND\ndesti`|nation:/topic/a   `| cuts: what stands before is one segment
//     `+5                                              time passes
//     `aACK\nid:`*\n\n^@                               `* is the last delivery's name
//
// What fuzz targets and the remote campaign read, what `stompcheck seeds` writes, and what a person
// can write and read in an editor. A backtick and the octet behind it are a mark:
//
//   a b c d   which connection the following is about; a at first. One that has not been opened, or
//             has ended, opens with the first octets that it sends.
//   |         a cut      *  the name of the last MESSAGE that this connection got (its ack or
//   `         a backtick    message-id), or nothing
//   +N        time passes: N from '0' to '9' is 1 ms to an hour (pauses[])
//   F H R     the client ends the connection: FIN, FIN but it goes on reading, reset; where none is
//             open, one comes and goes without a word
//   S G       the client stops reading, goes on
//   0 ... 9   at the very beginning: which of its settings a target takes
//
// A backtick before any other octet stands for itself: every text is a session, and octets without
// a backtick are those of one client.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fuzz {

inline constexpr char mark = '`';
inline constexpr std::size_t connections_max = 4;

inline constexpr std::chrono::milliseconds pauses[] = {
    std::chrono::milliseconds(1),   std::chrono::milliseconds(50), std::chrono::milliseconds(100),
    std::chrono::milliseconds(250), std::chrono::seconds(1),       std::chrono::seconds(5),
    std::chrono::seconds(10),       std::chrono::seconds(60),      std::chrono::minutes(10),
    std::chrono::hours(1),
};

// Octets that leave in one write. Where `holes` point, the driver puts the name of the last
// delivery; they are ascending and may be equal.
struct Segment {
  std::size_t connection = 0;
  std::string octets;
  std::vector<std::size_t> holes;

  friend bool operator==(const Segment&, const Segment&) = default;
};

// Its octets as they are sent: with the name of what was delivered last in the holes.
[[nodiscard]] std::string filled(const Segment& segment, std::string_view name);

struct Pause {
  std::size_t index = 0;  // in pauses[]

  friend bool operator==(const Pause&, const Pause&) = default;
};

struct End {
  enum class How : std::uint8_t { fin, half, reset };
  std::size_t connection = 0;
  How how = How::fin;

  friend bool operator==(const End&, const End&) = default;
};

struct Reading {
  std::size_t connection = 0;
  bool reads = true;

  friend bool operator==(const Reading&, const Reading&) = default;
};

using Move = std::variant<Segment, Pause, End, Reading>;

struct Script {
  std::size_t settings = 0;  // 0 to 9
  std::vector<Move> moves;

  friend bool operator==(const Script&, const Script&) = default;
};

[[nodiscard]] Script read_script(std::string_view text);

// The shortest text that reads as this script; read_script(write_script(script)) == script for
// every script that read_script() can give.
[[nodiscard]] std::string write_script(const Script& script);

// The same octets as a part of a session's text.
[[nodiscard]] std::string quoted(std::string_view octets);

// What the last MESSAGE among the octets that a broker sent is acknowledged by, or nothing.
[[nodiscard]] std::string_view delivery_name(std::string_view octets);

// ---- For those who take the text apart without reading it ---------------------------------------

// How many octets of the text are the next thing in it, and what it is.
struct Token {
  enum class Kind : std::uint8_t {
    octet,  // one that is sent: as it is, or a quoted backtick
    cut,    // `| and `*: no octet of the frame around them
    step,   // anything else: it belongs to no frame
  };
  Kind kind = Kind::octet;
  std::size_t octets = 1;
};

// `text` must not be empty.
[[nodiscard]] Token next_token(std::string_view text);

}  // namespace fuzz
