// Which requirements a program judges: what its steps and their checks cite.

#pragma once

#include <string>
#include <vector>

#include "conformance/scenario/model.hpp"

namespace conformance {

struct Citation {
  std::string requirement;  // empty where a step judges under the main requirement of its case
  std::string pointer;      // JSON pointer into the scenario file
};

// Each step that judges something, and each of its checks; also what a choice does then. Steps that
// only prepare (open, beat, let, observe) are here only if they name a requirement themselves.
[[nodiscard]] std::vector<Citation> citations_of(const Steps& steps);

}  // namespace conformance
