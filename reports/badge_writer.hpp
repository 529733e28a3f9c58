// badge.json and badge.svg: a run in one line for a README.
//
// The JSON is what shields.io calls an endpoint; the SVG needs nobody. Both say numerators and
// denominators, never a percentage; a run that is partial is grey and says so, whatever it found.

#pragma once

#include <string>

#include "reports/run_record.hpp"

namespace reports {

[[nodiscard]] std::string badge_json(const RunRecord& record);
[[nodiscard]] std::string badge_svg(const RunRecord& record);

}  // namespace reports
