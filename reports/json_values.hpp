// The parts that the two JSON formats (report.json, events.jsonl) have in common: cases, which are
// nearly all of both, are written as text at once, the rest are trees.
//
// Octets in JSON: a text is a string where its octets are UTF-8, and {"base64": "..."} where they
// are not. What went over the wire may be an array of such texts and {"repeat": text, "times":
// 5000}, one after the other, as in a scenario. Nothing is replaced and nothing is lost. Documents
// are written in ASCII (everything else as \uXXXX), so that looking at one with `cat` cannot do
// anything to a terminal. Durations are whole microseconds.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/json_stream.hpp"
#include "reports/writer.hpp"

namespace reports {

[[nodiscard]] Json json_text(std::string_view octets);

// The words of the format.
[[nodiscard]] std::string_view to_string(conformance::FailOn fail_on);
[[nodiscard]] std::string_view to_string(conformance::WireEntry::Kind kind);

[[nodiscard]] Json json_of(const RunMetadata& metadata);
[[nodiscard]] Json json_of(const conformance::RunStarted& started);
[[nodiscard]] Json json_of(const conformance::TargetMet& met);
[[nodiscard]] Json json_of(const conformance::Summary& summary);
[[nodiscard]] Json json_of(const conformance::TargetOutput& output);
[[nodiscard]] Json texts(const std::vector<std::string>& values);
// Requirements get level, section and quotation where the lookup knows them.
void write(JsonStream& out, const conformance::CaseResult& result, const StatementLookup& lookup);
// How long that is, roughly.
[[nodiscard]] std::size_t octets_of(const conformance::CaseResult& result);

}  // namespace reports
