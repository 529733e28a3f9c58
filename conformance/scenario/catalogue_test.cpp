#include "conformance/scenario/catalogue.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using stomp::Version;
using Texts = std::vector<std::string>;

TEST(Catalogue, KnowsWhatEachVersionSays) {
  const testing::TestSuite suite;
  suite.write("requirements/rocketmq.json", R"({"specification": "RocketMQ STOMP", "requirements": [
    {"id": "RMQ-TX-2", "untestable": "why", "statements": {"*": {"level": "MUST",
     "section": "Limits", "quote": "Three."}}}]})");
  json::Problems problems;
  const Catalogue catalogue = Catalogue::load(suite.path("requirements"), problems);
  EXPECT_EQ(testing::briefs(problems), Texts());
  EXPECT_EQ(catalogue.ids(), (Texts{"RMQ-TX-2", "message/ack-header", "send/delivers"}));

  EXPECT_EQ(catalogue.find("message/ack-headers"), nullptr);
  EXPECT_EQ(catalogue.statement("message/ack-header", Version::v1_1), nullptr);
  const Statement* statement = catalogue.statement("message/ack-header", Version::v1_2);
  ASSERT_NE(statement, nullptr);
  EXPECT_EQ(statement->level, Level::must);
  EXPECT_EQ(statement->specification, "STOMP 1.2");
  EXPECT_EQ(statement->section, "MESSAGE");
  EXPECT_EQ(statement->quote, "It MUST.");

  for (const Version version : stomp::versions) {
    ASSERT_NE(catalogue.statement("RMQ-TX-2", version), nullptr);
    EXPECT_EQ(catalogue.statement("RMQ-TX-2", version)->specification, "RocketMQ STOMP");
    EXPECT_EQ(catalogue.statement("RMQ-TX-2", version)->untestable, "why");
  }
}

TEST(Catalogue, ExcusesSingleStatements) {
  const testing::TestSuite suite;
  suite.write("requirements/x.json", R"({"requirements": [{"id": "a/b", "statements": {
    "1.0": {"level": "MAY", "section": "s", "quote": "q", "untestable": "nobody sees it"},
    "1.1": {"level": "MUST", "section": "s", "quote": "q"}}}]})");
  json::Problems problems;
  const Catalogue catalogue = Catalogue::load(suite.path("requirements"), problems);
  EXPECT_EQ(testing::briefs(problems), Texts());
  EXPECT_EQ(catalogue.statement("a/b", Version::v1_0)->untestable, "nobody sees it");
  EXPECT_EQ(catalogue.statement("a/b", Version::v1_1)->untestable, "");
}

TEST(Catalogue, ComplainsOfWhatIsWrong) {
  const auto one = [](std::string_view requirement) {
    return R"({"requirements": [)" + std::string(requirement) + "]}";
  };
  const struct {
    std::string text;
    std::string_view problem;
  } rows[] = {
      {"{}", "1:1: the key \"requirements\" is missing"},
      {one(R"({"id": "a/b"})"), "1:19: the key \"statements\" is missing"},
      {one(R"({"id": "a/b", "statements": {}})"),
       "1:47: expected the statements by version: {\"1.2\": {...}}"},
      {one(R"({"id": "Word",
               "statements": {"1.2": {"level": "MAY", "section": "s", "quote": "q"}}})"),
       "1:26: an id is AREA/CLAIM in lower case, or RMQ-..."},
      {one(R"({"id": "send/delivers", "statements": {"1.2": {"level": "MAY", "section": "s",
              "quote": "q"}}})"),
       "1:26: the id \"send/delivers\" has been taken before"},
      {one(R"({"id": "a/b", "statements": {"1.3": {}}})"),
       "1:48: a statement stands under \"1.0\", \"1.1\", \"1.2\" or \"*\""},
      {one(R"({"id": "a/b", "statements": {"*": {"level": "MAY", "section": "s", "quote": "q"}}})"),
       "1:48: \"*\" needs the file's \"specification\""},
      {one(R"({"id": "a/b",
               "statements": {"1.2": {"level": "WILL", "section": "s", "quote": "q"}}})"),
       "2:48: a level is \"MUST\", \"fact\", \"SHOULD\" or \"MAY\""},
      {one(R"({"id": "a/b", "statements": {"1.2": {"level": "MAY", "section": "s"}}})"),
       "1:55: the key \"quote\" is missing"},
      {one(R"({"id": "a/b", "untestable": "never", "statements": {"1.2": {"level": "MAY",
               "section": "s", "quote": "q", "untestable": "ever"}}})"),
       "1:33: one of the statements has an excuse of its own (excuse the whole requirement, or "
       "single statements)"},
  };
  for (const auto& row : rows) {
    const testing::TestSuite suite;
    suite.write("requirements/x.json", row.text);
    json::Problems problems;
    static_cast<void>(Catalogue::load(suite.path("requirements"), problems));
    EXPECT_EQ(testing::briefs(problems), Texts{std::string(row.problem)}) << row.text;
  }
}

}  // namespace
}  // namespace conformance
