// The wire of a case as lines for people: "+12.4 ms  P > SEND destination:/queue/x | body^@".
//
// A frame that is well formed is laid out on one line: command, headers, then the body behind a
// bar. What is not is shown octet by octet, because there the octets are the point. Everything is
// printable(); JSON reports have the octets themselves. Writes that were cut into pieces are put
// together again as far as the NUL that ends a frame, and say so.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "reports/text.hpp"

namespace reports {

struct WireStyle {
  // Of one line's body or raw octets: two terminal lines' worth. A caller who wants more says so.
  std::size_t octets_max = 160;
  Characters characters = Characters::unicode;
};

// Entries that belong together: octets of one direction as far as the NUL that ends a frame, or one
// entry of any other kind. They refer to the transcript that they are of.
struct WireLine {
  const conformance::WireEntry* first;
  std::string joined;  // of several entries
  std::size_t entries = 1;

  [[nodiscard]] std::string_view octets() const { return entries == 1 ? first->octets : joined; }
};
[[nodiscard]] std::vector<WireLine> joined_lines(
    const std::vector<conformance::WireEntry>& transcript);

// The octets of one direction, without time and connection.
[[nodiscard]] std::string frames_text(std::string_view octets, const WireStyle& style);

[[nodiscard]] std::vector<std::string> wire_lines(
    const std::vector<conformance::WireEntry>& transcript, const WireStyle& style);

// The lines around the one that holds entry `around`, at most `lines_max` of them and that one
// marked with a
// '*'; what was left out on either side is counted. Every line begins with the mark or a blank.
[[nodiscard]] std::vector<std::string> wire_excerpt(
    const std::vector<conformance::WireEntry>& transcript, std::size_t around,
    std::size_t lines_max, const WireStyle& style);

// What a target's process wrote: the last lines of it, at most `lines_max`, and before them how
// much was left out.
[[nodiscard]] std::vector<std::string> output_lines(const conformance::TargetOutput& output,
                                                    std::size_t lines_max, const WireStyle& style);

}  // namespace reports
