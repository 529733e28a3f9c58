// summary.md: the golden, and what a reader must be warned of.

#include "reports/summary_writer.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::Ending;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string report_of(const std::vector<conformance::Event>& events) {
  return summary_report(testing::record_of(events), testing::sample_statement);
}

TEST(SummaryWriter, WritesTheGolden) {
  testing::expect_golden("summary.md", report_of(testing::sample_events()));
}

TEST(SummaryWriter, WarnsThatARunIsPartial) {
  const std::string report =
      report_of(testing::run_of({}, Ending::target_unreachable, "connection refused"));
  EXPECT_THAT(report, StartsWith("## ❌"));
  EXPECT_THAT(report, HasSubstr("TARGET UNREACHABLE"));
  EXPECT_THAT(report, HasSubstr("what follows is partial"));
}

TEST(SummaryWriter, WarnsThatOnlyAPartWasSelected) {
  RunRecord record = testing::record_of(testing::run_of({}));
  record.started.filters = {"1.2/ack"};
  EXPECT_THAT(summary_report(record, testing::sample_statement),
              HasSubstr("Only a part of the suite was selected: `1.2/ack`"));
}

TEST(SummaryWriter, CountsWhatItDoesNotList) {
  std::vector<conformance::CaseResult> many;
  for (int i = 0; i < 9; ++i) {
    conformance::CaseResult result = testing::sample_cases().front();
    result.grade = conformance::Grade::fail;
    result.key = "k" + std::to_string(i);
    result.checks = {{.requirement = "ack/cumulative",
                      .level = conformance::Level::must,
                      .grade = conformance::Grade::fail}};
    many.push_back(std::move(result));
  }
  const std::string report = report_of(testing::run_of(std::move(many)));
  EXPECT_THAT(report, HasSubstr("(9 cases)"));
  EXPECT_THAT(report, HasSubstr("and 4 more cases"));
  EXPECT_THAT(report, Not(HasSubstr("k7")));
}

}  // namespace
}  // namespace reports
