// A finding as a case that `stompcheck run` accepts: the same octets, and what a right server does.
//
// CONNECTs that the profile would send become `connect` steps, and destinations of the campaign's
// namespace become holes, so that the case works on any target and as often as wanted.

#pragma once

#include <string>

#include "fuzz/campaign/dialect.hpp"

namespace campaign {

struct Finding;

[[nodiscard]] std::string scenario_of(const Finding& finding, const Dialect& dialect);

}  // namespace campaign
