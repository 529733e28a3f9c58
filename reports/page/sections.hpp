// The parts of the page, in the order in which a reader asks: is it conformant, what is broken and
// what does that mean, how do the targets compare, what do they do where the specification leaves
// it open, which cases are there, how much of the specification was asked for, and how was it run.
//
// Each is a function from the model to the markup within its <section>; page.html has the headings.

#pragma once

#include <string>

#include "reports/page/model.hpp"

namespace reports::page {

[[nodiscard]] std::string verdicts(const Model& model);
[[nodiscard]] std::string broken_requirements(const Model& model);
[[nodiscard]] std::string legend();
[[nodiscard]] std::string requirement_matrix(const Model& model);
[[nodiscard]] std::string scenario_matrix(const Model& model);
[[nodiscard]] std::string behaviour(const Model& model);
[[nodiscard]] std::string coverage(const Model& model);
[[nodiscard]] std::string about(const Model& model);

}  // namespace reports::page
