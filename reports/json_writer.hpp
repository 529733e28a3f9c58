// report.json: everything that is known about a run, for programs and for the other verbs of ours.
//
//     DocumentWriter writer(metadata, {json_document("out/report.json", lookup)});
//
// Schema: reports/schema/report.schema.json. Cases are in the order of their keys, not of the run,
// so that two reports can be compared line by line.

#pragma once

#include <string>

#include "reports/document_writer.hpp"
#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

// Goes up when a reader of the format would have to change; new keys alone do not count.
// 2: octets of the wire that repeat themselves are not written out.
inline constexpr int json_report_format = 2;

[[nodiscard]] std::string json_report(const RunRecord& record, const StatementLookup& lookup);

// The same as a file, of which each case is written as text when it has come.
[[nodiscard]] Document json_document(std::string path, StatementLookup lookup);

}  // namespace reports
