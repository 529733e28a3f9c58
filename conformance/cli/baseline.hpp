// --baseline and --write-baseline: the file around a run.

#pragma once

#include <iosfwd>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/baseline.hpp"
#include "conformance/scenario/loader.hpp"

namespace cli {

struct BaselineOptions {
  std::string read;   // --baseline
  std::string write;  // --write-baseline
};

// Nothing, and true, where none is wanted; false where the file has mistakes, which `err` has been
// told.
[[nodiscard]] bool read_baseline(const std::string& file,
                                 std::optional<conformance::Baseline>& baseline, std::ostream& err);

// Writes what a run has found broken. What the file itself, or else the baseline that was read,
// says of a failure is kept. Returns an error, or nothing; `out` is told what was written.
[[nodiscard]] std::string write_baseline(const BaselineOptions& options, const std::string& target,
                                         const std::vector<conformance::CaseResult>& results,
                                         std::ostream& out);

// Keys and ids of all cases.
[[nodiscard]] std::set<std::string> names_of(const std::vector<conformance::Case>& cases);

}  // namespace cli
