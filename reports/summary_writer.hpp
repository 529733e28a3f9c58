// summary.md: a run on one screen, in the Markdown that code hosts show beside a CI job.
//
//     Document{"out/summary.md", [&](const RunRecord& r) { return summary_report(r, lookup); }}
//
// The verdict and its denominators first; then what is broken, by requirement, with the clause, the
// effect on users and the command that shows it again; then what was not judged, and why. Code
// hosts cut long summaries off: after the gravest findings the rest is counted, not listed.

#pragma once

#include <string>

#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

[[nodiscard]] std::string summary_report(const RunRecord& record, const StatementLookup& lookup);

}  // namespace reports
