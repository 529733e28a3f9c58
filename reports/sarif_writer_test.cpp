// report.sarif: the golden, and what a host needs to tell runs and findings apart.

#include "reports/sarif_writer.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::Ending;

std::string report_of(const std::vector<conformance::Event>& events) {
  return sarif_report(testing::record_of(events), testing::sample_statement);
}

TEST(SarifWriter, WritesTheGolden) {
  testing::expect_golden("report.sarif", report_of(testing::sample_events()));
}

TEST(SarifWriter, SaysThatAnEarlyEndWasNoSuccess) {
  const auto json = nlohmann::json::parse(
      report_of(testing::run_of({}, Ending::target_died, "connection refused")));
  const auto& invocation = json.at("runs").at(0).at("invocations").at(0);
  EXPECT_EQ(invocation.at("executionSuccessful"), false);
  EXPECT_EQ(invocation.at("exitCode"), 3);
  EXPECT_EQ(invocation.at("toolExecutionNotifications").at(0).at("message").at("text"),
            "TARGET DIED: connection refused");
}

TEST(SarifWriter, TiesEachResultToItsRule) {
  const auto json = nlohmann::json::parse(report_of(testing::sample_events()));
  const auto& run = json.at("runs").at(0);
  ASSERT_FALSE(run.at("results").empty());
  for (const auto& result : run.at("results")) {
    const std::size_t index = result.at("ruleIndex");
    EXPECT_EQ(run.at("tool").at("driver").at("rules").at(index).at("id"), result.at("ruleId"));
  }
}

// Without them GitHub refuses the whole file: also where the suite that ran had another catalogue.
TEST(SarifWriter, DescribesEachRule) {
  const auto json =
      nlohmann::json::parse(sarif_report(testing::record_of(testing::sample_events()),
                                         [](std::string_view, stomp::Version) { return nullptr; }));
  const auto& rules = json.at("runs").at(0).at("tool").at("driver").at("rules");
  ASSERT_FALSE(rules.empty());
  for (const auto& rule : rules) {
    EXPECT_EQ(rule.at("fullDescription").at("text"), rule.at("id"));
    EXPECT_EQ(rule.at("help").at("text"), rule.at("id"));
  }
}

}  // namespace
}  // namespace reports
