// A record of a run is in order, and never looks more complete than it is.

#include "reports/run_record.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::Ending;
using conformance::Event;

TEST(RunRecord, OrdersCasesByKeyAndRepetition) {
  RunRecord record(testing::sample_metadata());
  for (const auto& [key, repetition] : std::vector<std::pair<std::string, std::uint32_t>>{
           {"b", 1}, {"a", 0}, {"b", 0}, {"c", 0}, {"a", 1}}) {
    conformance::CaseResult result{};
    result.key = key;
    result.repetition = repetition;
    record.add(conformance::CaseFinished{result});
  }
  record.sort();
  std::vector<std::string> order;
  for (const auto& result : record.cases) {
    order.push_back(result.key + std::to_string(result.repetition));
  }
  EXPECT_THAT(order, ::testing::ElementsAre("a0", "a1", "b0", "b1", "c0"));
}

TEST(RunRecord, IsPartialUntilTheRunHasEnded) {
  std::vector<Event> events = testing::sample_events();
  const Event end = events.back();
  events.pop_back();
  RunRecord record = testing::record_of(events);
  EXPECT_TRUE(record.partial());
  EXPECT_EQ(record.finished.ending, Ending::interrupted);
  EXPECT_EQ(record.finished.summary.cases, testing::sample_cases().size());

  record.add(end);
  EXPECT_FALSE(record.partial());
  EXPECT_EQ(record.finished.summary.cases, testing::sample_cases().size());
}

TEST(RunRecord, IsPartialWhereTheTargetDied) {
  EXPECT_TRUE(testing::record_of(testing::run_of({}, Ending::target_died)).partial());
}

}  // namespace
}  // namespace reports
