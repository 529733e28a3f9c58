#include "reports/run_record.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace reports {
namespace {

using conformance::CaseResult;

bool comes_before(const CaseResult& left, const CaseResult& right) {
  return std::tie(left.key, left.repetition) < std::tie(right.key, right.repetition);
}

}  // namespace

RunRecord::RunRecord(RunMetadata run_metadata)
    : metadata(std::move(run_metadata)),
      finished{.ending = conformance::Ending::interrupted,
               .reason = "the run had not ended",
               .summary = {}} {}

void RunRecord::add(const conformance::Event& event) {
  if (const auto* run = std::get_if<conformance::RunStarted>(&event)) started = *run;
  if (const auto* target = std::get_if<conformance::TargetMet>(&event)) met = *target;
  if (const auto* one = std::get_if<conformance::CaseFinished>(&event)) {
    cases.push_back(one->result);
    count(finished.summary, one->result);
  }
  if (const auto* end = std::get_if<conformance::RunFinished>(&event)) {
    finished = *end;
    sort();
  }
}

void RunRecord::sort() {
  std::ranges::sort(cases, comes_before);
}

bool RunRecord::partial() const {
  return finished.ending != conformance::Ending::complete;
}

}  // namespace reports
