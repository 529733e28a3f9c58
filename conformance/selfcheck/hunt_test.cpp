#include "conformance/selfcheck/hunt.hpp"

#include <functional>

#include "conformance/selfcheck/testing.hpp"

namespace selfcheck {
namespace {

using conformance::Grade;
using testing::fact_requirement;
using testing::must_requirement;
using Texts = std::vector<std::string>;

// What a broker with that deviation is caught breaking by that case; nothing: it is not.
using Breaches = std::function<Texts(const std::string& deviation, const std::string& scenario)>;

class HuntTest : public testing::LittleSuite {
 protected:
  // Follows the hunt to its end; returns "deviation: case, case" for each errand, round by round.
  std::vector<Texts> follow(Hunt& hunt, const Docket& docket, const Breaches& breaches) {
    std::vector<Texts> rounds;
    for (std::vector<Errand> round = hunt.next(); !round.empty(); round = hunt.next()) {
      rounds.emplace_back();
      for (const Errand& errand : round) {
        rounds.back().push_back(perform(hunt, docket, errand, breaches));
      }
    }
    return rounds;
  }

  static Quarry quarry(const std::string& name, std::string_view requirement) {
    return {{.name = name,
             .area = "area",
             .summary = "is " + name,
             .requirements = {std::string(requirement)}},
            {0}};
  }

  static Texts nothing(const std::string& /*deviation*/, const std::string& /*scenario*/) {
    return {};
  }

 private:
  static std::string perform(Hunt& hunt, const Docket& docket, const Errand& errand,
                             const Breaches& breaches) {
    const std::string& name = hunt.quarries()[errand.quarry].suspect.name;
    std::string text = name + ":";
    Rulings rulings(docket.cases().size());
    for (const std::size_t index : errand.cases) {
      rulings[index].grade = Grade::pass;
      rulings[index].broken = breaches(name, docket.cases()[index].scenario->id);
      text += " " + docket.key(index);
    }
    hunt.add(errand, rulings);
    return text;
  }
};

TEST_F(HuntTest, RunsWhatCitesAndIsContentWithThat) {
  const Docket& docket = load();
  const std::vector<Trial> plain = {{"open", all(Grade::pass)}};
  Hunt hunt(docket, {quarry("bent", must_requirement)}, plain, Extent::enough);
  const std::vector<Texts> rounds = follow(
      hunt, docket, [](const auto&, const auto&) -> Texts { return {"message/ack-header"}; });
  EXPECT_EQ(
      rounds,
      (std::vector<Texts>{{"bent: 1.2/test/first[version=1.2] 1.2/test/second[version=1.2]"}}));
  EXPECT_TRUE(judge_matrix(hunt.matrix(), true).holds());
}

TEST_F(HuntTest, RunsAllTheOthersWhereNobodyNamesWhatIsBroken) {
  const Docket& docket = load();
  const std::vector<Trial> plain = {{"open", all(Grade::pass)}};
  Hunt hunt(docket, {quarry("bent", must_requirement)}, plain, Extent::enough);
  const std::vector<Texts> rounds =
      follow(hunt, docket, [](const auto&, const auto&) -> Texts { return {"send/delivers"}; });
  EXPECT_EQ(rounds,
            (std::vector<Texts>{{"bent: 1.2/test/first[version=1.2] 1.2/test/second[version=1.2]"},
                                {"bent: all/test/fact[version=1.0] all/test/fact[version=1.1] "
                                 "all/test/fact[version=1.2]"}}));
  EXPECT_FALSE(judge_matrix(hunt.matrix(), true).holds());
}

TEST_F(HuntTest, SendsACaseThatCatchesNothingToOneDeviationAfterTheOther) {
  const Docket& docket = load();
  const std::vector<Trial> plain = {{"open", all(Grade::pass)}};
  // The far ones are about another subject; the near one is about that of the cases.
  std::vector<Quarry> quarries;
  for (int i = 0; i < 9; ++i) {
    quarries.push_back(quarry("far-" + std::to_string(i), fact_requirement));
  }
  quarries.push_back(quarry("near", "message/other"));
  quarries.push_back(quarry("cited", must_requirement));
  Hunt hunt(docket, quarries, plain, Extent::enough);
  const std::vector<Texts> rounds =
      follow(hunt, docket, [](const std::string& deviation, const std::string& scenario) -> Texts {
        if (scenario == "all/test/fact") return {"send/delivers"};
        if (scenario == "1.2/test/second") return {};
        return deviation == "cited" ? Texts{"message/ack-header"} : Texts{};
      });
  ASSERT_EQ(rounds.size(), 4U);  // citing; unaccused: "near"; idle: 8, and the rest
  EXPECT_EQ(rounds[1].size(), 1U);
  EXPECT_EQ(rounds[2].front(), "far-0: 1.2/test/second[version=1.2]");
  EXPECT_EQ(rounds[2].size(), 8U);
  EXPECT_EQ(rounds[3], Texts{"far-8: 1.2/test/second[version=1.2]"});
}

TEST_F(HuntTest, SaysThatACaseIsIdleOnlyWhenItHasMetEverything) {
  const Docket& docket = load();
  const std::vector<Trial> plain = {{"open", all(Grade::pass)}};
  const std::vector<Quarry> quarries = {quarry("bent", must_requirement),
                                        quarry("other", fact_requirement)};
  Texts complaints[2];
  for (const Extent extent : {Extent::enough, Extent::full}) {
    Hunt hunt(docket, quarries, plain, extent);
    follow(hunt, docket, nothing);
    for (const Row& row : hunt.matrix().rows()) EXPECT_EQ(row.met.size(), 3U);
    complaints[extent == Extent::full ? 1 : 0] = judge_matrix(hunt.matrix(), true).complaints;
  }
  EXPECT_EQ(complaints[0], complaints[1]);
  EXPECT_EQ(complaints[0].size(), 4U);  // two deviations, two cases whose level is MUST
}

TEST_F(HuntTest, LeavesOutWhatTheRightBrokerDoesNotPass) {
  const Docket& docket = load();
  Rulings rulings = all(Grade::pass);
  rulings[docket.index("1.2/test/first[version=1.2]")].grade = Grade::not_applicable;
  const std::vector<Trial> plain = {{"open", rulings}};
  Hunt hunt(docket, {quarry("bent", must_requirement)}, plain, Extent::full);
  follow(hunt, docket, nothing);
  EXPECT_FALSE(hunt.matrix().rows()[0].met.contains("1.2/test/first"));
}

TEST_F(HuntTest, RunsUnderEveryPolicyThatShowsIt) {
  const Docket& docket = load();
  const std::vector<Trial> plain = {{"rocketmq", all(Grade::pass)}, {"open", all(Grade::pass)}};
  Quarry both = quarry("bent", must_requirement);
  both.policies = {0, 1};
  Hunt hunt(docket, {both, quarry("other", must_requirement)}, plain, Extent::enough);
  const std::vector<Errand> round = hunt.next();
  ASSERT_EQ(round.size(), 3U);
  EXPECT_EQ(round[0].policy, 0U);
  EXPECT_EQ(round[1].policy, 1U);
  EXPECT_EQ(round[2].quarry, 1U);
}

}  // namespace
}  // namespace selfcheck
