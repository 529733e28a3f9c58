#include "transport/utf8.hpp"

namespace transport {

bool Utf8::feed(std::string_view octets) {
  for (const char octet : octets) {
    if (!valid_) break;
    valid_ = take(static_cast<std::uint8_t>(octet));
  }
  return valid_;
}

bool Utf8::take(std::uint8_t octet) {
  if (missing_ > 0) {
    if (octet < low_ || octet > high_) return false;
    --missing_;
    low_ = 0x80;
    high_ = 0xbf;
    return true;
  }
  if (octet < 0x80) return true;
  // C0, C1 and F5 to FF never occur.
  if (octet < 0xc2 || octet > 0xf4) return false;
  missing_ = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
  if (octet == 0xe0) low_ = 0xa0;  // no longer than need be
  if (octet == 0xf0) low_ = 0x90;
  if (octet == 0xed) high_ = 0x9f;  // no surrogates
  if (octet == 0xf4) high_ = 0x8f;  // nothing beyond U+10FFFF
  return true;
}

bool is_utf8(std::string_view octets) {
  Utf8 text;
  return text.feed(octets) && text.is_complete();
}

}  // namespace transport
