// The table of deviations: sound names, requirements that exist, and every area.

#include "reference_broker/deviations/deviation.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace broker {
namespace {

// The requirements of the catalogue and how many versions state them.
const std::map<std::string, std::size_t>& catalogue() {
  static const std::map<std::string, std::size_t> all = [] {
    std::map<std::string, std::size_t> statements;
    for (const auto& file :
         std::filesystem::directory_iterator(STOMPCHECK_SOURCE_DIR "/scenarios/requirements")) {
      std::ifstream stream(file.path());
      const nlohmann::json document = nlohmann::json::parse(stream);
      for (const auto& requirement : document.at("requirements")) {
        statements[requirement.at("id")] = requirement.at("statements").size();
      }
    }
    return statements;
  }();
  return all;
}

TEST(Deviations, AreAtLeastAHundred) {
  EXPECT_GE(deviations().size(), 100U);
}

TEST(Deviations, HaveNamesOfTheirOwnThatCanBeTyped) {
  std::set<std::string_view> names;
  for (const Deviation& each : deviations()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name << " is there twice";
    EXPECT_TRUE(std::regex_match(std::string(each.name), std::regex("[a-z0-9]+([-.][a-z0-9]+)*")))
        << each.name;
  }
}

TEST(Deviations, SayInOneLineWhatTheBrokerDoes) {
  for (const Deviation& each : deviations()) {
    EXPECT_FALSE(each.summary.empty()) << each.name;
    EXPECT_FALSE(each.summary.ends_with('.')) << each.name;
    EXPECT_EQ(each.summary.find('\n'), std::string_view::npos) << each.name;
  }
}

TEST(Deviations, BreakRequirementsOfTheCatalogue) {
  for (const Deviation& each : deviations()) {
    EXPECT_FALSE(each.requirements.empty()) << each.name;
    for (const std::string_view requirement : each.requirements) {
      const auto found = catalogue().find(std::string(requirement));
      ASSERT_NE(found, catalogue().end()) << each.name << ": no requirement " << requirement;
      EXPECT_GT(found->second, 0U) << each.name << ": " << requirement << " states nothing";
    }
  }
}

TEST(Deviations, AreOfEveryArea) {
  std::map<std::string_view, std::size_t> areas;
  for (const Deviation& each : deviations()) ++areas[each.area];
  const std::set<std::string_view> wanted = {
      "framing",  "escaping",     "negotiation", "authentication", "access control",
      "delivery", "destinations", "headers",     "ack and nack",   "transactions",
      "receipts", "heart-beats",  "persistence", "limits",         "error and close"};
  for (const std::string_view area : wanted) EXPECT_GE(areas[area], 3U) << area;
  EXPECT_EQ(areas.size(), wanted.size());
}

TEST(Deviations, BendSomething) {
  for (const Deviation& each : deviations()) {
    const bool bends = each.settings || each.authenticates || each.judges || each.kind_of ||
                       each.transaction_rules || each.measures || each.receives || each.sends ||
                       each.closes || each.loses;
    EXPECT_TRUE(bends) << each.name;
  }
}

TEST(Deviations, AreFoundByName) {
  for (const Deviation& each : deviations()) EXPECT_EQ(find_deviation(each.name), &each);
  EXPECT_EQ(find_deviation("no-such-mistake"), nullptr);
}

TEST(Deviations, ReachThePoliciesThatTheySay) {
  const Deviation everywhere{};
  EXPECT_TRUE(reaches(everywhere, PolicyKind::open));
  EXPECT_TRUE(reaches(everywhere, PolicyKind::rocketmq));
  const Deviation gateway{.reach = Reach::rocketmq};
  EXPECT_FALSE(reaches(gateway, PolicyKind::open));
  EXPECT_TRUE(reaches(gateway, PolicyKind::rocketmq));
  const Deviation plain{.reach = Reach::open};
  EXPECT_TRUE(reaches(plain, PolicyKind::open));
  EXPECT_FALSE(reaches(plain, PolicyKind::rocketmq));
}

}  // namespace
}  // namespace broker
