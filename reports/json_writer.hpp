// report.json: everything that is known about a run, for programs and for the other verbs of ours.
//
//     DocumentWriter writer(metadata, {{"out/report.json", [&](const RunRecord& record) {
//                                        return json_report(record, lookup); }}});
//
// Schema: reports/schema/report.schema.json. Cases are in the order of their keys, not of the run,
// so that two reports can be compared line by line.

#pragma once

#include <string>

#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

// Goes up when a reader of the format would have to change; new keys alone do not count.
inline constexpr int json_report_format = 1;

[[nodiscard]] std::string json_report(const RunRecord& record, const StatementLookup& lookup);

}  // namespace reports
