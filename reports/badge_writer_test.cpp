// Badges: what they say and in which colour; the SVG's golden.

#include "reports/badge_writer.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Ending;
using conformance::Grade;

CaseResult case_of(Grade grade) {
  CaseResult result = testing::sample_cases().front();
  result.grade = grade;
  result.level = conformance::Level::must;
  return result;
}

std::string shown(const RunRecord& record) {
  const nlohmann::json json = nlohmann::json::parse(badge_json(record));
  return json.at("message").get<std::string>() + ", " + json.at("color").get<std::string>();
}

RunRecord record_of(std::vector<CaseResult> cases, Ending ending = Ending::complete) {
  RunRecord record = testing::record_of(testing::run_of(std::move(cases), ending));
  record.started.filters.clear();
  return record;
}

TEST(BadgeWriter, SaysNumbersAndNeverAPercentage) {
  EXPECT_EQ(shown(record_of({case_of(Grade::pass)})), "MUST 1/1, SHOULD 0/0, brightgreen");
  EXPECT_EQ(shown(record_of({case_of(Grade::pass), case_of(Grade::fail)})),
            "MUST 1/2, SHOULD 0/0, red");
}

TEST(BadgeWriter, IsGreyWhereTheNumbersAreNotTheWholeTruth) {
  EXPECT_EQ(shown(record_of({case_of(Grade::pass)}, Ending::interrupted)), "partial, lightgrey");
  EXPECT_EQ(shown(record_of({case_of(Grade::pass), case_of(Grade::blocked)})),
            "MUST 1/2, SHOULD 0/0 (incomplete), lightgrey");
  RunRecord selected = record_of({case_of(Grade::pass)});
  selected.started.filters = {"1.2"};
  EXPECT_EQ(shown(selected), "MUST 1/1, SHOULD 0/0 (selected), lightgrey");
}

TEST(BadgeWriter, DrawsTheGolden) {
  testing::expect_golden("badge.svg", badge_svg(testing::record_of(testing::sample_events())));
}

}  // namespace
}  // namespace reports
