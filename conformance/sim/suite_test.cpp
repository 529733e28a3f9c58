// The whole suite in virtual time: what it must say of the reference broker, and of servers that
// serve nobody; and that the same run says the same again.

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/testing/shipped.hpp"
#include "conformance/sim/null_server.hpp"
#include "conformance/sim/simulator.hpp"

namespace conformance {
namespace {

struct Findings {
  std::vector<CaseResult> cases;
  RunFinished finished;
};

Findings simulate(Server& server, const Profile& profile, std::vector<Case> cases,
                  const Options& options = {}) {
  Findings findings;
  Run run(shipped_suite().catalogue, profile, std::move(cases), options);
  Simulator simulator(server, run, [&](const Event& event) {
    if (const auto* done = std::get_if<CaseFinished>(&event)) {
      findings.cases.push_back(done->result);
    } else if (const auto* end = std::get_if<RunFinished>(&event)) {
      findings.finished = *end;
    }
  });
  simulator.run_to_end();
  return findings;
}

std::string account(const CaseResult& result) {
  return result.key + ": " + std::string(to_string(result.grade)) + ": " + result.reason;
}

bool binding(Level level) {
  return level == Level::must || level == Level::fact;
}

// ---- The reference broker
// -----------------------------------------------------------------------------

class Reference : public testing::TestWithParam<std::pair<const char*, broker::PolicyKind>> {};

TEST_P(Reference, PassesEverythingThatApplies) {
  SimulatedBroker server(broker::sample_settings(GetParam().second));
  const Findings findings =
      simulate(server, shipped_profile(GetParam().first), shipped_suite().cases);

  EXPECT_EQ(findings.finished.ending, Ending::complete) << findings.finished.reason;
  EXPECT_EQ(findings.cases.size(), shipped_suite().cases.size());
  for (const CaseResult& result : findings.cases) {
    const bool as_expected = result.grade == Grade::pass || result.grade == Grade::observed ||
                             result.grade == Grade::not_applicable;
    EXPECT_TRUE(as_expected) << account(result);
    EXPECT_TRUE(result.grade == Grade::not_applicable || !result.checks.empty()) << result.key;
  }
  EXPECT_EQ(exit_code(findings.finished, FailOn::weak), 0);
}

TEST_P(Reference, IsJudgedTheSameInEveryOrderAndAtEverySpeed) {
  for (const std::uint64_t seed : {1ULL, 2ULL, 3ULL}) {
    for (const std::size_t jobs : {std::size_t{1}, std::size_t{64}}) {
      SimulatedBroker server(broker::sample_settings(GetParam().second));
      Findings findings = simulate(server, shipped_profile(GetParam().first), shipped_suite().cases,
                                   {.jobs = jobs, .seed = seed});
      EXPECT_EQ(exit_code(findings.finished, FailOn::weak), 0) << "seed " << seed;
      EXPECT_EQ(findings.finished.summary.flaky, 0U);
    }
  }
}

TEST_P(Reference, GivesTheSameTranscriptsForTheSameSeed) {
  const auto transcripts = [&] {
    SimulatedBroker server(broker::sample_settings(GetParam().second));
    std::string all;
    for (const CaseResult& result :
         simulate(server, shipped_profile(GetParam().first), shipped_suite().cases).cases) {
      for (const WireEntry& entry : result.transcript) {
        all += entry.connection + std::to_string(entry.at.count()) + entry.octets;
      }
    }
    return all;
  };
  EXPECT_TRUE(transcripts() == transcripts());
}

INSTANTIATE_TEST_SUITE_P(Sim, Reference,
                         testing::Values(std::pair("reference-rocketmq",
                                                   broker::PolicyKind::rocketmq),
                                         std::pair("reference-open", broker::PolicyKind::open)),
                         [](const auto& named) {
                           return named.param.second == broker::PolicyKind::open ? "Open"
                                                                                 : "RocketMq";
                         });

// ---- Servers that serve nobody
// --------------------------------------------------------------------------

class Null : public testing::TestWithParam<NullServerName> {};

// Every case is run, as if the target were worth it.
TEST_P(Null, PassesNoCaseThatJudgesAMust) {
  for (const char* name : {"reference-rocketmq", "reference-open"}) {
    NullServer server(GetParam().kind);
    const Findings findings =
        simulate(server, shipped_profile(name), shipped_suite().cases, {.keep_going = true});
    EXPECT_EQ(findings.cases.size(), shipped_suite().cases.size());
    for (const CaseResult& result : findings.cases) {
      if (!binding(result.level)) continue;
      EXPECT_FALSE(result.grade == Grade::pass || result.grade == Grade::weak) << account(result);
    }
    EXPECT_NE(exit_code(findings.finished, FailOn::must), 0);
  }
}

TEST_P(Null, EndsAnOrdinaryRunEarly) {
  NullServer server(GetParam().kind);
  const Findings findings =
      simulate(server, shipped_profile("reference-open"), shipped_suite().cases);
  EXPECT_NE(findings.finished.ending, Ending::complete);
  EXPECT_EQ(exit_code(findings.finished, FailOn::must), 3);
  EXPECT_EQ(findings.cases.size(),
            shipped_suite().cases.size());  // the report is complete all the same
  EXPECT_LT(findings.finished.summary.duration, std::chrono::seconds(15));
}

INSTANTIATE_TEST_SUITE_P(Sim, Null, testing::ValuesIn(null_servers()), [](const auto& named) {
  std::string name(named.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ---- Links that break
// ------------------------------------------------------------------------------------

// The reference broker, but each connection ends after so many octets from the server.
class CutServer final : public Server {
 public:
  CutServer(broker::Settings settings, std::size_t octets)
      : broker_(std::move(settings)), octets_(octets) {}

  std::optional<std::string> access_point(const std::string& name) const override {
    return broker_.access_point(name);
  }
  broker::Actions on_open(broker::ConnectionId id, const broker::Peer& peer,
                          broker::Instant now) override {
    return cut(broker_.on_open(id, peer, now));
  }
  broker::Actions on_octets(broker::ConnectionId id, std::string_view octets,
                            broker::Instant now) override {
    return cut(broker_.on_octets(id, octets, now));
  }
  broker::Actions on_sent(broker::ConnectionId id, std::size_t n, broker::Instant now) override {
    return cut(broker_.on_sent(id, n, now));
  }
  broker::Actions on_close(broker::ConnectionId id, broker::Instant now) override {
    return cut(broker_.on_close(id, now));
  }
  broker::Actions on_time(broker::Instant now) override { return cut(broker_.on_time(now)); }
  std::optional<broker::Instant> deadline() const override { return broker_.deadline(); }

 private:
  broker::Actions cut(broker::Actions actions) {
    broker::Actions result;
    for (broker::Action& action : actions) {
      auto* send = std::get_if<broker::Send>(&action);
      if (send == nullptr) {
        result.push_back(std::move(action));
        continue;
      }
      std::size_t& sent = sent_[send->connection];
      if (sent >= octets_) continue;
      const bool last = sent + send->octets.size() >= octets_;
      send->octets.resize(std::min(send->octets.size(), octets_ - sent));
      sent += send->octets.size();
      const broker::ConnectionId connection = send->connection;
      result.push_back(std::move(action));
      if (last) result.emplace_back(broker::Close{connection, broker::Close::How::reset});
    }
    return result;
  }

  SimulatedBroker broker_;
  std::size_t octets_;
  std::map<broker::ConnectionId, std::size_t> sent_;
};

TEST(BrokenLinks, EndEveryCaseWithAVerdictWhereverTheyBreak) {
  std::vector<Case> some;
  for (std::size_t i = 0; i < shipped_suite().cases.size(); i += 40)
    some.push_back(shipped_suite().cases[i]);
  // CONNECTED and a RECEIPT take about 150 octets: each place in them, then coarser.
  for (std::size_t octets = 1; octets < 1000; octets += octets < 160 ? 1 : 83) {
    CutServer server(broker::sample_settings(broker::PolicyKind::open), octets);
    const Findings findings =
        simulate(server, shipped_profile("reference-open"), some, {.keep_going = true});
    EXPECT_EQ(findings.cases.size(), some.size());
    EXPECT_EQ(findings.finished.ending, Ending::complete);
  }
}

TEST(Interruption, LeavesACompleteAccount) {
  SimulatedBroker server(broker::sample_settings(broker::PolicyKind::open));
  conformance::Run run(shipped_suite().catalogue, shipped_profile("reference-open"),
                       shipped_suite().cases, {});
  std::size_t finished = 0;
  std::optional<RunFinished> end;
  const auto note = [&](const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      const auto* event = std::get_if<Event>(&action);
      if (event == nullptr) continue;
      if (std::holds_alternative<CaseFinished>(*event)) ++finished;
      if (const auto* ended = std::get_if<RunFinished>(event)) end = *ended;
    }
  };
  note(run.start(Instant(0)));
  note(run.interrupt(Instant(1000)));
  EXPECT_TRUE(run.finished());
  EXPECT_EQ(finished, shipped_suite().cases.size());
  ASSERT_TRUE(end);
  EXPECT_EQ(exit_code(*end, FailOn::must), 130);
  EXPECT_TRUE(run.interrupt(Instant(2000)).empty());
}

}  // namespace
}  // namespace conformance
