// The wire of a case as a sequence diagram: a line of life for each connection and one for the
// target, an arrow for each write, and beside it the octets as they were.
//
// It is a table, so it needs no script, prints, and reads aloud in order. What was judged stands
// below the write that the judgement is about: what was wanted, and what came.

#pragma once

#include <cstddef>
#include <string>

#include "conformance/engine/verdict.hpp"

namespace reports::page {

struct SequenceStyle {
  std::size_t octets_max = 2000;  // of one line: a screen; report.json has them all
  std::size_t lines_max = 120;    // of one case; those around what was judged are kept
};

// Empty where nothing went over the wire.
[[nodiscard]] std::string sequence(const conformance::CaseResult& result,
                                   const SequenceStyle& style);

// Octets as text in which line ends, carriage returns and NUL are seen, and the command of each
// frame stands out. For use inside <code class="octets">.
[[nodiscard]] std::string octets_html(std::string_view octets, std::size_t octets_max);

}  // namespace reports::page
