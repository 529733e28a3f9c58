// What changed between two runs, case by case: what a maintainer asks each morning.
//
//     const Diff diff = diff_of(old_record, new_record);
//     if (diff.count(Change::regression) > 0) ...
//
//   regression    kept what it should, and breaks it now; or breaks it in a graver way
//   fix           broke it, and keeps it now
//   reason        breaks it as gravely as before, in another way
//   lost          was judged, and is not any more (blocked, not run, n/a)
//   gained        was not judged, and breaks it now: worth a look, and no regression
//   outcome       is right both times, in another way: pass or weak, or another thing observed
//   added         a case that the old run did not have
//   removed       a case that the new run does not have: never a regression
//
// A case is known by its key. Of repetitions the gravest counts. What varies by chance (names that
// the suite made up, times) is left out when two reasons are compared.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/run_record.hpp"

namespace reports {

enum class Change : std::uint8_t {
  regression,
  fix,
  reason,
  lost,
  gained,
  outcome,
  added,
  removed,
};
inline constexpr std::array all_changes{Change::regression, Change::fix,    Change::reason,
                                        Change::lost,       Change::gained, Change::outcome,
                                        Change::added,      Change::removed};

// "regression", "fix", ...
[[nodiscard]] std::string_view to_string(Change change);

struct CaseChange {
  Change change;
  std::string key;
  const conformance::CaseResult* before;  // nullptr: added
  const conformance::CaseResult* after;   // nullptr: removed
};

struct Diff {
  const RunRecord* before;
  const RunRecord* after;
  std::vector<CaseChange> changes;  // by kind, then by key
  std::size_t unchanged = 0;

  [[nodiscard]] std::size_t count(Change change) const;
};

// Points into both records.
[[nodiscard]] Diff diff_of(const RunRecord& before, const RunRecord& after);

// Cases that were judged before and are blocked or not run now. They may hide regressions; a case
// that became n/a does not: the profile says so.
[[nodiscard]] std::size_t count_unjudged(const Diff& diff);

// For a terminal, for a page or a comment, for a program.
[[nodiscard]] std::string diff_text(const Diff& diff);
[[nodiscard]] std::string diff_markdown(const Diff& diff);
[[nodiscard]] std::string diff_json(const Diff& diff);

}  // namespace reports
