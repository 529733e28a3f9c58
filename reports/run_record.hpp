// A run as a whole, for the formats that can only be written once it is over.
//
//     RunRecord record(metadata);
//     for (const conformance::Event& event : events) record.add(event);
//
// Until the last event has come, the record says of itself that it is partial: it can be written at
// any time and never looks more complete than it is.

#pragma once

#include <optional>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "reports/writer.hpp"

namespace reports {

struct RunRecord {
  explicit RunRecord(RunMetadata run_metadata);

  void add(const conformance::Event& event);

  // Puts the cases in order. The last event does that; whoever stops before it must ask.
  void sort();

  // The run did not come to its end: cases are missing, or were not run.
  [[nodiscard]] bool partial() const;

  RunMetadata metadata;
  conformance::RunStarted started;
  std::optional<conformance::TargetMet> met;
  std::vector<conformance::CaseResult> cases;  // sorted: by key and repetition
  conformance::RunFinished finished;
};

}  // namespace reports
