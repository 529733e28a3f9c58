// The probe in virtual time: what it finds out about the reference broker, whose profile is known,
// and that servers which serve nobody get no profile.

#include "conformance/probe/probe.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/testing/shipped.hpp"
#include "conformance/sim/null_server.hpp"
#include "conformance/sim/simulator.hpp"
#include "reference_broker/deviations/deviation.hpp"

namespace conformance {
namespace {

std::optional<std::string> secret_of_the_default_account(const std::string& variable) {
  if (variable == "STOMPCHECK_PASSCODE") return "secret";
  return std::nullopt;
}

std::vector<Case> questions() {
  json::Problems problems;
  std::vector<Case> cases =
      load_probe_cases(STOMPCHECK_SOURCE_DIR "/scenarios", shipped_suite().catalogue, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << json::to_string(problem);
  return cases;
}

Profile bundled(const std::string& name) {
  Profile profile = shipped_profile(name, secret_of_the_default_account);
  profile.embedded = Embedded::none;
  return profile;
}

// Each round meets a server of its own: a probe leaves nothing behind that the next one needs.
template <typename MakeServer>
std::vector<CaseResult> ask(const MakeServer& make, const Profile& profile, std::vector<Case> cases,
                            Duration& spent) {
  auto server = make();
  Run run(shipped_suite().catalogue, profile, std::move(cases),
          {.timeout = std::chrono::seconds(2), .keep_going = true});
  std::vector<CaseResult> results;
  Simulator simulator(*server, run, [&](const Event& event) {
    if (const auto* done = std::get_if<CaseFinished>(&event)) results.push_back(done->result);
  });
  simulator.run_to_end();
  spent += simulator.now();
  return results;
}

template <typename MakeServer>
Discovery discover(const Profile& start, const MakeServer& make, Duration& spent) {
  return Probe(start, questions(),
               [&](const Profile& profile, const std::vector<Case>& cases, const std::string&) {
                 return std::optional(ask(make, profile, cases, spent));
               })
      .run();
}

std::string account(const Discovery& found) {
  std::string text = found.trouble + '\n';
  for (const Fact& fact : found.facts) text += fact.about + ": " + fact.found + '\n';
  for (const auto& [name, why] : found.profile.missing)
    text += "missing " + name + ": " + why + '\n';
  return text;
}

Profile reload(const Discovery& found) {
  const auto file = std::filesystem::path(testing::TempDir()) / "stompcheck_probed.json";
  std::ofstream(file) << profile_json(found, "probed");
  json::Problems problems;
  auto profile = load_profile(file.string(), secret_of_the_default_account, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << json::to_string(problem);
  std::filesystem::remove(file);
  return profile.value_or(Profile());
}

std::unique_ptr<SimulatedBroker> open_broker() {
  return std::make_unique<SimulatedBroker>(broker::sample_settings(broker::PolicyKind::open));
}

std::unique_ptr<SimulatedBroker> rocketmq_broker() {
  return std::make_unique<SimulatedBroker>(broker::sample_settings(broker::PolicyKind::rocketmq));
}

void expect_conformant(const Profile& profile, const std::unique_ptr<SimulatedBroker>& server) {
  Run run(shipped_suite().catalogue, profile, shipped_suite().cases, {});
  Simulator simulator(*server, run, [&](const Event& event) {
    if (const auto* end = std::get_if<RunFinished>(&event)) {
      EXPECT_EQ(exit_code(*end, FailOn::weak), 0) << end->reason;
    }
  });
  simulator.run_to_end();
}

TEST(Probe, FindsWhatTheOpenPolicyDoes) {
  const Profile known = bundled("reference-open");
  Profile start = default_profile({});
  start.accounts = known.accounts;
  start.accounts.erase("limited");
  Duration spent{};
  const Discovery found = discover(start, open_broker, spent);
  SCOPED_TRACE(account(found));
  ASSERT_EQ(found.trouble, "");
  const Profile profile = reload(found);
  EXPECT_EQ(profile.versions, known.versions);
  EXPECT_TRUE(profile.destinations.contains("topic"));
  EXPECT_TRUE(profile.destinations.contains("queue"));
  EXPECT_FALSE(profile.destinations.contains("any"));
  for (const char* limit : {"header-count", "line-octets", "body-octets"}) {
    ASSERT_TRUE(known.limits.contains(limit));
    EXPECT_EQ(profile.limits.contains(limit) ? profile.limits.at(limit) : 0, known.limits.at(limit))
        << limit;
  }
  for (const char* capability :
       {"topic", "queue", "redelivery", "transactions", "heart-beats", "large-frames"}) {
    EXPECT_EQ(profile.missing.contains(capability), known.missing.contains(capability))
        << capability;
  }
  expect_conformant(profile, open_broker());
}

TEST(Probe, StartsFromWhatIsKnownOfADialect) {
  const Profile known = bundled("reference-rocketmq");
  Duration spent{};
  const Discovery found = discover(known, rocketmq_broker, spent);
  SCOPED_TRACE(account(found));
  ASSERT_EQ(found.trouble, "");
  EXPECT_EQ(found.profile.destinations.at("topic"), known.destinations.at("topic"));
  EXPECT_FALSE(found.profile.destinations.contains("queue"));
  EXPECT_TRUE(found.profile.missing.contains("queue"));
}

TEST(Probe, GoesOnWhereSubscribeGetsNoReceipt) {
  Duration spent{};
  const Discovery found = discover(
      bundled("reference-open"),
      [] {
        return std::make_unique<SimulatedBroker>(
            broker::sample_settings(broker::PolicyKind::open),
            broker::find_deviation("receipt-not-for-subscribe"));
      },
      spent);
  SCOPED_TRACE(account(found));
  EXPECT_EQ(found.trouble, "");
  EXPECT_TRUE(found.profile.destinations.contains("queue"));
  const Profile profile = reload(found);
  EXPECT_TRUE(profile.no_receipt.contains("SUBSCRIBE"));
  EXPECT_FALSE(profile.no_receipt.contains("UNSUBSCRIBE"));
}

TEST(Probe, WritesNoPasscode) {
  Profile profile = default_profile({});
  profile.accounts["default"] = {.login = "me", .secret = "correct-horse"};
  const Discovery found{.trouble = "", .complete = true, .profile = profile, .facts = {}};
  const std::string text = profile_json(found, "x");
  EXPECT_EQ(text.find("correct-horse"), std::string::npos);
  EXPECT_NE(text.find("STOMPCHECK_PASSCODE"), std::string::npos);
}

TEST(Probe, StopsWhereNobodyWantsToWaitAnyLonger) {
  const Profile known = bundled("reference-open");
  Duration spent{};
  std::size_t rounds = 0;
  const Discovery found = Probe(known, questions(),
                                [&](const Profile& profile, const std::vector<Case>& cases,
                                    const std::string&) -> std::optional<std::vector<CaseResult>> {
                                  if (++rounds > 8) return std::nullopt;
                                  return ask(open_broker, profile, cases, spent);
                                })
                              .run();
  EXPECT_EQ(found.trouble, "");
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(rounds, 9U);
  reload(found);
}

class ProbeOf : public testing::TestWithParam<NullServerName> {};

TEST_P(ProbeOf, ANullServerEndsSoonAndWithoutAProfile) {
  Duration spent{};
  const Discovery found = discover(
      default_profile({}), [] { return std::make_unique<NullServer>(GetParam().kind); }, spent);
  EXPECT_NE(found.trouble, "") << account(found);
  EXPECT_LT(spent, std::chrono::seconds(120));
}

INSTANTIATE_TEST_SUITE_P(Sim, ProbeOf, testing::ValuesIn(null_servers()), [](const auto& named) {
  std::string name(named.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace conformance
