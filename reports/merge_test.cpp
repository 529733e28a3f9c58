// Shards become the run that they are parts of, and never more than that.

#include "reports/merge.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/sample_run.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Shard;
using ::testing::ElementsAre;

// Every `of`th case of the sample run, from the `number`th.
NamedRecord shard(std::size_t number, std::size_t of) {
  const std::vector<CaseResult> all = testing::sample_cases();
  std::vector<CaseResult> own;
  for (std::size_t i = number - 1; i < all.size(); i += of) own.push_back(all[i]);
  NamedRecord named{"shard-" + std::to_string(number), testing::record_of(testing::run_of(own))};
  named.record.started.shard = Shard{.number = number, .of = of};
  named.record.started.cases_in_all_shards = all.size();
  return named;
}

std::vector<JoinedRun> joined(std::vector<NamedRecord> records) {
  std::string error;
  auto runs = joined_shards(std::move(records), error);
  EXPECT_EQ(error, "");
  return runs ? std::move(*runs) : std::vector<JoinedRun>{};
}

std::string complaint(std::vector<NamedRecord> records) {
  std::string error;
  EXPECT_FALSE(joined_shards(std::move(records), error));
  return error;
}

TEST(Merge, MakesShardsTheRunThatTheyAreOf) {
  const RunRecord whole = testing::record_of(testing::sample_events());
  const std::vector<JoinedRun> runs = joined({shard(3, 3), shard(1, 3), shard(2, 3)});
  ASSERT_EQ(runs.size(), 1U);
  const RunRecord& record = runs[0].record;
  EXPECT_THAT(runs[0].warnings, ElementsAre());
  EXPECT_FALSE(record.started.shard);
  EXPECT_EQ(record.started.cases_selected, whole.started.cases_selected);
  EXPECT_EQ(summary_line(record.finished.summary), summary_line(whole.finished.summary));
  EXPECT_EQ(record.finished.summary.checks, whole.finished.summary.checks);
  ASSERT_EQ(record.cases.size(), whole.cases.size());
  for (std::size_t i = 0; i < whole.cases.size(); ++i) {
    EXPECT_EQ(record.cases[i].key, whole.cases[i].key);
  }
}

TEST(Merge, TellsWhatIsMissing) {
  const std::vector<JoinedRun> runs = joined({shard(4, 4), shard(2, 4)});
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_TRUE(runs[0].record.started.shard);
  EXPECT_THAT(runs[0].warnings, ElementsAre("Shards are missing: 1, 3 of 4."));
}

TEST(Merge, LeavesOtherRunsAlone) {
  NamedRecord other = shard(1, 2);
  other.record.started.target = "artemis";
  const NamedRecord plain{"plain", testing::record_of(testing::sample_events())};
  const std::vector<JoinedRun> runs = joined({plain, shard(1, 2), other, plain, shard(2, 2)});
  ASSERT_EQ(runs.size(), 4U);
  EXPECT_EQ(runs[1].record.cases.size(), testing::sample_cases().size());
  EXPECT_EQ(runs[2].record.started.target, "artemis");
}

TEST(Merge, IsAsCompleteAsTheWorstOfThem) {
  NamedRecord cut = shard(2, 2);
  cut.record.finished.ending = conformance::Ending::target_died;
  cut.record.finished.reason = "panic";
  const std::vector<JoinedRun> runs = joined({shard(1, 2), cut});
  EXPECT_TRUE(runs[0].record.partial());
  EXPECT_EQ(runs[0].record.finished.reason, "panic");
}

TEST(Merge, RefusesWhatIsNoPartOfOneRun) {
  EXPECT_EQ(complaint({shard(1, 2), shard(1, 2)}),
            "shard-1 and shard-1 are the same shard of rabbitmq");
  NamedRecord other = shard(2, 2);
  other.record.metadata.suite_digest = "sha256:other";
  EXPECT_EQ(complaint({shard(1, 2), other}),
            "shard-1 and shard-2 are shards of one run by different suites");
  other = shard(2, 2);
  other.record.started.filters = {"1.0/*"};
  EXPECT_EQ(complaint({shard(1, 2), other}),
            "shard-1 and shard-2 are shards of different selections of cases");
}

TEST(Merge, NamesTheSuitesOnce) {
  std::vector<JoinedRun> runs = joined({shard(1, 2), shard(1, 3), shard(1, 4)});
  runs[1].record.metadata.suite_digest = "other";
  EXPECT_THAT(suites_of(runs), ElementsAre("sha256:5f1c", "other"));
}

}  // namespace
}  // namespace reports
