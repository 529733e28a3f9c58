// A target that dies and is started again: who is accused, and who is only run again.

#include <map>
#include <memory>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/testing/shipped.hpp"
#include "conformance/sim/simulator.hpp"

namespace conformance {
namespace {

// The reference broker, until it reads a word that it cannot bear: then every connection is reset,
// and nobody listens before the next launch().
class MortalServer final : public Server {
 public:
  explicit MortalServer(std::string deadly) : deadly_(std::move(deadly)) {}

  bool alive = true;
  int deaths_left = 1'000'000;
  int dialogues_refused = 0;  // after a launch, so many connections are refused
  int launches = 0;
  // Death comes only so many connections after the word.
  int connections_later = 0;

  void launch() override {
    ++launches;
    alive = true;
    dying_ = false;
    refuse_ = dialogues_refused;
    broker_ = fresh();
  }
  std::optional<std::string> access_point(const std::string& name) const override {
    if (!alive) return std::nullopt;
    if (refuse_ > 0) {
      --refuse_;
      return std::nullopt;
    }
    return broker_->access_point(name);
  }
  broker::Actions on_open(broker::ConnectionId id, const broker::Peer& peer,
                          broker::Instant now) override {
    if (!alive) return {broker::Close{id, broker::Close::How::reset}};
    open_.insert(id);
    if (dying_ && --left_ == 0) return die();
    return broker_->on_open(id, peer, now);
  }
  broker::Actions on_octets(broker::ConnectionId id, std::string_view octets,
                            broker::Instant now) override {
    if (!alive || !open_.contains(id)) return {};
    const bool deadly = octets.find(deadly_) != octets.npos && deaths_left > 0;
    if (deadly && connections_later == 0) return die();
    if (deadly && !std::exchange(dying_, true)) left_ = connections_later;
    return broker_->on_octets(id, octets, now);
  }
  broker::Actions on_sent(broker::ConnectionId id, std::size_t n, broker::Instant now) override {
    return alive && open_.contains(id) ? broker_->on_sent(id, n, now) : broker::Actions();
  }
  broker::Actions on_close(broker::ConnectionId id, broker::Instant now) override {
    return open_.erase(id) > 0 && alive ? broker_->on_close(id, now) : broker::Actions();
  }
  broker::Actions on_time(broker::Instant now) override {
    return alive ? broker_->on_time(now) : broker::Actions();
  }
  std::optional<broker::Instant> deadline() const override {
    return alive ? broker_->deadline() : std::nullopt;
  }

 private:
  broker::Actions die() {
    --deaths_left;
    alive = false;
    broker::Actions resets;
    for (const broker::ConnectionId each : std::exchange(open_, {})) {
      resets.emplace_back(broker::Close{each, broker::Close::How::reset});
    }
    return resets;
  }

  static std::unique_ptr<SimulatedBroker> fresh() {
    return std::make_unique<SimulatedBroker>(broker::sample_settings(broker::PolicyKind::open));
  }

  std::string deadly_;
  std::unique_ptr<SimulatedBroker> broker_ = fresh();
  std::set<broker::ConnectionId> open_;
  mutable int refuse_ = 0;
  bool dying_ = false;
  int left_ = 0;
};

struct Findings {
  std::vector<CaseResult> cases;
  std::vector<TargetRestarted> restarts;
  RunFinished finished;

  [[nodiscard]] std::set<std::string> keys(Grade grade) const {
    std::set<std::string> found;
    for (const CaseResult& result : cases) {
      if (result.grade == grade) found.insert(result.key);
    }
    return found;
  }
};

Findings simulate(Server& server, const std::vector<Case>& cases, const Options& options) {
  Findings findings;
  Run run(shipped_suite().catalogue, shipped_profile("reference-open"), cases, options);
  Simulator simulator(server, run, [&](const Event& event) {
    if (const auto* done = std::get_if<CaseFinished>(&event)) {
      findings.cases.push_back(done->result);
    } else if (const auto* restarted = std::get_if<TargetRestarted>(&event)) {
      findings.restarts.push_back(*restarted);
    } else if (const auto* end = std::get_if<RunFinished>(&event)) {
      findings.finished = *end;
    }
  });
  simulator.run_to_end();
  return findings;
}

constexpr Upkeep restartable{.restarts_max = 100, .patience = std::chrono::seconds(30)};

// A handful of cases, among them some that send an ABORT.
std::vector<Case> some_cases() {
  std::vector<Case> some;
  for (const Case& subject : shipped_suite().cases) {
    if (subject.version != stomp::Version::v1_2) continue;
    const std::string& id = subject.scenario->id;
    if (id.starts_with("all/send/") || id.starts_with("all/transactions/")) some.push_back(subject);
  }
  return some;
}

// The cases in which the target reads `word`, by the run of one that does not die of it.
std::set<std::string> cases_that_send(const std::string& word, const std::vector<Case>& cases) {
  SimulatedBroker server(broker::sample_settings(broker::PolicyKind::open));
  std::set<std::string> keys;
  for (const CaseResult& result : simulate(server, cases, {}).cases) {
    for (const WireEntry& entry : result.transcript) {
      if (entry.kind == WireEntry::Kind::sent && entry.octets.find(word) != std::string::npos) {
        keys.insert(result.key);
      }
    }
  }
  return keys;
}

TEST(Restart, AccusesExactlyTheCasesThatKill) {
  const std::vector<Case> cases = some_cases();
  const std::set<std::string> deadly = cases_that_send("ABORT\n", cases);
  ASSERT_GE(deadly.size(), 2U);
  ASSERT_LT(deadly.size(), cases.size());
  for (const std::size_t jobs : {std::size_t{1}, std::size_t{4}, std::size_t{64}}) {
    MortalServer server("ABORT\n");
    const Findings findings = simulate(server, cases, {.jobs = jobs, .upkeep = restartable});
    EXPECT_EQ(findings.finished.ending, Ending::complete) << findings.finished.reason;
    EXPECT_EQ(findings.keys(Grade::crash), deadly) << jobs << " jobs";
    EXPECT_EQ(findings.cases.size(), cases.size());
    EXPECT_EQ(findings.keys(Grade::pass).size() + findings.keys(Grade::not_applicable).size() +
                  findings.keys(Grade::observed).size(),
              cases.size() - deadly.size());
    EXPECT_EQ(findings.finished.summary.restarts, findings.restarts.size());
    EXPECT_EQ(server.launches, static_cast<int>(findings.restarts.size()));
    EXPECT_EQ(exit_code(findings.finished, FailOn::must), 1);
  }
}

TEST(Restart, CallsADeathThatDoesNotComeAgainFlaky) {
  MortalServer server("ABORT\n");
  server.deaths_left = 1;
  const Findings findings = simulate(server, some_cases(), {.jobs = 64, .upkeep = restartable});
  EXPECT_EQ(findings.finished.ending, Ending::complete);
  EXPECT_EQ(findings.keys(Grade::crash).size(), 0U);
  EXPECT_EQ(findings.finished.summary.flaky, 1U);
  EXPECT_EQ(findings.finished.summary.restarts, 1U);
}

TEST(Restart, AccusesNobodyOfAnothersLateDeath) {
  const std::vector<Case> cases = some_cases();
  const std::set<std::string> deadly = cases_that_send("ABORT\n", cases);
  for (const int later : {2, 3, 5}) {
    MortalServer server("ABORT\n");
    server.connections_later = later;
    const Findings findings = simulate(server, cases, {.jobs = 4, .upkeep = restartable});
    EXPECT_EQ(findings.finished.ending, Ending::complete) << findings.finished.reason;
    EXPECT_GT(findings.finished.summary.restarts, 0U);
    for (const std::string& key : findings.keys(Grade::crash)) {
      EXPECT_TRUE(deadly.contains(key)) << key << " after " << later;
    }
  }
}

TEST(Restart, EndsTheRunWhereTheTargetDiesTooOften) {
  const std::vector<Case> cases = some_cases();
  MortalServer mortal("BEGIN\n");
  const Findings findings =
      simulate(mortal, cases, {.jobs = 4, .upkeep = {.restarts_max = 3, .patience = {}}});
  EXPECT_EQ(findings.finished.ending, Ending::target_died);
  EXPECT_EQ(exit_code(findings.finished, FailOn::must), 3);
  EXPECT_EQ(findings.finished.summary.restarts, 3U);
  EXPECT_EQ(findings.cases.size(), cases.size());
  EXPECT_NE(findings.finished.reason.find("after 3 restarts"), std::string::npos)
      << findings.finished.reason;
}

TEST(Restart, WithoutItADeathEndsTheRun) {
  MortalServer server("ABORT\n");
  const Findings findings = simulate(server, some_cases(), {.jobs = 4});
  EXPECT_EQ(findings.finished.ending, Ending::target_died);
  EXPECT_EQ(findings.keys(Grade::crash).size(), 1U);
  EXPECT_EQ(server.launches, 0);
}

TEST(Launch, AccusesTheSameWhereNoProcessTellsOfItsEnd) {
  const std::vector<Case> cases = some_cases();
  MortalServer server("ABORT\n");
  server.alive = false;
  Upkeep upkeep = restartable;
  upkeep.launch = true;
  const Findings findings = simulate(server, cases, {.jobs = 4, .upkeep = upkeep});
  EXPECT_EQ(findings.finished.ending, Ending::complete) << findings.finished.reason;
  EXPECT_EQ(findings.keys(Grade::crash), cases_that_send("ABORT\n", cases));
  EXPECT_EQ(findings.cases.size(), cases.size());
  EXPECT_EQ(server.launches, static_cast<int>(findings.restarts.size()) + 1);
}

TEST(Launch, WaitsUntilTheTargetServes) {
  MortalServer server("nothing");
  server.alive = false;
  server.dialogues_refused = 40;
  Upkeep upkeep = restartable;
  upkeep.launch = true;
  const Findings findings = simulate(server, some_cases(), {.upkeep = upkeep});
  EXPECT_EQ(findings.finished.ending, Ending::complete) << findings.finished.reason;
  EXPECT_EQ(server.launches, 1);
  EXPECT_EQ(findings.finished.summary.restarts, 0U);
}

TEST(Launch, GivesUpWhereItNeverServes) {
  MortalServer server("nothing");
  server.alive = false;
  server.dialogues_refused = 1'000'000;
  const Upkeep upkeep{.launch = true, .restarts_max = 5, .patience = std::chrono::seconds(7)};
  const Findings findings = simulate(server, some_cases(), {.upkeep = upkeep});
  EXPECT_EQ(findings.finished.ending, Ending::target_unreachable);
  EXPECT_GE(findings.finished.summary.duration, std::chrono::seconds(7));
  EXPECT_LT(findings.finished.summary.duration, std::chrono::seconds(9));
  EXPECT_NE(findings.finished.reason.find("within 7 s"), std::string::npos)
      << findings.finished.reason;
}

// ---- Second runs
// ----------------------------------------------------------------------------------------

// How often a word ends its connection, after so many times that it is borne.
struct Slips {
  int borne = 0;
  int left = 0;
};

// The reference broker, but some words end their connection.
class ClumsyServer final : public Server {
 public:
  ClumsyServer(const std::string& word, int times) : slips_({{word, {.left = times}}}) {}
  explicit ClumsyServer(std::map<std::string, Slips> slips) : slips_(std::move(slips)) {}

  std::optional<std::string> access_point(const std::string& name) const override {
    return broker_.access_point(name);
  }
  broker::Actions on_open(broker::ConnectionId id, const broker::Peer& peer,
                          broker::Instant now) override {
    return broker_.on_open(id, peer, now);
  }
  broker::Actions on_octets(broker::ConnectionId id, std::string_view octets,
                            broker::Instant now) override {
    for (auto& [word, slips] : slips_) {
      if (octets.find(word) == octets.npos || slips.left == 0 || slips.borne-- > 0) continue;
      slips.borne = 0;
      --slips.left;
      return {broker::Close{id, broker::Close::How::reset}};
    }
    return broker_.on_octets(id, octets, now);
  }
  broker::Actions on_sent(broker::ConnectionId id, std::size_t n, broker::Instant now) override {
    return broker_.on_sent(id, n, now);
  }
  broker::Actions on_close(broker::ConnectionId id, broker::Instant now) override {
    return broker_.on_close(id, now);
  }
  broker::Actions on_time(broker::Instant now) override { return broker_.on_time(now); }
  std::optional<broker::Instant> deadline() const override { return broker_.deadline(); }

 private:
  SimulatedBroker broker_{broker::sample_settings(broker::PolicyKind::open)};
  std::map<std::string, Slips> slips_;
};

TEST(SecondRun, CallsWhatPassesThenFlaky) {
  ClumsyServer server("ABORT\n", 1);
  const Findings findings = simulate(server, some_cases(), {.jobs = 4});
  EXPECT_EQ(findings.finished.summary.flaky, 1U);
  EXPECT_EQ(findings.keys(Grade::fail).size(), 0U);
  EXPECT_EQ(exit_code(findings.finished, FailOn::weak), 0);
  ClumsyServer again("ABORT\n", 1);
  const Findings strict = simulate(again, some_cases(), {.jobs = 4, .flaky_fails = true});
  EXPECT_EQ(exit_code(strict.finished, FailOn::must), 1);
}

TEST(SecondRun, LeavesWhatFailsTwice) {
  const std::vector<Case> cases = some_cases();
  ClumsyServer server("ABORT\n", 1'000'000);
  const Findings findings = simulate(server, cases, {.jobs = 4});
  EXPECT_EQ(findings.finished.summary.flaky, 0U);
  EXPECT_EQ(findings.cases.size(), cases.size());
  EXPECT_EQ(exit_code(findings.finished, FailOn::must), 1);
  EXPECT_EQ(findings.finished.summary.tried_once, 0U);
}

TEST(SecondRun, EndsWhenItsTimeIsUsedUp) {
  const std::vector<Case> cases = some_cases();
  ClumsyServer server("ABORT\n", 1'000'000);
  const Findings findings =
      simulate(server, cases, {.jobs = 4, .rerun_time = std::chrono::microseconds(1)});
  EXPECT_GT(findings.finished.summary.tried_once, 0U);
  EXPECT_EQ(findings.cases.size(), cases.size());
  ClumsyServer other("ABORT\n", 1'000'000);
  const Findings none = simulate(other, cases, {.jobs = 4, .rerun_time = {}});
  EXPECT_EQ(none.finished.summary.tried_once, 0U);
  EXPECT_EQ(none.cases.size(), cases.size());
}

TEST(SecondRun, IsSparedToWhatTheBaselineExpects) {
  const std::vector<Case> cases = some_cases();
  ClumsyServer server("ABORT\n", 1'000'000);
  const Findings found = simulate(server, cases, {.jobs = 4});
  Baseline baseline = new_baseline({}, found.cases);
  ASSERT_FALSE(baseline.entries.empty());
  std::set<std::string> names;
  for (const Case& subject : cases) names.insert(subject.key());
  ClumsyServer again("ABORT\n", 1'000'000);
  const Findings judged =
      simulate(again, cases, {.jobs = 4, .baseline = baseline, .suite_names = names});
  EXPECT_EQ(judged.finished.baseline_problems, std::vector<std::string>());
  EXPECT_EQ(exit_code(judged.finished, FailOn::should), 0);
  EXPECT_GT(judged.finished.summary.expected_failures(), 0U);

  SimulatedBroker sound(broker::sample_settings(broker::PolicyKind::open));
  const Findings mended =
      simulate(sound, cases, {.jobs = 4, .baseline = baseline, .suite_names = names});
  EXPECT_EQ(mended.finished.baseline_problems.size(), baseline.entries.size());
  EXPECT_EQ(exit_code(mended.finished, FailOn::must), 1);
}

TEST(SecondRun, StandsWhereTheBaselineKnowsItAndTheFirstWasAnAccident) {
  ClumsyServer server("ABORT\n", 1'000'000);
  std::vector<Case> cases = some_cases();
  const Findings found = simulate(server, cases, {.jobs = 4});
  std::erase_if(
      cases, [&](const Case& subject) { return !found.keys(Grade::fail).contains(subject.key()); });
  ASSERT_FALSE(cases.empty());
  std::set<std::string> names;
  for (const Case& subject : cases) names.insert(subject.key());
  // The first SUBSCRIBE is that of the run's own acquaintance with the target.
  ClumsyServer again({{"ABORT\n", {.left = 1'000'000}}, {"SUBSCRIBE\n", {.borne = 1, .left = 1}}});
  const Findings judged = simulate(
      again, cases, {.jobs = 4, .baseline = new_baseline({}, found.cases), .suite_names = names});
  EXPECT_EQ(judged.finished.summary.expected_failures(), cases.size());
}

// ---- What the driver tells
// -------------------------------------------------------------------------------

TEST(Launch, EndsTheRunWithTheLastWordsOfAProcessThatNeverServed) {
  Profile profile = shipped_profile("reference-open");
  profile.accounts["default"] = {.login = "me", .secret = "hunter2"};
  conformance::Run run(shipped_suite().catalogue, profile, some_cases(),
                       {.upkeep = {.launch = true, .patience = {}}});
  const std::vector<Action> actions = run.start(Instant(0));
  ASSERT_TRUE(std::holds_alternative<Launch>(actions.back()));
  run.on_target_output("cannot open config\npassword hunter2\n");
  const std::vector<Action> last = run.on_target_ended("with exit status 1", Instant(1000));
  ASSERT_TRUE(run.finished());
  const auto& end = std::get<RunFinished>(std::get<Event>(last.back()));
  EXPECT_EQ(end.ending, Ending::target_unreachable);
  EXPECT_NE(end.reason.find("ended with exit status 1"), std::string::npos) << end.reason;
  EXPECT_EQ(end.output.octets, "cannot open config\npassword *******\n");
}

}  // namespace
}  // namespace conformance
