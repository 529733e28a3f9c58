// Which check a case is explained by, and with which lines.

#include "reports/explanation.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Grade;
using conformance::Level;
using ::testing::ElementsAre;

std::vector<std::string> lines_of(const CaseResult& result, const StatementLookup& lookup) {
  std::vector<std::string> texts;
  for (const LabelledLine& line : explain(result, lookup, Characters::unicode)) {
    texts.push_back(std::string(line.label) + '|' + line.text);
  }
  return texts;
}

CaseResult failed_case() {
  CaseResult result{};
  result.version = stomp::Version::v1_2;
  result.why = "Because.";
  result.reason = "the reason";
  result.requirements = {"send/destination"};
  return result;
}

TEST(Explanation, TakesTheFirstOfTheGravestChecks) {
  CaseResult result = failed_case();
  EXPECT_EQ(worst_check(result), nullptr);
  result.checks = {{.requirement = "a", .level = Level::must, .grade = Grade::pass},
                   {.requirement = "b", .level = Level::must, .grade = Grade::fail},
                   {.requirement = "c", .level = Level::must, .grade = Grade::fail},
                   {.requirement = "d", .level = Level::may, .grade = Grade::observed}};
  EXPECT_EQ(worst_check(result)->requirement, "b");
}

TEST(Explanation, QuotesTheRequirementOfTheCheck) {
  CaseResult result = failed_case();
  result.checks = {{.requirement = "ack/cumulative",
                    .level = Level::must,
                    .grade = Grade::fail,
                    .step = "/steps/6",
                    .expected = "one",
                    .got = "other\n",
                    .note = "a clause"}};
  EXPECT_THAT(
      lines_of(result, testing::sample_statement),
      ElementsAre("spec|STOMP 1.2, SUBSCRIBE ack Header: \"... MUST NOT cause a previous "
                  "message to get acknowledged\"",
                  "want|one", "got|other\\n  (step /steps/6)", "note|a clause", "why|Because."));
}

TEST(Explanation, FallsBackToTheCaseAndItsReason) {
  EXPECT_THAT(lines_of(failed_case(), testing::sample_statement),
              ElementsAre("spec|STOMP 1.2, SEND: \"It has one REQUIRED header, destination\"",
                          "got|the reason", "why|Because."));
}

TEST(Explanation, NamesARequirementThatNobodyKnows) {
  EXPECT_THAT(lines_of(failed_case(), nullptr),
              ElementsAre("spec|send/destination", "got|the reason", "why|Because."));
}

}  // namespace
}  // namespace reports
