// The page's share of reports/testing/breaches.hpp.

#pragma once

#include <string>
#include <string_view>

namespace reports::testing {

// The promise that report.html breaks with this text in every field of a run; or empty.
[[nodiscard]] std::string_view page_breach(const std::string& text);

}  // namespace reports::testing
