// Where things stand in the text of a JSON file: what the JSON library does not tell about its
// values.
//
// Private to this folder (Document is what others use). It is no second parser: except for the
// first two functions it is only ever shown text that the library has accepted, so it follows
// brackets, commas and quotes and judges nothing. It keeps nothing either: each question walks the
// text from its beginning, which is linear and is paid for by mistakes only.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace json {

// The first bracket that opens a level below `depth_max`. The text need not be valid.
[[nodiscard]] std::optional<std::size_t> find_excess_depth(std::string_view text,
                                                           std::size_t depth_max);

// The beginning of the token that `offset` lies in; what follows the token need not be valid.
[[nodiscard]] std::size_t token_start(std::string_view text, std::size_t offset);

// The first number that is spelled exactly like `number`.
[[nodiscard]] std::optional<std::size_t> find_number(std::string_view text,
                                                     std::string_view number);

struct DuplicateKey {
  std::size_t offset;  // of its second (third, ...) appearance
  std::string object;  // JSON pointer
  std::string key;
};
[[nodiscard]] std::vector<DuplicateKey> find_duplicate_keys(std::string_view text);

// Where the value that a JSON pointer names begins, or the key in front of it. Where there is no
// such value: the innermost one around it that exists.
[[nodiscard]] std::size_t find_value(std::string_view text, std::string_view pointer, bool key);

// A key as one more level of a JSON pointer (RFC 6901: "~" is "~0" and "/" is "~1").
[[nodiscard]] std::string pointer_step(std::string_view key);

}  // namespace json
