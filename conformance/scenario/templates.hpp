// Every text of a step that may have holes.

#pragma once

#include <vector>

#include "conformance/scenario/model.hpp"

namespace conformance {

// In no particular order. What a choice does then is left to its own steps.
[[nodiscard]] std::vector<const Template*> templates_of(const Step& step);

}  // namespace conformance
