// Long stretches in which octets repeat themselves: the bodies with which a suite fills a limit. A
// report that wrote them out would be three quarters of them.
//
//     repetition_in("SEND\n\n" + std::string(5000, 'x'))   // {.at = 6, .unit = 1, .times = 5000}
//
// The same octets give the same answer, always. It does not find every repetition, but the one that
// lies in the middle and reaches some way beyond it.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace reports {

struct Repetition {
  std::size_t at = 0;    // where it begins
  std::size_t unit = 0;  // octets of what is repeated
  std::size_t times = 0;

  friend bool operator==(const Repetition&, const Repetition&) = default;
};

[[nodiscard]] std::optional<Repetition> repetition_in(std::string_view octets);

}  // namespace reports
