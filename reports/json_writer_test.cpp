// report.json: the golden, the early ends, and that octets come back as they were.

#include "reports/json_writer.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reports/json_values.hpp"
#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::Ending;

Json report_of(const std::vector<conformance::Event>& events) {
  return Json::parse(json_report(testing::record_of(events), testing::sample_statement));
}

TEST(JsonWriter, WritesTheGolden) {
  testing::expect_golden("report.json", json_report(testing::record_of(testing::sample_events()),
                                                    testing::sample_statement));
}

TEST(JsonWriter, SaysHowARunEnded) {
  struct Row {
    Ending ending;
    const char* name;
    int exit_code;
    bool partial;
  };
  for (const Row& row :
       std::vector<Row>{{Ending::complete, "complete", 4, false},  // of no cases at all
                        {Ending::target_unreachable, "target-unreachable", 3, true},
                        {Ending::target_died, "target-died", 3, true},
                        {Ending::interrupted, "interrupted", 130, true}}) {
    SCOPED_TRACE(row.name);
    const Json report = report_of(testing::run_of({}, row.ending, "a reason"));
    EXPECT_EQ(report["ending"], row.name);
    EXPECT_EQ(report["ending_reason"], "a reason");
    EXPECT_EQ(report["exit_code"], row.exit_code);
    EXPECT_EQ(report["partial"], row.partial);
    EXPECT_EQ(report["calibration"].is_null(), row.ending == Ending::target_unreachable);
  }
}

TEST(JsonWriter, LosesNoOctet) {
  EXPECT_EQ(json_text("a\n").dump(), R"("a\n")");
  EXPECT_EQ(json_text(std::string(1, '\0')).dump(), R"("\u0000")");
  EXPECT_EQ(json_text("caf\xe9").dump(), R"({"base64":"Y2Fm6Q=="})");
  EXPECT_EQ(json_text("caf\xc3\xa9").get<std::string>(), "caf\xc3\xa9");
}

TEST(JsonWriter, IsWrittenInAscii) {
  EXPECT_EQ(dump(json_text("\xe2\x80\xae\x1b\x7f\xc2\x9b"), -1),
            "\"\\u202e\\u001b\\u007f\\u009b\"\n");
}

TEST(JsonWriter, WritesWhatNlohmannWouldWrite) {
  Json odd = {{"empty", {{"object", Json::object()}, {"array", Json::array()}, {"text", ""}}},
              {"numbers", {-1, 0, 18'446'744'073'709'551'615U, 0.25}},
              {"words", {true, false, nullptr}}};
  odd["\"k\"\n\xc3\xa9\\"] = 1;
  for (int octet = 0; octet < 0x80; ++octet) {
    odd["each"].push_back(std::string(3, static_cast<char>(octet)) + "x\xf0\x9f\x90\x87");
  }
  std::vector<Json> documents{odd, Json(), Json("\xc3\xa9"), Json::array(), Json::object()};
  for (const std::string& text : testing::hostile_texts()) {
    documents.push_back(report_of(testing::hostile_events(text)));
  }
  for (const Json& document : documents) {
    for (const int indent : {-1, 0, 1, 4}) {
      EXPECT_EQ(dump(document, indent), document.dump(indent, ' ', true) + '\n');
    }
  }
}

TEST(JsonWriter, KeepsLargeSeedsExact) {
  std::vector<conformance::Event> events = testing::run_of({});
  std::get<conformance::RunStarted>(events[0]).seed = 18'446'744'073'709'551'615U;
  EXPECT_EQ(report_of(events)["target"]["seed"], "18446744073709551615");
}

}  // namespace
}  // namespace reports
