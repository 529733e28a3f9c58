// Stored transcripts judged again: the same verdict from the same scenario, another from a mended
// one, and none where the transcript cannot tell.

#include "conformance/engine/replay.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/testing/shipped.hpp"
#include "conformance/sim/simulator.hpp"

namespace conformance {
namespace {

struct Stored {
  std::vector<CaseResult> cases;
  Duration deadline{};
};

Stored store(const Profile& target, broker::PolicyKind policy, const std::string& deviation = "") {
  Stored stored;
  SimulatedBroker server(broker::sample_settings(policy),
                         deviation.empty() ? nullptr : broker::find_deviation(deviation));
  // With a tag that is as long as those of real runs.
  Run run(shipped_suite().catalogue, target, shipped_suite().cases, {.tag = "s1b2c3d4"});
  Simulator(server, run, [&](const Event& event) {
    if (const auto* done = std::get_if<CaseFinished>(&event)) stored.cases.push_back(done->result);
    const auto* met = std::get_if<TargetMet>(&event);
    if (met != nullptr) stored.deadline = met->calibration.deadline;
  }).run_to_end();
  return stored;
}

const Case& case_of(const std::string& key) {
  static const std::map<std::string, const Case*> cases = [] {
    std::map<std::string, const Case*> all;
    for (const Case& subject : shipped_suite().cases) all.emplace(subject.key(), &subject);
    return all;
  }();
  return *cases.at(key);
}

void expect_same(const CaseResult& stored, const Profile& target, Duration deadline) {
  std::string obstacle;
  const auto again =
      regraded(stored, case_of(stored.key), shipped_suite().catalogue, target, deadline, obstacle);
  ASSERT_TRUE(again) << stored.key << ": " << obstacle;
  EXPECT_EQ(again->grade, stored.grade) << stored.key << ": " << again->reason;
  EXPECT_EQ(again->reason, stored.reason) << stored.key;
  ASSERT_EQ(again->checks.size(), stored.checks.size()) << stored.key;
  for (std::size_t i = 0; i < stored.checks.size(); ++i) {
    EXPECT_EQ(again->checks[i].grade, stored.checks[i].grade) << stored.key;
    EXPECT_EQ(again->checks[i].got, stored.checks[i].got) << stored.key;
    EXPECT_EQ(again->checks[i].wire_entry, stored.checks[i].wire_entry) << stored.key;
  }
  EXPECT_EQ(again->observations, stored.observations) << stored.key;
}

TEST(Replay, GivesTheSameVerdictsOfTheRightBrokers) {
  for (const auto& [name, policy] :
       {std::pair("reference-open", broker::PolicyKind::open),
        std::pair("reference-rocketmq", broker::PolicyKind::rocketmq)}) {
    const Profile target = shipped_profile(name);
    const Stored stored = store(target, policy);
    ASSERT_EQ(stored.cases.size(), shipped_suite().cases.size());
    for (const CaseResult& result : stored.cases) expect_same(result, target, stored.deadline);
  }
}

// Failures of many kinds: refusals, silence, lost and doubled messages, times.
TEST(Replay, GivesTheSameVerdictsOfWrongBrokers) {
  const Profile target = shipped_profile("reference-open");
  for (const char* deviation :
       {"escape-undefined-accepted", "unsubscribe-ignored", "ack-individual-is-cumulative",
        "receipt-not-for-unsubscribe", "unsubscribe-of-nothing-accepted"}) {
    const Stored stored = store(target, broker::PolicyKind::open, deviation);
    std::size_t failures = 0;
    for (const CaseResult& result : stored.cases) {
      if (result.grade >= Grade::should) ++failures;
      expect_same(result, target, stored.deadline);
    }
    EXPECT_GT(failures, 0U) << deviation;
  }
}

const CaseResult& find(const Stored& stored, const std::string& key) {
  for (const CaseResult& result : stored.cases) {
    if (result.key == key) return result;
  }
  ADD_FAILURE() << key;
  return stored.cases.front();
}

TEST(Replay, JudgesByTheMendedScenario) {
  const Profile target = shipped_profile("reference-open");
  const Stored stored = store(target, broker::PolicyKind::open);
  Case mended;
  for (const Case& subject : shipped_suite().cases) {
    if (subject.key().starts_with("all/unsubscribe/goes-by-its-id[version=1.2")) mended = subject;
  }
  ASSERT_TRUE(mended.scenario);
  // What it expects of the last MESSAGE is wrong now: the stored one does not agree.
  for (Step& step : mended.program.steps) {
    if (auto* expect = std::get_if<ExpectStep>(&step.what)) expect->frame.command = "ERROR";
  }
  std::string obstacle;
  const auto again = regraded(find(stored, mended.key()), mended, shipped_suite().catalogue, target,
                              stored.deadline, obstacle);
  ASSERT_TRUE(again) << obstacle;
  EXPECT_EQ(again->grade, Grade::fail);
  EXPECT_NE(again->reason.find("ERROR"), std::string::npos) << again->reason;
}

TEST(Replay, SaysWhereOnlyTheBrokerCanTell) {
  const Profile target = shipped_profile("reference-open");
  const Stored stored = store(target, broker::PolicyKind::open);
  const Case& original = case_of("all/unsubscribe/goes-by-its-id[version=1.2]");
  const auto obstacle_of = [&](const Case& mended) {
    std::string obstacle;
    const auto again = regraded(find(stored, original.key()), mended, shipped_suite().catalogue,
                                target, stored.deadline, obstacle);
    return again ? "none: " + again->reason : obstacle;
  };
  Case fewer = original;
  fewer.program.steps.erase(fewer.program.steps.begin());
  EXPECT_EQ(obstacle_of(fewer).rfind("it does not say what was said at +", 0), 0U);
  Case different = original;
  for (Step& step : different.program.given) {
    if (auto* connect = std::get_if<ConnectStep>(&step.what)) connect->crlf = true;
  }
  EXPECT_EQ(obstacle_of(different).rfind("it ", 0), 0U);
  Case more = original;
  more.program.steps.push_back(more.program.steps.front());
  EXPECT_EQ(obstacle_of(more), "it would go on where the record ends");
  Case other = original;
  other.program.given.erase(other.program.given.begin());
  EXPECT_EQ(obstacle_of(other).rfind("it ", 0), 0U);
}

TEST(Replay, LeavesWhatDoesNotRestOnTheTranscript) {
  const Profile target = shipped_profile("reference-open");
  const Case& subject = case_of("all/unsubscribe/goes-by-its-id[version=1.2]");
  for (const Grade grade : {Grade::crash, Grade::not_run, Grade::not_applicable}) {
    CaseResult result{.key = subject.key(), .grade = grade, .reason = "as it was"};
    std::string obstacle;
    const auto again =
        regraded(result, subject, shipped_suite().catalogue, target, Duration(1000), obstacle);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->grade, grade);
    EXPECT_EQ(again->reason, "as it was");
  }
}

}  // namespace
}  // namespace conformance
