// Baselines and second runs: what is excused, what is not, and which entries are called to account.

#include "conformance/engine/expectations.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <gtest/gtest.h>

namespace conformance {
namespace {

CheckResult check(std::string requirement, Grade grade, std::string got) {
  CheckResult result{};
  result.requirement = std::move(requirement);
  result.grade = grade;
  result.got = std::move(got);
  return result;
}

CaseResult result_of(Grade grade, std::vector<CheckResult> checks, std::string reason = "") {
  CaseResult result{};
  result.id = "all/x";
  result.key = "all/x[version=1.2]";
  result.grade = grade;
  result.reason = std::move(reason);
  result.checks = std::move(checks);
  return result;
}

CaseResult failure(const std::string& got = "ERROR") {
  return result_of(Grade::fail, {check("r/1", Grade::fail, got)});
}

BaselineEntry entry(Grade grade = Grade::fail, std::string got = "ERROR") {
  return {.subject = "all/x[version=1.2]",
          .requirement = grade == Grade::crash ? "" : "r/1",
          .grade = grade,
          .got = std::move(got),
          .reason = "known",
          .issue = {},
          .expires = {},
          .line = 7};
}

Expectations expecting(std::vector<BaselineEntry> entries, std::string today = "2026-06-15") {
  return {Baseline{.file = "b.json", .target = {}, .entries = std::move(entries)},
          std::move(today)};
}

bool excused(const Expectations& expectations, CaseResult result) {
  expectations.judge(result);
  return result.expected.has_value();
}

const std::set<std::string> all{"all/x", "all/x[version=1.2]"};

TEST(Expectations, ExcuseOneWayToFailAndNoOther) {
  const Expectations expectations = expecting({entry(Grade::fail, "ERROR with \"*\"")});
  EXPECT_TRUE(excused(expectations, failure("ERROR with \"no 17\"")));
  EXPECT_FALSE(excused(expectations, failure("RECEIPT")));
  EXPECT_FALSE(excused(
      expectations, result_of(Grade::timeout, {check("r/1", Grade::timeout, "ERROR with \"\"")})));
  EXPECT_FALSE(excused(expectations,
                       result_of(Grade::fail, {check("r/2", Grade::fail, "ERROR with \"\"")})));
  EXPECT_FALSE(excused(expectations, result_of(Grade::crash, {}, "ERROR with \"\"")));
  EXPECT_FALSE(excused(expectations, result_of(Grade::pass, {})));
  CaseResult other = failure("ERROR with \"no 17\"");
  other.key = other.id = "all/y";
  EXPECT_FALSE(excused(expectations, other));
}

TEST(Expectations, EveryFailingCheckNeedsAnEntry) {
  CaseResult two = failure();
  two.checks.push_back(check("r/2", Grade::should, "the connection stayed open"));
  EXPECT_FALSE(excused(expecting({entry()}), two));
  BaselineEntry second = entry(Grade::should, "*");
  second.requirement = "r/2";
  EXPECT_TRUE(excused(expecting({entry(), second}), two));
}

TEST(Expectations, AnIdIsAllItsCases) {
  BaselineEntry whole = entry();
  whole.subject = "all/x";
  EXPECT_TRUE(excused(expecting({whole}), failure()));
}

TEST(Expectations, AnEntryExcusesUntilTheEndOfItsLastDay) {
  BaselineEntry limited = entry();
  limited.expires = "2026-06-15";
  EXPECT_TRUE(excused(expecting({limited}, "2026-06-15"), failure()));
  EXPECT_FALSE(excused(expecting({limited}, "2026-06-16"), failure()));
}

struct Called {
  const char* name;
  std::vector<CaseResult> results;
  std::string problem;  // a part of it; empty: none
};

TEST(Expectations, CallEntriesToAccount) {
  CaseResult flaky = result_of(Grade::pass, {});
  flaky.flaky = true;
  const std::vector<Called> table = {
      {"it fails as it says", {failure()}, ""},
      {"it was not selected", {}, ""},
      {"it was not run", {result_of(Grade::not_run, {})}, ""},
      {"it was flaky", {flaky}, ""},
      {"it passes", {result_of(Grade::pass, {})}, "b.json:7: stale: all/x[version=1.2] passes now"},
      {"it does not apply", {result_of(Grade::not_applicable, {})}, "does not apply"},
      {"it fails otherwise", {failure("RECEIPT")}, "fails in another way now"},
  };
  for (const Called& row : table) {
    Expectations expectations = expecting({entry()});
    for (const CaseResult& result : row.results) expectations.note(result);
    const std::vector<std::string> problems = expectations.problems(all);
    if (row.problem.empty()) {
      EXPECT_EQ(problems, std::vector<std::string>()) << row.name;
    } else {
      ASSERT_EQ(problems.size(), 1U) << row.name;
      EXPECT_NE(problems[0].find(row.problem), std::string::npos) << problems[0];
    }
  }
}

TEST(Expectations, WantNothingOfTheCasesOfAScenarioThatDoNotApply) {
  BaselineEntry whole = entry();
  whole.subject = "all/x";
  CaseResult absent = result_of(Grade::not_applicable, {});
  absent.key = "all/x[version=1.0]";
  Expectations some = expecting({whole});
  some.note(absent);
  some.note(failure());
  EXPECT_EQ(some.problems(all), std::vector<std::string>());
  Expectations none = expecting({whole});
  none.note(absent);
  EXPECT_EQ(none.problems(all).size(), 1U);
}

TEST(Expectations, LeaveFailuresByChanceAlone) {
  BaselineEntry by_chance = entry();
  by_chance.sometimes = true;
  EXPECT_TRUE(excused(expecting({by_chance}), failure()));
  EXPECT_FALSE(excused(expecting({by_chance}), failure("RECEIPT")));
  for (const CaseResult& result : {result_of(Grade::pass, {}), failure("RECEIPT"), failure()}) {
    Expectations expectations = expecting({by_chance});
    expectations.note(result);
    EXPECT_EQ(expectations.problems(all), std::vector<std::string>());
  }
  Expectations expectations = expecting({by_chance});
  expectations.note(result_of(Grade::not_applicable, {}));
  EXPECT_EQ(expectations.problems(all).size(), 1U);
}

TEST(Expectations, NameEntriesOfNoCaseAndOfThePast) {
  BaselineEntry nowhere = entry();
  nowhere.subject = "all/z";
  BaselineEntry past = entry();
  past.expires = "2020-01-01";
  const std::vector<std::string> problems = expecting({nowhere, past}).problems(all);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_NE(problems[0].find("unmatched: there is no case \"all/z\""), std::string::npos);
  EXPECT_NE(problems[1].find("expired"), std::string::npos);
}

TEST(NewBaseline, HoldsWhatFailsAndKeepsWhatWasSaidOfIt) {
  BaselineEntry elsewhere = entry();
  elsewhere.subject = "all/not-run-today";
  BaselineEntry stale = entry(Grade::timeout, "nothing");
  BaselineEntry known = entry(Grade::fail, "ERROR*");
  known.issue = "https://example.org/7";
  CaseResult crash = result_of(Grade::crash, {}, "it died of 17 things");
  crash.key = "all/y[version=1.1]";
  crash.id = "all/y";
  const std::vector<CaseResult> results{failure("ERROR 5"), crash, result_of(Grade::pass, {})};
  const Baseline made = new_baseline(
      {.file = "b.json", .target = "t", .entries = {elsewhere, stale, known}}, {results[0], crash});
  ASSERT_EQ(made.entries.size(), 3U);
  EXPECT_EQ(made.entries[0].subject, "all/not-run-today");
  EXPECT_EQ(made.entries[1].issue, "https://example.org/7");
  EXPECT_EQ(made.entries[1].got, "ERROR*");
  EXPECT_EQ(made.entries[2].grade, Grade::crash);
  EXPECT_EQ(made.entries[2].got, "it died of * things");
  EXPECT_EQ(made.entries[2].reason, "");
  // Whoever runs again with it is content.
  BaselineEntry named = made.entries[2];
  named.reason = "not explained yet";
  EXPECT_TRUE(excused(expecting({made.entries[1], named}), crash));
}

TEST(NewBaseline, MarksWhatNotEveryRepetitionShows) {
  CaseResult twice = failure();
  twice.repetition = 1;
  CaseResult passes = result_of(Grade::pass, {});
  passes.repetition = 1;
  const Baseline steady = new_baseline({}, {failure(), twice});
  ASSERT_EQ(steady.entries.size(), 1U);
  EXPECT_FALSE(steady.entries[0].sometimes);
  const Baseline changing = new_baseline({}, {failure(), passes});
  ASSERT_EQ(changing.entries.size(), 1U);
  EXPECT_TRUE(changing.entries[0].sometimes);
  // A pass does not take it back, and neither does another failure.
  EXPECT_EQ(new_baseline(changing, {passes}).entries.size(), 1U);
  EXPECT_TRUE(new_baseline(changing, {failure()}).entries.at(0).sometimes);
}

}  // namespace
}  // namespace conformance
