// A case of the suite as a script: what its clients sent, whatever the broker called its messages.

#include "fuzz/seeds/recording.hpp"

#include <string>

#include <gtest/gtest.h>

#include "conformance/scenario/testing/shipped.hpp"
#include "fuzz/seeds/seeds.hpp"

namespace fuzz {
namespace {

conformance::Suite suite_with(const std::string& steps) {
  json::Problems problems;
  conformance::Suite suite;
  const auto requirements =
      json::Document::parse("requirements", R"({"requirements": [{"id": "a/b", "statements": {
        "1.2": {"level": "fact", "section": "S", "quote": "Q"}}}]})",
                            problems);
  suite.catalogue.add(*requirements, problems);
  suite.cases = conformance::parse_scenario(
      "x.json",
      R"({"title": "T", "why": "W", "requirements": ["a/b"], "versions": ["1.2"],
          "steps": [)" +
          steps + "]}",
      "1.2/a/b", suite.catalogue, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << json::to_string(problem);
  return suite;
}

Reference open_reference() {
  return {broker::PolicyKind::open, conformance::shipped_profile("reference-open")};
}

// Its only recording, as text.
std::string text_of(const std::string& steps) {
  const conformance::Suite suite = suite_with(steps);
  const std::vector<Recording> recordings = record(suite.catalogue, suite.cases, open_reference());
  EXPECT_EQ(recordings.size(), 1U);
  return recordings.empty() ? "" : write_script(recordings[0].script);
}

TEST(Recording, CallsADeliveryByAHole) {
  const std::string text = text_of(R"({"connect": "C"},
      {"send": "C", "frame": "SUBSCRIBE",
       "headers": {"id": "s", "destination": "/queue/q", "ack": "client"}},
      {"send": "C", "frame": "SEND", "headers": {"destination": "/queue/q"}, "body": "b"},
      {"expect": "C", "frame": "MESSAGE", "as": "m"}, {"ack": "C", "message": "m"})");
  EXPECT_NE(text.find("ACK\nid:`*\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("\nid:1"), std::string::npos) << text;
}

TEST(Recording, KnowsConnectionsTimeAndEnds) {
  const std::string text =
      text_of(R"({"connect": "C"}, {"connect": "D"}, {"close": "D", "how": "fin"},
                 {"idle": "C", "for-ms": 250}, {"send": "C", "octets": "late`"})");
  EXPECT_NE(text.find("`bCONNECT"), std::string::npos) << text;
  EXPECT_NE(text.find("`F"), std::string::npos) << text;
  EXPECT_NE(text.find("`+3"), std::string::npos) << text;
  EXPECT_NE(text.find("late``"), std::string::npos) << text;
}

TEST(Recording, LeavesOutWhatTheEngineSendsForItself) {
  const conformance::Suite suite = suite_with(R"({"connect": "C"}, {"fence": "C"})");
  const std::vector<Recording> recordings = record(suite.catalogue, suite.cases, open_reference());
  ASSERT_EQ(recordings.size(), 1U);
  EXPECT_EQ(recordings[0].key, "1.2/a/b[version=1.2]");
  EXPECT_EQ(recordings[0].sent.size(), 1U);
  EXPECT_EQ(recordings[0].answers.size(), 1U);
  EXPECT_EQ(recordings[0].answers[0].find("MESSAGE"), std::string::npos);
}

TEST(Seeds, AreTheSameOnlyOnce) {
  conformance::Suite suite = suite_with(R"({"connect": "C"}, {"fence": "C"})");
  suite.cases.push_back(suite.cases.front());
  const Seeds seeds = seeds_of(suite.catalogue, suite.cases, {open_reference()});
  std::vector<std::string> paths;
  for (const Seed& seed : seeds.files) paths.push_back(seed.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"frames/1.2-a-b-version=1.2-1-answers",
                                             "frames/1.2-a-b-version=1.2-1-sent",
                                             "open/1.2-a-b-version=1.2"}));
}

}  // namespace
}  // namespace fuzz
