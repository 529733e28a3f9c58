#include "conformance/selfcheck/matrix.hpp"

#include "conformance/selfcheck/findings.hpp"
#include "conformance/selfcheck/testing.hpp"

namespace selfcheck {
namespace {

using conformance::Grade;
using testing::fact_requirement;
using testing::must_requirement;
using Texts = std::vector<std::string>;

class MatrixTest : public testing::LittleSuite {
 protected:
  void expect_complaints(const Matrix& matrix, const Texts& complaints, bool whole = true) {
    EXPECT_EQ(judge_matrix(matrix, whole).complaints, complaints);
  }

  const Suspect bent_{.name = "bent",
                      .area = "area",
                      .summary = "bends",
                      .requirements = {std::string(must_requirement)}};
  const Suspect other_{.name = "other",
                       .area = "area",
                       .summary = "is other",
                       .requirements = {std::string(must_requirement)}};
};

TEST_F(MatrixTest, HoldsWhereEveryDeviationIsAccusedAndEveryMustCatchesOne) {
  Matrix matrix(load());
  const Rulings plain = all(Grade::pass);
  matrix.add(bent_, "open", plain,
             with_breach(plain, "1.2/test/first[version=1.2]", must_requirement));
  matrix.add(other_, "open", plain,
             with_breach(plain, "1.2/test/second[version=1.2]", must_requirement));
  expect_complaints(matrix, {});
  ASSERT_EQ(matrix.rows().size(), 2U);
  EXPECT_EQ(matrix.rows()[0].accusers(), 1U);
  EXPECT_EQ(matrix.columns()[0].caught, 1U);
}

TEST_F(MatrixTest, ComplainsOfADeviationThatNobodyCatches) {
  Matrix matrix(load());
  const Rulings plain = all(Grade::pass);
  Rulings both = with_breach(plain, "1.2/test/first[version=1.2]", must_requirement);
  both = with_breach(both, "1.2/test/second[version=1.2]", must_requirement);
  matrix.add(other_, "open", plain, both);
  matrix.add(bent_, "open", plain, plain);
  expect_complaints(matrix, {"bent: no case catches it (bends)"});
}

TEST_F(MatrixTest, ComplainsWhereNoKillerNamesWhatIsBroken) {
  Matrix matrix(load());
  const Rulings plain = all(Grade::pass);
  Rulings both = with_breach(plain, "1.2/test/first[version=1.2]", must_requirement);
  both = with_breach(both, "1.2/test/second[version=1.2]", must_requirement);
  matrix.add(other_, "open", plain, both);
  matrix.add(bent_, "open", plain,
             with_breach(plain, "all/test/fact[version=1.1]", fact_requirement));
  expect_complaints(matrix, {"bent: caught by all/test/fact, but no check that fails names what "
                             "it breaks: message/ack-header"});
}

TEST_F(MatrixTest, ComplainsOfAMustThatCatchesNothingButNotOfAFact) {
  Matrix matrix(load());
  const Rulings plain = all(Grade::pass);
  matrix.add(bent_, "open", plain,
             with_breach(plain, "1.2/test/first[version=1.2]", must_requirement));
  expect_complaints(matrix, {"1.2/test/second: its level is MUST, and it catches no deviation"});
  expect_complaints(matrix, {}, /*whole=*/false);
}

TEST_F(MatrixTest, HoldsAScenarioToTheKillsThatItPromises) {
  Matrix matrix(load(R"("bent", "no-such")"));
  const Rulings plain = all(Grade::pass);
  Rulings breaches = with_breach(plain, "1.2/test/second[version=1.2]", must_requirement);
  matrix.add(bent_, "open", plain, breaches);
  matrix.add(other_, "open", plain,
             with_breach(plain, "1.2/test/first[version=1.2]", must_requirement));
  expect_complaints(matrix, {"1.2/test/first: says that it kills bent, and does not",
                             "1.2/test/first: says that it kills no-such, which is no deviation "
                             "of the reference broker"});
}

// The golden dialogue, a control and a prerequisite are shared by all cases: they accuse nobody.
TEST_F(MatrixTest, CountsOnlyWhatACaseItselfFoundBroken) {
  Matrix matrix(load());
  matrix.add(bent_, "open", all(Grade::pass), all(Grade::crash));
  matrix.add(other_, "open", all(Grade::pass), all(Grade::blocked));
  EXPECT_TRUE(matrix.rows()[0].killers.empty());
  EXPECT_TRUE(matrix.rows()[1].killers.empty());
}

TEST_F(MatrixTest, CountsNoCaseThatThePlainBrokerDoesNotPass) {
  Matrix matrix(load());
  const Rulings plain = all(Grade::not_applicable);
  matrix.add(bent_, "open", plain,
             with_breach(plain, "1.2/test/first[version=1.2]", must_requirement));
  EXPECT_TRUE(matrix.rows()[0].killers.empty());
}

TEST_F(MatrixTest, AddsUpThePolicies) {
  Matrix matrix(load());
  const Rulings plain = all(Grade::pass);
  const std::string key = "1.2/test/first[version=1.2]";
  matrix.add(bent_, "open", plain, with_breach(plain, key, fact_requirement));
  matrix.add(bent_, "rocketmq", plain, with_breach(plain, key, must_requirement));
  ASSERT_EQ(matrix.rows().size(), 1U);
  EXPECT_EQ(matrix.rows()[0].policies, (std::set<std::string>{"open", "rocketmq"}));
  EXPECT_EQ(matrix.rows()[0].killers.at("1.2/test/first").cases, 2U);
  EXPECT_TRUE(matrix.rows()[0].killers.at("1.2/test/first").accuses);
  EXPECT_EQ(matrix.columns()[0].caught, 1U);
}

}  // namespace
}  // namespace selfcheck
