#include "conformance/engine/verdict.hpp"

#include <algorithm>
#include <array>

#include "stomp/check.hpp"

namespace conformance {
namespace {

// Grades that say that something was learnt about the target.
constexpr std::array judgements{Grade::pass,    Grade::observed, Grade::weak, Grade::should,
                                Grade::timeout, Grade::fail,     Grade::crash};

bool any(const Summary& summary, Grade grade) {
  return summary.count(grade) > 0;
}

bool any_unexpected(const Summary& summary, Grade grade) {
  return summary.count(grade) > summary.count_expected(grade);
}

std::size_t count_in(const Summary::Counts& counts, Grade grade) {
  std::size_t total = 0;
  for (const auto& [level, grades] : counts) {
    const auto found = grades.find(grade);
    if (found != grades.end()) total += found->second;
  }
  return total;
}

}  // namespace

std::size_t Summary::count(Grade grade) const {
  return count_in(counts, grade);
}

std::size_t Summary::count_expected(Grade grade) const {
  return count_in(expected, grade);
}

std::size_t Summary::expected_failures() const {
  std::size_t total = 0;
  for (const auto& [level, grades] : expected) {
    for (const auto& [grade, number] : grades) total += number;
  }
  return total;
}

std::string_view to_string(Ending ending) {
  switch (ending) {
    case Ending::complete:
      return "complete";
    case Ending::target_unreachable:
      return "target-unreachable";
    case Ending::target_died:
      return "target-died";
    case Ending::interrupted:
      return "interrupted";
  }
  stomp::check(false, "every ending has a name");
  return {};
}

void count(Summary& summary, const CaseResult& result) {
  ++summary.counts[result.level][result.grade];
  ++summary.cases;
  summary.checks += result.checks.size();
  if (std::ranges::find(result.tags, "timed") != result.tags.end()) ++summary.timed;
  if (result.flaky) ++summary.flaky;
  if (result.tried_once) ++summary.tried_once;
  if (result.expected) ++summary.expected[result.level][result.grade];
}

// Grades alone decide. A check is graded by the level of its own requirement (breach_of), so `fail`
// always breaks a MUST or a fact, also in a case whose main requirement is a SHOULD; and what is
// only a MAY is graded `observed`, which fails nothing.
int exit_code(const RunFinished& finished, FailOn fail_on) {
  if (finished.ending == Ending::interrupted) return 130;
  if (finished.ending != Ending::complete) return 3;

  const Summary& summary = finished.summary;
  for (const Grade grade : {Grade::fail, Grade::crash, Grade::timeout}) {
    if (any_unexpected(summary, grade)) return 1;
  }
  if (fail_on != FailOn::must && any_unexpected(summary, Grade::should)) return 1;
  if (fail_on == FailOn::weak && any(summary, Grade::weak)) return 1;
  if (!finished.baseline_problems.empty()) return 1;
  if (finished.flaky_fails && summary.flaky > 0) return 1;
  if (any_unexpected(summary, Grade::blocked) || any(summary, Grade::not_run)) return 4;

  // Nothing failed, but nothing was asked either: that is no proof of anything.
  const bool judged =
      std::ranges::any_of(judgements, [&](Grade grade) { return any(summary, grade); });
  return judged ? 0 : 4;
}

}  // namespace conformance
