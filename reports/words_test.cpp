// The last lines of a run: numbers and verdict.

#include "reports/words.hpp"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using namespace std::chrono_literals;
using conformance::Ending;
using conformance::FailOn;
using conformance::Grade;
using conformance::Level;
using conformance::RunFinished;

RunFinished finished_with(std::vector<std::pair<Level, Grade>> cases,
                          Ending ending = Ending::complete, std::string reason = "") {
  RunFinished finished{.ending = ending, .reason = std::move(reason), .summary = {}};
  for (const auto& [level, grade] : cases) ++finished.summary.counts[level][grade];
  return finished;
}

TEST(Words, CutsTimesToOneDecimal) {
  EXPECT_EQ(milliseconds(0us), "0.0 ms");
  EXPECT_EQ(milliseconds(12'499us), "12.4 ms");
  EXPECT_EQ(milliseconds(3s), "3000.0 ms");
  EXPECT_EQ(seconds(2'987ms), "2.9 s");
}

TEST(Words, CountsThings) {
  EXPECT_EQ(counted(0, "case"), "0 cases");
  EXPECT_EQ(counted(1, "case"), "1 case");
  EXPECT_EQ(counted(2, "case"), "2 cases");
}

TEST(Words, LeavesOutOfTheScoreWhatIsNotJudged) {
  const RunFinished finished = finished_with({{Level::must, Grade::pass},
                                              {Level::must, Grade::weak},
                                              {Level::must, Grade::fail},
                                              {Level::must, Grade::blocked},
                                              {Level::must, Grade::not_run},
                                              {Level::must, Grade::not_applicable},
                                              {Level::must, Grade::observed},
                                              {Level::should, Grade::should},
                                              {Level::may, Grade::observed}});
  EXPECT_EQ(summary_line(finished.summary),
            "MUST 2/5  fact 0/0  SHOULD 0/1  observed 2  weak 1  n/a 1  blocked 1  timeout 0  "
            "crash 0  not-run 1   0.0 s");
}

TEST(Words, ScoresAMayOnlyWhereItWasJudged) {
  EXPECT_EQ(summary_line(finished_with({{Level::may, Grade::pass}}).summary),
            "MUST 0/0  fact 0/0  SHOULD 0/0  MAY 1/1  observed 0  weak 0  n/a 0  blocked 0  "
            "timeout 0  crash 0  not-run 0   0.0 s");
}

TEST(Words, GivesTheVerdictThatTheExitCodeMeans) {
  struct Row {
    RunFinished finished;
    FailOn fail_on;
    const char* verdict;
  };
  for (const Row& row : std::vector<Row>{
           {finished_with({{Level::must, Grade::pass}, {Level::should, Grade::should}}),
            FailOn::must, "CONFORMANT"},
           {finished_with({{Level::must, Grade::pass}, {Level::should, Grade::should}}),
            FailOn::should, "NOT CONFORMANT: 1 SHOULD failure"},
           {finished_with({{Level::must, Grade::weak}, {Level::fact, Grade::weak}}), FailOn::weak,
            "NOT CONFORMANT: 2 weak outcomes"},
           {finished_with({{Level::must, Grade::fail},
                           {Level::should, Grade::fail},
                           {Level::fact, Grade::fail},
                           {Level::fact, Grade::crash},
                           {Level::may, Grade::timeout}}),
            FailOn::must, "NOT CONFORMANT: 2 MUST failures, 1 fact failure, 1 crash, 1 timeout"},
           {finished_with({{Level::must, Grade::blocked}, {Level::must, Grade::not_run}}),
            FailOn::must, "INCOMPLETE: 1 blocked, 1 not run"},
           {finished_with({{Level::must, Grade::not_applicable}}), FailOn::must,
            "INCOMPLETE: nothing was judged; 1 n/a"},
           {finished_with({}, Ending::target_unreachable, "connection refused"), FailOn::must,
            "TARGET UNREACHABLE: connection refused"},
           {finished_with({{Level::must, Grade::fail}}, Ending::target_died, "gone"), FailOn::must,
            "TARGET DIED: gone"},
           {finished_with({}, Ending::interrupted), FailOn::must, "INTERRUPTED"},
       }) {
    EXPECT_EQ(verdict_line(row.finished, row.fail_on), row.verdict);
  }
}

TEST(Words, TellsRepetitionsApart) {
  conformance::CaseResult result{};
  result.key = "1.2/ack/x[version=1.2]";
  EXPECT_EQ(name_of(result), "1.2/ack/x[version=1.2]");
  result.repetition = 1;
  EXPECT_EQ(name_of(result), "1.2/ack/x[version=1.2] #2");
}

}  // namespace
}  // namespace reports
