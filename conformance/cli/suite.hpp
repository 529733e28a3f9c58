// What every verb that looks at scenarios begins with: read them, complain in full, select.

#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "conformance/cli/data.hpp"
#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/profile.hpp"

namespace cli {

struct LoadedSuite {
  Data data;
  conformance::Suite suite;
};

// Nothing where a file has a mistake; each has been written to `err`.
[[nodiscard]] std::optional<LoadedSuite> load(const std::string& data, std::ostream& err);

// The cases that selectors name, and those of scenario files (*.json) among them. Nothing where one
// is no selector, or matches nothing, which is a mistake of whoever typed it; `err` has been told.
[[nodiscard]] std::optional<std::vector<conformance::Case>> select_cases(
    const conformance::Suite& suite, const std::vector<std::string>& selectors, std::ostream& err);

void print(const json::Problems& problems, std::ostream& err);

}  // namespace cli
