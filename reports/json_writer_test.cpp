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

// What the file of a run says that was written as its cases came.
std::string prepared_report(const RunRecord& record) {
  const std::string path = testing::scratch_directory() + "report.json";
  const Document document = json_document(path, testing::sample_statement);
  for (const conformance::CaseResult& result : record.cases) document.prepare(record, result);
  EXPECT_EQ(write_document(document, record), "");
  return testing::read_file(path);
}

TEST(JsonWriter, WritesTheSameBesideARun) {
  const RunRecord record = testing::record_of(testing::sample_events());
  const std::string expected = json_report(record, testing::sample_statement);
  EXPECT_EQ(prepared_report(record), expected);
  RunRecord twice = record;
  twice.cases.insert(twice.cases.begin(), record.cases.front());
  twice.cases.front().reason = "the same key, and another result";
  EXPECT_EQ(prepared_report(twice), json_report(twice, testing::sample_statement));
  const RunRecord none = testing::record_of(testing::run_of({}));
  EXPECT_EQ(prepared_report(none), json_report(none, testing::sample_statement));
  for (const std::string& text : testing::hostile_texts()) {
    const RunRecord hostile = testing::record_of(testing::hostile_events(text));
    EXPECT_EQ(prepared_report(hostile), json_report(hostile, testing::sample_statement));
  }
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

TEST(JsonWriter, DoesNotWriteOutWhatRepeatsItself) {
  std::vector<conformance::CaseResult> cases{testing::sample_cases().front()};
  cases.front().transcript.front().octets = "SEND\n\n" + std::string(5000, 'x') + '\0';
  EXPECT_EQ(report_of(testing::run_of(cases))["cases"][0]["transcript"][0]["octets"],
            Json::parse(R"(["SEND\n\n", {"repeat": "x", "times": 5000}, "\u0000"])"));
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
  // The report itself is not made of a tree: what of it nlohmann would write in another way?
  const std::string report =
      json_report(testing::record_of(testing::sample_events()), testing::sample_statement);
  EXPECT_EQ(report, Json::parse(report).dump(1, ' ', true) + '\n');
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
