// What becomes of a case's result before it is told to anybody.

#include <algorithm>
#include <utility>

#include "conformance/engine/run.hpp"
#include "conformance/scenario/glob.hpp"

namespace conformance {
namespace {

bool broken(Grade grade) {
  return grade == Grade::should || grade == Grade::timeout || grade == Grade::fail ||
         grade == Grade::blocked;
}

}  // namespace

// The case's result is believed: the target served somebody after it.
void Run::complete(Job& job, Instant now) {
  CaseResult result = std::move(job.result);
  if (broken(result.grade)) result.output = output_since(job.output_mark);
  if (expectations_) expectations_->judge(result);
  const bool again = broken(result.grade) && !result.expected && options_.rerun_time > Duration(0);
  const Item item{job.subject, result.repetition};
  if (job.first) {
    rerun_spent_ += now - job.began;
    second_run_ended(std::move(*job.first), std::move(result));
  } else if (again && result.grade == Grade::timeout) {
    again_.push_back({item, std::move(result)});  // it may well take its time again: last
  } else if (again) {
    again_.push_front({item, std::move(result)});
  } else {
    emit(std::move(result));
  }
  jobs_.erase(opening_job_);
}

void Run::second_run_ended(CaseResult first, CaseResult second) {
  if (!broken(second.grade)) {
    second.flaky = true;
    second.reason = "passed when it was run again alone; at first: " + first.reason;
    emit(std::move(second));
  } else if (first.grade == Grade::crash || second.expected) {
    // It does not kill the target, or the baseline knows how it fails when it is alone: what else
    // the first run saw was an accident.
    emit(std::move(second));
  } else {
    emit(std::move(first));  // it fails alone, too: the first account stands
  }
}

void Run::stop_second_runs() {
  for (Alone& waiting : again_) {
    waiting.first->tried_once = true;
    emit(*std::move(waiting.first));
  }
  again_.clear();
}

void Run::emit(CaseResult result) {
  if (expectations_) {
    expectations_->judge(result);
    expectations_->note(result);
  }
  count(summary_, result);
  actions_.emplace_back(CaseFinished{std::move(result)});
}

TargetOutput Run::output_since(std::uint64_t mark) const {
  return output_.since(mark, profile_.secrets());
}

CaseResult Run::blank_result(const Case& subject, std::uint32_t repetition) const {
  const Scenario& scenario = *subject.scenario;
  CaseResult result;
  result.key = subject.key();
  result.id = scenario.id;
  result.title = scenario.title;
  result.why = scenario.why;
  result.version = subject.version;
  result.axes = subject.axes;
  result.requirements = scenario.requirements;
  result.tags = scenario.tags;
  const Statement* statement =
      scenario.requirements.empty()
          ? nullptr
          : catalogue_.statement(scenario.requirements.front(), subject.version);
  result.level = statement != nullptr ? statement->level : Level::must;
  result.grade = Grade::not_run;
  result.repetition = repetition;
  return result;
}

std::optional<std::string> Run::not_applicable(const Case& subject) const {
  if (std::find(profile_.versions.begin(), profile_.versions.end(), subject.version) ==
      profile_.versions.end()) {
    return "the target does not speak STOMP " + std::string(stomp::to_string(subject.version));
  }
  for (const std::string& need : subject.scenario->needs) {
    if (need == "tcp" && profile_.endpoint.scheme != Scheme::stomp) {
      return "tcp: " + to_string(profile_.endpoint) +
             " is no plain TCP, and only there can one direction be closed alone";
    }
    const auto missing = profile_.missing.find(need);
    if (missing != profile_.missing.end()) return need + ": " + missing->second;
  }
  for (const auto& [pattern, reason] : profile_.not_applicable) {
    if (glob_matches(pattern, subject.scenario->id)) return reason;
  }
  return std::nullopt;
}

}  // namespace conformance
