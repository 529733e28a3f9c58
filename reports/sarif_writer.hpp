// report.sarif: what is broken, for code hosts that show findings of static analysis (SARIF 2.1.0).
//
// A rule is a requirement of the catalogue, with its clause; a result is one case that shows it to
// be broken, at the scenario that did. A case keeps its fingerprint from run to run, so that a host
// can tell an old finding from a new one. A run that did not come to its end says so as an
// unsuccessful invocation.

#pragma once

#include <string>

#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

[[nodiscard]] std::string sarif_report(const RunRecord& record, const StatementLookup& lookup);

}  // namespace reports
