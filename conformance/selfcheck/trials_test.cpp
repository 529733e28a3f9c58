// A sample of the suite through each kind of trial. (The whole is what stompcheck selfcheck does.)

#include "conformance/selfcheck/trials.hpp"

#include <chrono>
#include <numeric>

#include <gtest/gtest.h>

#include "conformance/scenario/testing/shipped.hpp"
#include "conformance/selfcheck/findings.hpp"

namespace selfcheck {
namespace {

using conformance::Grade;

// Every so many cases.
const conformance::Suite& sample() {
  static const conformance::Suite loaded = [] {
    conformance::Suite suite = conformance::shipped_suite();
    std::vector<conformance::Case> some;
    for (std::size_t i = 0; i < suite.cases.size(); i += 23) some.push_back(suite.cases[i]);
    suite.cases = std::move(some);
    return suite;
  }();
  return loaded;
}

Reference reference(const std::string& name, broker::PolicyKind policy) {
  return {name, policy, conformance::shipped_profile(name)};
}

std::vector<Reference> references() {
  return {reference("reference-rocketmq", broker::PolicyKind::rocketmq),
          reference("reference-open", broker::PolicyKind::open)};
}

TEST(Trials, ReferencePassesOnEveryPath) {
  const Docket docket(sample());
  const conformance::Path worst{
      .latency = std::chrono::milliseconds(50), .segment_octets = 1, .reader_octets = 512};
  for (const Reference& each : references()) {
    const Rulings plain = try_reference(docket, each);
    const Part part =
        judge_links(docket, {{&plain, {each.name, try_reference(docket, each, worst)}}});
    EXPECT_EQ(part.complaints, std::vector<std::string>());
    EXPECT_TRUE(std::ranges::any_of(plain, [](const Ruling& r) { return r.grade == Grade::pass; }));
  }
}

TEST(Trials, NullServersAreForcedThroughEveryCase) {
  const Docket docket(sample());
  const Reference open = reference("reference-open", broker::PolicyKind::open);
  const Rulings rulings = try_null_server(docket, open, conformance::Nothing::echo);
  for (const Ruling& ruling : rulings) EXPECT_NE(ruling.grade, Grade::not_run);
  EXPECT_TRUE(judge_null_servers(docket, {{"echo", rulings}}).holds());
}

// Whatever it is: the sample need not catch it, but every case is run, and what it finds broken has
// the name of a requirement.
TEST(Trials, DeviationsAreForcedThroughEveryCase) {
  const Docket docket(sample());
  const Reference open = reference("reference-open", broker::PolicyKind::open);
  std::vector<std::size_t> every(docket.cases().size());
  std::iota(every.begin(), every.end(), 0U);
  for (const broker::Deviation& deviation : broker::deviations()) {
    if (!broker::reaches(deviation, open.policy)) continue;
    for (const Ruling& ruling : try_deviation(docket, open, deviation, every)) {
      EXPECT_NE(ruling.grade, Grade::not_run);
      for (const std::string& id : ruling.broken) {
        EXPECT_NE(docket.suite().catalogue.find(id), nullptr) << id;
      }
    }
  }
}

}  // namespace
}  // namespace selfcheck
