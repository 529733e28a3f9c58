// How cases add up to a summary, and a summary to an exit code.

#include "conformance/engine/verdict.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace conformance {
namespace {

CaseResult case_of(Level level, Grade grade) {
  CaseResult result{};
  result.level = level;
  result.grade = grade;
  return result;
}

RunFinished run_of(const std::vector<CaseResult>& results, Ending ending = Ending::complete) {
  RunFinished finished{.ending = ending, .reason = "", .summary = {}};
  for (const CaseResult& result : results) count(finished.summary, result);
  return finished;
}

TEST(Verdict, CountsCasesChecksAndWhatDependedOnTheClock) {
  CaseResult timed = case_of(Level::must, Grade::pass);
  timed.tags = {"slow", "timed"};
  timed.checks.resize(3);
  CaseResult flaky = case_of(Level::should, Grade::pass);
  flaky.flaky = true;
  flaky.checks.resize(1);
  const Summary summary = run_of({timed, flaky, case_of(Level::must, Grade::fail)}).summary;

  EXPECT_EQ(summary.cases, 3U);
  EXPECT_EQ(summary.checks, 4U);
  EXPECT_EQ(summary.timed, 1U);
  EXPECT_EQ(summary.flaky, 1U);
  EXPECT_EQ(summary.counts.at(Level::must).at(Grade::pass), 1U);
  EXPECT_EQ(summary.counts.at(Level::should).at(Grade::pass), 1U);
  EXPECT_EQ(summary.counts.at(Level::must).at(Grade::fail), 1U);
}

TEST(Verdict, CountsAGradeOverAllLevels) {
  const Summary summary =
      run_of({case_of(Level::must, Grade::pass), case_of(Level::fact, Grade::pass),
              case_of(Level::should, Grade::should)})
          .summary;
  EXPECT_EQ(summary.count(Grade::pass), 2U);
  EXPECT_EQ(summary.count(Grade::should), 1U);
  EXPECT_EQ(summary.count(Grade::crash), 0U);
}

TEST(Verdict, NamesEveryEnding) {
  EXPECT_EQ(to_string(Ending::complete), "complete");
  EXPECT_EQ(to_string(Ending::target_unreachable), "target-unreachable");
  EXPECT_EQ(to_string(Ending::target_died), "target-died");
  EXPECT_EQ(to_string(Ending::interrupted), "interrupted");
}

TEST(Verdict, ExitsByTheWorstGradeThatCounts) {
  struct Row {
    const char* name;
    std::vector<CaseResult> results;
    int must;  // the exit code with --fail-on must, should, weak
    int should;
    int weak;
  };
  const CaseResult pass = case_of(Level::must, Grade::pass);
  for (const Row& row : std::vector<Row>{
           {"all passed", {pass}, 0, 0, 0},
           {"a MUST failed", {pass, case_of(Level::must, Grade::fail)}, 1, 1, 1},
           {"a fact failed", {pass, case_of(Level::fact, Grade::fail)}, 1, 1, 1},
           {"a MUST failed in a case about a SHOULD",
            {pass, case_of(Level::should, Grade::fail)},
            1,
            1,
            1},
           {"no answer to a SHOULD", {pass, case_of(Level::should, Grade::timeout)}, 1, 1, 1},
           {"no answer to a MAY", {pass, case_of(Level::may, Grade::timeout)}, 1, 1, 1},
           {"a crash at a MAY", {pass, case_of(Level::may, Grade::crash)}, 1, 1, 1},
           {"a SHOULD broken", {pass, case_of(Level::should, Grade::should)}, 0, 1, 1},
           {"a discouraged outcome", {pass, case_of(Level::must, Grade::weak)}, 0, 0, 1},
           {"only a MAY", {case_of(Level::may, Grade::observed)}, 0, 0, 0},
           {"blocked", {pass, case_of(Level::must, Grade::blocked)}, 4, 4, 4},
           {"not run", {pass, case_of(Level::should, Grade::not_run)}, 4, 4, 4},
           {"a failure counts before a blocked case",
            {case_of(Level::must, Grade::blocked), case_of(Level::must, Grade::fail)},
            1,
            1,
            1},
           {"blocked and a SHOULD broken",
            {case_of(Level::must, Grade::blocked), case_of(Level::should, Grade::should)},
            4,
            1,
            1},
           {"everything n/a", {case_of(Level::must, Grade::not_applicable)}, 4, 4, 4},
           {"nothing selected", {}, 4, 4, 4},
           {"n/a beside a pass", {pass, case_of(Level::must, Grade::not_applicable)}, 0, 0, 0},
       }) {
    SCOPED_TRACE(row.name);
    const RunFinished finished = run_of(row.results);
    EXPECT_EQ(exit_code(finished, FailOn::must), row.must);
    EXPECT_EQ(exit_code(finished, FailOn::should), row.should);
    EXPECT_EQ(exit_code(finished, FailOn::weak), row.weak);
  }
}

TEST(Verdict, AnEarlyEndSaysMoreThanAnyGrade) {
  const std::vector<CaseResult> failed{case_of(Level::must, Grade::fail)};
  EXPECT_EQ(exit_code(run_of(failed, Ending::interrupted), FailOn::must), 130);
  EXPECT_EQ(exit_code(run_of(failed, Ending::target_died), FailOn::must), 3);
  EXPECT_EQ(exit_code(run_of({}, Ending::target_unreachable), FailOn::must), 3);
}

}  // namespace
}  // namespace conformance
