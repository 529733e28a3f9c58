#include "conformance/scenario/coverage.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using stomp::Version;
using Texts = std::vector<std::string>;

constexpr std::string_view catalogue = R"({"requirements": [
  {"id": "a/main", "statements": {
    "1.1": {"level": "MUST", "section": "S", "quote": "q"},
    "1.2": {"level": "MUST", "section": "S", "quote": "q"}}},
  {"id": "a/second", "statements": {
    "1.1": {"level": "MAY", "section": "S", "quote": "q"},
    "1.2": {"level": "MAY", "section": "S", "quote": "q"}}},
  {"id": "a/hidden", "untestable": "nobody sees it", "statements": {
    "1.2": {"level": "SHOULD", "section": "R", "quote": "q"}}}]})";

// "1.2 a/main tested by x, y beside z"
std::string brief(const CoverageRow& row) {
  std::string text = std::string(stomp::to_string(row.version)) + ' ' + row.id + ' ' +
                     std::string(to_string(row.standing));
  for (const std::string& id : row.cases) text += " by " + id;
  for (const std::string& id : row.alongside) text += " beside " + id;
  return text;
}

// The rows of such a suite about requirements of area "a".
Texts rows_with(std::string_view requirements, std::string_view steps, std::string_view more = "") {
  const testing::TestSuite suite;
  suite.write("requirements/a.json", catalogue);
  suite.write("all/t/x.json", R"({"title": "T", "why": "W", "versions": ["1.2"], )" +
                                  std::string(more) + R"("requirements": [)" +
                                  std::string(requirements) + R"(], "steps": [)" +
                                  std::string(steps) + "]}");
  json::Problems problems;
  const Coverage coverage = coverage_of(suite.load(problems));
  EXPECT_EQ(testing::briefs(problems), Texts());
  Texts texts;
  for (const CoverageRow& row : coverage.rows) {
    if (row.id.starts_with("a/")) texts.push_back(brief(row));
  }
  return texts;
}

TEST(Coverage, GivesTheMainRequirementWhatItsStepsJudge) {
  EXPECT_EQ(rows_with(R"("a/main")", R"({"connect": "C"}, {"fence": "C"})"),
            (Texts{"1.1 a/main untested", "1.1 a/second untested", "1.2 a/hidden excused",
                   "1.2 a/main tested by all/t/x", "1.2 a/second untested"}));
}

TEST(Coverage, TellsWhatAStepNamesFromWhatACaseOnlyLists) {
  const auto second = [](const Texts& rows) { return rows.back(); };
  EXPECT_EQ(second(rows_with(R"("a/main", "a/second")", R"({"connect": "C"})")),
            "1.2 a/second alongside beside all/t/x");
  EXPECT_EQ(second(rows_with(R"("a/main", "a/second")",
                             R"({"connect": "C"}, {"fence": "C", "requirement": "a/second"})")),
            "1.2 a/second tested by all/t/x");
  EXPECT_EQ(second(rows_with(R"("a/main")",
                             R"({"connect": "C", "checks": [{"requirement": "a/second",
                                 "headers": {"version": "1.2"}}]})")),
            "1.2 a/second tested by all/t/x");
  EXPECT_EQ(second(rows_with(R"("a/main")",
                             R"({"connect": "C"}, {"choice": "C", "name": "n", "any": [
                                 {"frame": "A", "then": [
                                   {"fence": "C", "requirement": "a/second"}]}]})")),
            "1.2 a/second tested by all/t/x");
}

TEST(Coverage, CountsNoPrerequisiteAndNoStepThatJudgesNothing) {
  // The main requirement of this case is never judged: each of its steps names another.
  EXPECT_EQ(rows_with(R"("a/main")",
                      R"({"fence": "C", "requirement": "a/second"},
                         {"observe": "o", "value": "v"})",
                      R"("given": [{"connect": "C"}],)"),
            (Texts{"1.1 a/main untested", "1.1 a/second untested", "1.2 a/hidden excused",
                   "1.2 a/main alongside beside all/t/x", "1.2 a/second tested by all/t/x"}));
}

TEST(Coverage, CountsByLevel) {
  const testing::TestSuite suite;
  suite.write("requirements/a.json", catalogue);
  suite.write("all/t/x.json", testing::with_steps(R"({"connect": "C"})"));
  json::Problems problems;
  const Coverage coverage = coverage_of(suite.load(problems));
  Texts texts;
  for (const CoverageTally& tally : coverage.tallies()) {
    texts.push_back(tally.specification + ' ' + std::string(to_string(tally.level)) + ' ' +
                    std::to_string(tally.tested) + '/' + std::to_string(tally.alongside) + '/' +
                    std::to_string(tally.excused) + '/' + std::to_string(tally.untested));
  }
  EXPECT_EQ(texts,
            (Texts{"STOMP 1.0 fact 1/0/0/0", "STOMP 1.1 MUST 0/0/0/1", "STOMP 1.1 fact 1/0/0/0",
                   "STOMP 1.1 MAY 0/0/0/1", "STOMP 1.2 MUST 0/0/0/2", "STOMP 1.2 fact 1/0/0/0",
                   "STOMP 1.2 SHOULD 0/0/1/0", "STOMP 1.2 MAY 0/0/0/1"}));
  EXPECT_EQ(coverage.untested(), 5U);
}

// The catalogue is complete only if each of its statements has a case, or a reason to have none.
TEST(Coverage, LeavesNoStatementOfTheSuiteUntested) {
  json::Problems problems;
  const Coverage coverage = coverage_of(load_suite(STOMPCHECK_SOURCE_DIR "/scenarios", problems));
  EXPECT_EQ(testing::briefs(problems), Texts());
  EXPECT_FALSE(coverage.rows.empty());
  for (const CoverageRow& row : coverage.rows) {
    EXPECT_NE(row.standing, Standing::untested) << row.statement.specification << ": " << row.id;
  }
}

}  // namespace
}  // namespace conformance
