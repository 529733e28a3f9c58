// What counts as which change, one row each; and the three looks.

#include "reports/diff.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "reports/json_values.hpp"
#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;

CaseResult result_of(Grade grade, const std::string& got = "") {
  CaseResult result = testing::sample_cases().front();
  result.grade = grade;
  result.reason = got;
  result.repetition = 0;
  result.checks.clear();
  if (grade != Grade::blocked && grade != Grade::not_run && grade != Grade::not_applicable) {
    CheckResult check{};
    check.requirement = "send/destination";
    check.grade = grade;
    check.got = got;
    result.checks.push_back(check);
  }
  return result;
}

RunRecord record_with(std::vector<CaseResult> results) {
  return testing::record_of(testing::run_of(std::move(results)));
}

TEST(Diff, KnowsEachChange) {
  struct Row {
    CaseResult before;
    CaseResult after;
    std::optional<Change> change;
  };
  CaseResult other_requirement = result_of(Grade::fail, "a");
  other_requirement.checks[0].requirement = "send/other";
  CaseResult replaced = result_of(Grade::observed);
  replaced.observations = {{"name", "replaced"}};
  for (const Row& row : std::vector<Row>{
           {result_of(Grade::pass), result_of(Grade::pass), std::nullopt},
           {result_of(Grade::pass), result_of(Grade::fail), Change::regression},
           {result_of(Grade::weak), result_of(Grade::should), Change::regression},
           {result_of(Grade::observed), result_of(Grade::timeout), Change::regression},
           {result_of(Grade::should), result_of(Grade::fail), Change::regression},
           {result_of(Grade::fail), result_of(Grade::crash), Change::regression},
           {result_of(Grade::fail), result_of(Grade::pass), Change::fix},
           {result_of(Grade::crash), result_of(Grade::weak), Change::fix},
           {result_of(Grade::crash), result_of(Grade::fail), Change::reason},
           {result_of(Grade::fail, "a"), result_of(Grade::fail, "b"), Change::reason},
           {result_of(Grade::fail, "a"), other_requirement, Change::reason},
           {result_of(Grade::fail, "a"), result_of(Grade::fail, "a"), std::nullopt},
           {result_of(Grade::pass), result_of(Grade::blocked), Change::lost},
           {result_of(Grade::fail), result_of(Grade::not_run), Change::lost},
           {result_of(Grade::pass), result_of(Grade::not_applicable), Change::lost},
           {result_of(Grade::blocked), result_of(Grade::fail), Change::gained},
           {result_of(Grade::not_applicable), result_of(Grade::pass), std::nullopt},
           {result_of(Grade::not_applicable), result_of(Grade::blocked), std::nullopt},
           {result_of(Grade::pass), result_of(Grade::weak), Change::outcome},
           {result_of(Grade::observed), replaced, Change::outcome},
       }) {
    SCOPED_TRACE(std::string(to_string(row.before.grade)) + " to " +
                 std::string(to_string(row.after.grade)));
    const RunRecord before = record_with({row.before});
    const RunRecord after = record_with({row.after});
    const Diff diff = diff_of(before, after);
    ASSERT_EQ(diff.changes.size(), row.change ? 1U : 0U);
    if (row.change) {
      EXPECT_EQ(diff.changes[0].change, *row.change);
    }
    EXPECT_EQ(diff.unchanged, row.change ? 0U : 1U);
  }
}

TEST(Diff, LeavesChanceOut) {
  const RunRecord before =
      record_with({result_of(Grade::fail, "MESSAGE of /queue/stompcheck-s1a7-2 after 12.4 ms")});
  const RunRecord after =
      record_with({result_of(Grade::fail, "MESSAGE of /queue/stompcheck-q9zz-2 after 13.1 ms")});
  EXPECT_TRUE(diff_of(before, after).changes.empty());
}

TEST(Diff, CountsWhatMayHideRegressions) {
  const RunRecord before = record_with({result_of(Grade::pass)});
  for (const auto& [grade, hidden] :
       {std::pair(Grade::blocked, 1U), std::pair(Grade::not_run, 1U),
        std::pair(Grade::not_applicable, 0U), std::pair(Grade::fail, 0U)}) {
    const RunRecord after = record_with({result_of(grade)});
    EXPECT_EQ(count_unjudged(diff_of(before, after)), hidden) << to_string(grade);
  }
}

TEST(Diff, CallsNewAndRemovedCasesNeitherBetterNorWorse) {
  CaseResult other = result_of(Grade::fail);
  other.key = "another";
  const RunRecord before = record_with({result_of(Grade::fail)});
  const RunRecord after = record_with({other});
  const Diff diff = diff_of(before, after);
  EXPECT_EQ(diff.count(Change::added), 1U);
  EXPECT_EQ(diff.count(Change::removed), 1U);
  EXPECT_EQ(diff.count(Change::regression), 0U);
}

TEST(Diff, TakesTheGravestOfRepetitions) {
  CaseResult again = result_of(Grade::fail);
  again.repetition = 1;
  const RunRecord before = record_with({result_of(Grade::pass), result_of(Grade::pass)});
  const RunRecord after = record_with({result_of(Grade::pass), again});
  EXPECT_EQ(diff_of(before, after).count(Change::regression), 1U);
}

// The sample run, and what it might have become by the next day.
TEST(Diff, WritesTheGoldens) {
  const RunRecord before = testing::record_of(testing::sample_events());
  std::vector<CaseResult> cases = testing::sample_cases();
  std::erase_if(cases, [](const CaseResult& result) { return result.id == "1.2/send/big-body"; });
  for (CaseResult& result : cases) {
    if (result.id == "1.2/ack/individual-acks-only-one") {
      result.grade = Grade::pass;
      result.reason.clear();
      result.checks.clear();
    }
    if (result.id == "1.2/subscribe/duplicate-id") result.observations[0].second = "refused";
    if (result.id == "1.2/heart-beating/server-beats") result.grade = Grade::timeout;
    if (result.id == "1.2/error/message-header-is-there") result.checks[0].got = "another ERROR";
    if (result.id == "1.2/connection-lingering/error-before-close") result.grade = Grade::blocked;
  }
  RunRecord after = record_with(cases);
  after.metadata.suite_digest = "sha256:77aa";
  const Diff diff = diff_of(before, after);
  testing::expect_golden("diff.txt", diff_text(diff));
  testing::expect_golden("diff.md", diff_markdown(diff));
  testing::expect_golden("diff.json", diff_json(diff));
}

TEST(Diff, SaysWhenNothingChanged) {
  const RunRecord record = testing::record_of(testing::sample_events());
  EXPECT_EQ(diff_text(diff_of(record, record)),
            "0 regressions, 0 fixes, 0 changed reasons, 0 not judged any more, 0 judged now and "
            "broken, 0 changed outcomes, 0 new cases, 0 removed cases, 14 unchanged\n");
}

}  // namespace
}  // namespace reports
