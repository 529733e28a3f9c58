#include "conformance/selfcheck/findings.hpp"

#include "conformance/selfcheck/testing.hpp"

namespace selfcheck {
namespace {

using conformance::Grade;
using testing::must_requirement;
using Texts = std::vector<std::string>;

const std::string key = "1.2/test/first[version=1.2]";

class FindingsTest : public testing::LittleSuite {};

TEST_F(FindingsTest, PoliciesPassWhatAppliesToThem) {
  const Docket& docket = load();
  Rulings one = all(Grade::pass);
  one[0].grade = Grade::not_applicable;
  one[1].grade = Grade::observed;
  EXPECT_EQ(judge_policies(docket, {{"one", one}, {"two", all(Grade::pass)}}).complaints, Texts());
}

TEST_F(FindingsTest, PoliciesNeitherFailNorAreIncompleteNorFlaky) {
  const Docket& docket = load();
  for (const Grade grade : {Grade::fail, Grade::timeout, Grade::should, Grade::weak, Grade::crash,
                            Grade::blocked, Grade::not_run}) {
    Rulings one = all(Grade::pass);
    one[0].grade = grade;
    const Part part = judge_policies(docket, {{"one", one}, {"two", all(Grade::pass)}});
    EXPECT_EQ(part.complaints,
              Texts{"one: " + key + ": " + std::string(conformance::to_string(grade))});
  }
  Rulings flaky = all(Grade::pass);
  flaky[0].flaky = true;
  EXPECT_EQ(judge_policies(docket, {{"one", flaky}}).complaints,
            Texts{"one: " + key + ": pass (flaky)"});
}

TEST_F(FindingsTest, EveryCaseAppliesToOnePolicyAtLeast) {
  const Docket& docket = load();
  Rulings neither = all(Grade::pass);
  neither[0].grade = Grade::not_applicable;
  EXPECT_EQ(judge_policies(docket, {{"one", neither}, {"two", neither}}).complaints,
            Texts{key + ": applies to neither policy, so nothing shows that it can pass"});
}

TEST_F(FindingsTest, NullServersPassNothingThatBinds) {
  const Docket& docket = load();
  EXPECT_TRUE(judge_null_servers(docket, {{"echo", all(Grade::fail)}}).holds());
  for (const Grade grade : {Grade::pass, Grade::weak, Grade::not_run}) {
    Rulings taken_in = all(Grade::fail);
    taken_in[docket.index("all/test/fact[version=1.1]")].grade = grade;
    EXPECT_EQ(judge_null_servers(docket, {{"echo", taken_in}}).complaints.size(), 1U);
  }
}

TEST_F(FindingsTest, ComparesEveryCase) {
  const Docket& docket = load();
  const Rulings plain = all(Grade::pass);
  Rulings flaky = plain;
  flaky[0].flaky = true;
  const Part part =
      judge_links(docket, {{&plain, {"same", plain}},
                           {&plain, {"broken", with_breach(plain, key, must_requirement)}},
                           {&plain, {"late", flaky}}});
  EXPECT_EQ(part.complaints, (Texts{"broken: " + key + ": pass became fail: planted",
                                    "late: " + key + ": pass became pass (flaky)"}));
  EXPECT_EQ(part.measure, "1 of 3 runs identical with the plain one");
  EXPECT_EQ(judge_load(docket, {{&plain, {"same", plain}}}).measure, "1 of 1 identical");
}

}  // namespace
}  // namespace selfcheck
