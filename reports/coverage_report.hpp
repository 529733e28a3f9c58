// The coverage of the catalogue, for a terminal, for a page and for a program.
//
// All three begin or end with the totals: for each specification and level how many of how many
// statements are tested, and never one percentage, which would hide a MUST behind ten MAYs. Rows of
// one specification that say the same in several versions are one line.

#pragma once

#include <cstdint>
#include <string>

#include "conformance/scenario/coverage.hpp"

namespace reports {

// The totals are of everything in any case.
enum class Rows : std::uint8_t { all, untested };

// Sections with their statements, then the totals.
[[nodiscard]] std::string coverage_text(const conformance::Coverage& coverage,
                                        Rows rows = Rows::all);
// The totals alone.
[[nodiscard]] std::string coverage_totals(const conformance::Coverage& coverage);
// A page with the quotations.
[[nodiscard]] std::string coverage_markdown(const conformance::Coverage& coverage,
                                            Rows rows = Rows::all);
[[nodiscard]] std::string coverage_json(const conformance::Coverage& coverage,
                                        Rows rows = Rows::all);

}  // namespace reports
