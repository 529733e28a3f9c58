// The parts that the two JSON formats (report.json, events.jsonl) have in common.
//
// Octets in JSON: a text is a string where its octets are UTF-8, and {"base64": "..."} where they
// are not. Nothing is replaced and nothing is lost. Documents are written in ASCII (everything else
// as \uXXXX), so that looking at one with `cat` cannot do anything to a terminal. Durations are
// whole microseconds.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/writer.hpp"

namespace reports {

using Json = nlohmann::ordered_json;

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
[[nodiscard]] Json json_of(const conformance::CaseResult& result, const StatementLookup& lookup);

// One line where `indent` is negative.
[[nodiscard]] std::string dump(const Json& json, int indent);

}  // namespace reports
