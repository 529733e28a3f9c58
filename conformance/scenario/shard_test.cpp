#include "conformance/scenario/shard.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace conformance {
namespace {

std::vector<Case> some_cases(std::size_t number, std::size_t timed) {
  std::vector<Case> cases;
  for (std::size_t i = 0; i < number; ++i) {
    auto scenario = std::make_shared<Scenario>();
    scenario->id = "all/folder-" + std::to_string(i % 7) + "/case-" + std::to_string(i);
    if (i < timed) scenario->tags = {"timed"};
    cases.push_back({.scenario = std::move(scenario)});
  }
  return cases;
}

TEST(Shard, IsReadAndRefused) {
  EXPECT_EQ(Shard::parse("2/4"), (Shard{2, 4}));
  EXPECT_EQ(Shard::parse("1/1"), (Shard{1, 1}));
  for (const char* wrong : {"", "2", "/", "0/4", "5/4", "1/0", "-1/4", "1/4x", "1 /4", "1/99999"}) {
    EXPECT_EQ(Shard::parse(wrong), std::nullopt) << wrong;
  }
}

TEST(Shard, PartsAreDisjointAndTogetherAll) {
  for (const std::size_t number : {0U, 1U, 3U, 100U}) {
    const std::vector<Case> cases = some_cases(number, number / 10);
    for (const std::size_t of : {1U, 2U, 7U, 150U}) {
      std::multiset<std::string> found;
      for (std::size_t part = 1; part <= of; ++part) {
        for (const Case& subject : part_of(cases, {part, of})) found.insert(subject.key());
      }
      std::multiset<std::string> all;
      for (const Case& subject : cases) all.insert(subject.key());
      EXPECT_EQ(found, all) << number << " cases in " << of;
    }
  }
}

TEST(Shard, PartsAreOfOneSizeAndShareTheSlowCases) {
  const std::vector<Case> cases = some_cases(103, 10);
  for (std::size_t part = 1; part <= 5; ++part) {
    std::size_t timed = 0;
    const std::vector<Case> mine = part_of(cases, {part, 5});
    for (const Case& subject : mine) timed += subject.scenario->tagged("timed") ? 1U : 0U;
    EXPECT_EQ(timed, 2U);
    EXPECT_GE(mine.size(), 20U);
    EXPECT_LE(mine.size(), 21U);
  }
}

TEST(Shard, DependsOnNoOrder) {
  std::vector<Case> cases = some_cases(50, 5);
  const auto keys = [](const std::vector<Case>& some) {
    std::set<std::string> found;
    for (const Case& subject : some) found.insert(subject.key());
    return found;
  };
  const std::set<std::string> before = keys(part_of(cases, {2, 3}));
  std::reverse(cases.begin(), cases.end());
  EXPECT_EQ(keys(part_of(cases, {2, 3})), before);
}

}  // namespace
}  // namespace conformance
