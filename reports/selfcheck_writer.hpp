// selfcheck.json and selfcheck.md: what the suite's check of itself found, and the kill matrix.
//
// Both are made to be kept under version control: nothing in them depends on when, where and how
// fast they were made, and one line of the JSON is one deviation or one case. The shape is
// schema/selfcheck.schema.json.

#pragma once

#include <string>

#include "conformance/selfcheck/findings.hpp"

namespace reports {

[[nodiscard]] std::string selfcheck_json(const selfcheck::Findings& findings);
[[nodiscard]] std::string selfcheck_markdown(const selfcheck::Findings& findings);

}  // namespace reports
