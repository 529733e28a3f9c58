// What a verdict is held against, on the command lines of `run` and `regrade`: the least breach
// that fails, and the baseline.

#pragma once

#include <optional>
#include <string>

#include "conformance/cli/baseline.hpp"
#include "conformance/engine/verdict.hpp"

namespace CLI {
class App;
}

namespace cli {

struct GradingOptions {
  std::string fail_on;  // "must", "should" or "weak"; empty: not given
  bool fail_on_flaky = false;
  BaselineOptions baseline;

  // Nothing where it was not given.
  [[nodiscard]] std::optional<conformance::FailOn> least_breach() const;
};

void add_grading_options(CLI::App& verb, GradingOptions& options);

// "2024-02-29T12:00:00Z"; the first ten of these letters are the day that baselines expire by.
[[nodiscard]] std::string utc_now();
[[nodiscard]] std::string today();

}  // namespace cli
