// A baseline: the failures of one target that are known and accepted, each with a reason.
//
//     { "target": "rabbitmq",
//       "expected": [
//         {"case": "1.2/ack/x[version=1.2]", "requirement": "ack/one", "grade": "fail",
//          "got": "MESSAGE with body \"*\"", "reason": "acknowledges what came before",
//          "issue": "https://...", "expires": "2027-06-30"} ] }
//
// An entry excuses one way to fail, not a case: who fails at another requirement, with another
// grade or by other octets is a new failure. `conformance/targets/README.md` documents the format;
// engine/expectations.hpp says what becomes of entries that nothing matches.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/grade.hpp"
#include "json/document.hpp"

namespace conformance {

struct BaselineEntry {
  std::string subject;      // a case's key, or a scenario's id: all its cases
  std::string requirement;  // of the check; empty where there is none (crash, blocked)
  Grade grade = Grade::fail;
  std::string got;      // what came, or the case's message where no check was made; '*' is any text
  std::string reason;   // why it is accepted
  std::string issue;    // a link; may be empty
  std::string expires;  // "2027-06-30", the last day; empty: never
  bool sometimes = false;  // it fails so by chance: a pass proves nothing
  std::size_t line = 0;
};

struct Baseline {
  std::string file;
  std::string target;  // a word for people
  std::vector<BaselineEntry> entries;
};

[[nodiscard]] std::optional<Baseline> load_baseline(const std::string& file,
                                                    json::Problems& problems);

// The file's text, an entry a line, in the order of cases.
[[nodiscard]] std::string to_json(const Baseline& baseline);

// Whether an entry speaks of a case.
[[nodiscard]] bool names(const BaselineEntry& entry, std::string_view key, std::string_view id);

// Whether it stands there because a program wrote it, and nobody has said why.
[[nodiscard]] bool is_unexplained(const BaselineEntry& entry);

// Whether a text is as a pattern says, in which each '*' is any text, even none.
[[nodiscard]] bool matches_pattern(std::string_view text, std::string_view pattern);

// A pattern for a text: words that have a digit in them change from run to run (ports, ids, times),
// and become '*'.
[[nodiscard]] std::string pattern_of(std::string_view text);

}  // namespace conformance
