// Is it UTF-8? Asked piece by piece, because a WebSocket text message may come in pieces and must
// be refused at the first octet that cannot be (RFC 6455, 8.1; RFC 3629, 4).
//
//     Utf8 text;
//     if (!text.feed(piece)) ...            // no continuation can mend it
//     if (!text.is_complete()) ...          // it stopped within a character

#pragma once

#include <cstdint>
#include <string_view>

namespace transport {

class Utf8 {
 public:
  // False from the first wrong octet on.
  bool feed(std::string_view octets);
  [[nodiscard]] bool is_complete() const { return valid_ && missing_ == 0; }

 private:
  bool take(std::uint8_t octet);

  bool valid_ = true;
  unsigned missing_ = 0;     // continuation octets of the character at hand
  std::uint8_t low_ = 0x80;  // what the next one may be: narrower behind E0, ED, F0 and F4
  std::uint8_t high_ = 0xbf;
};

[[nodiscard]] bool is_utf8(std::string_view octets);

}  // namespace transport
