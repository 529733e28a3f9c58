// A small run with everything in it that a report must show: each grade, each way to end, a case
// that was cut into octets, one that was flaky, one that left octets which are not UTF-8.

#pragma once

#include <string>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports::testing {

[[nodiscard]] RunMetadata sample_metadata();

// Knows "ack/cumulative" and "send/destination" in 1.2 and nothing else.
[[nodiscard]] const conformance::Statement* sample_statement(std::string_view id,
                                                             stomp::Version version);

[[nodiscard]] std::vector<conformance::CaseResult> sample_cases();
[[nodiscard]] std::vector<conformance::Event> sample_events();

// A run of these cases, with an ending of its own.
[[nodiscard]] std::vector<conformance::Event> run_of(
    std::vector<conformance::CaseResult> results,
    conformance::Ending ending = conformance::Ending::complete, std::string reason = "");

// A run of one failed, one blocked and one passed case with `text` wherever a target's octets, or
// anything made of them, may stand.
[[nodiscard]] std::vector<conformance::Event> hostile_events(const std::string& text);

// What is tried as that text: escape sequences, ends of markup, marks of direction, NUL, broken
// UTF-8.
[[nodiscard]] const std::vector<std::string>& hostile_texts();

[[nodiscard]] RunRecord record_of(const std::vector<conformance::Event>& events);

}  // namespace reports::testing
