// Which breaches stand under which requirement, and in which order.

#include "reports/findings.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;
using conformance::Level;
using ::testing::ElementsAre;

CheckResult check(std::string requirement, Level level, Grade grade) {
  return {.requirement = std::move(requirement), .level = level, .grade = grade};
}

CaseResult case_of(std::string key, Grade grade, std::vector<CheckResult> checks) {
  CaseResult result{};
  result.key = std::move(key);
  result.requirements = {"first/of-the-case"};
  result.level = Level::must;
  result.grade = grade;
  result.checks = std::move(checks);
  return result;
}

std::vector<std::string> outline(const std::vector<CaseResult>& cases) {
  const RunRecord record = testing::record_of(testing::run_of(cases));
  std::vector<std::string> lines;
  for (const Finding& finding : findings(record)) {
    lines.push_back(std::string(to_string(finding.level)) + ' ' + finding.requirement);
    for (const Evidence& evidence : finding.evidence) lines.back() += ' ' + evidence.result->key;
  }
  return lines;
}

TEST(Findings, PutBindingRequirementsFirstThenThoseThatMostCasesShow) {
  EXPECT_THAT(outline({case_of("a", Grade::should, {check("s", Level::should, Grade::should)}),
                       case_of("b", Grade::fail, {check("m1", Level::must, Grade::fail)}),
                       case_of("c", Grade::fail, {check("m2", Level::must, Grade::fail)}),
                       case_of("d", Grade::timeout, {check("m2", Level::must, Grade::timeout)})}),
              ElementsAre("MUST m2 c d", "MUST m1 b", "SHOULD s a"));
}

TEST(Findings, ShowACaseOnceUnderEachRequirementThatItBreaks) {
  EXPECT_THAT(
      outline({case_of("a", Grade::fail,
                       {check("m", Level::must, Grade::fail), check("m", Level::must, Grade::fail),
                        check("s", Level::should, Grade::should)})}),
      ElementsAre("MUST m a", "SHOULD s a"));
}

TEST(Findings, TakeTheGravestLevelOfARequirementThatVersionsGrade) {
  EXPECT_THAT(outline({case_of("a", Grade::should, {check("x", Level::should, Grade::should)}),
                       case_of("b", Grade::fail, {check("x", Level::must, Grade::fail)})}),
              ElementsAre("MUST x a b"));
}

TEST(Findings, LayACrashToTheCasesOwnRequirement) {
  EXPECT_THAT(outline({case_of("a", Grade::crash, {})}), ElementsAre("MUST first/of-the-case a"));
}

TEST(Findings, AccuseNobodyForWhatWasNotJudged) {
  CaseResult flaky = case_of("a", Grade::pass, {check("m", Level::must, Grade::fail)});
  flaky.flaky = true;
  EXPECT_THAT(outline({flaky, case_of("b", Grade::blocked, {check("m", Level::must, Grade::fail)}),
                       case_of("c", Grade::weak, {check("m", Level::must, Grade::weak)}),
                       case_of("d", Grade::observed, {check("m", Level::may, Grade::observed)})}),
              ElementsAre());
}

}  // namespace
}  // namespace reports
