// The words of a verdict: what a requirement demands, and what a check of it came to.
//
// A requirement's Level comes from the catalogue alone. A plain statement of fact about a server
// ("will", "is", the grammar) binds like a MUST: whoever implements the protocol cannot choose
// otherwise. A MAY cannot be broken: what is done about it is observed.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace conformance {

enum class Level : std::uint8_t { must, fact, should, may };

// In rising order of gravity, so that the worst check of a case is the greatest.
enum class Grade : std::uint8_t {
  not_applicable,  // the target's profile declares that it lacks the capability, with a reason
  pass,
  observed,  // left open by the specification: recorded, not judged
  weak,      // permitted but discouraged; the note cites the clause
  not_run,   // the run ended before its turn
  blocked,   // a prerequisite or the control failed: nothing was learnt
  should,    // breaks a SHOULD
  timeout,   // no answer at all
  fail,      // breaks a MUST or a fact
  crash,     // afterwards the target served nobody
};

// "MUST", "fact", "SHOULD", "MAY".
[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] std::optional<Level> level_from(std::string_view text);

// "pass", "n/a", "not-run", ...: the spelling of every report.
[[nodiscard]] std::string_view to_string(Grade grade);
[[nodiscard]] std::optional<Grade> grade_from(std::string_view text);

// What breaking a requirement of this level is graded: fail, should, or observed.
[[nodiscard]] Grade breach_of(Level level);

}  // namespace conformance
