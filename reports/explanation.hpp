// Why a case came out as it did, in the order in which a reader asks: what the specification says,
// what was wanted, what came, and why it matters.
//
// Labelled lines, all printable(): the console puts them in a block, JUnit into the text of a
// failure.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "reports/text.hpp"
#include "reports/writer.hpp"

namespace reports {

// The first of the gravest checks; nullptr where a case has none.
[[nodiscard]] const conformance::CheckResult* worst_check(const conformance::CaseResult& result);

// nullptr where there is no lookup, too.
[[nodiscard]] const conformance::Statement* find_statement(const StatementLookup& lookup,
                                                           std::string_view id,
                                                           stomp::Version version);

struct LabelledLine {
  std::string_view label;  // "spec", "want", "got", "note", "why"
  std::string text;
};

[[nodiscard]] std::vector<LabelledLine> explain(const conformance::CaseResult& result,
                                                const StatementLookup& lookup,
                                                Characters characters);

}  // namespace reports
