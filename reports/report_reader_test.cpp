// report.json there and back: octet by octet the same, whatever a target said; and what is refused.

#include "reports/report_reader.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reports/json_values.hpp"
#include "reports/json_writer.hpp"
#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using conformance::Ending;
using conformance::Event;
using namespace std::chrono_literals;

std::string written(const RunRecord& record) {
  return json_report(record, testing::sample_statement);
}

// What comes out where the statements that the text itself quotes are looked up.
std::string there_and_back(const std::string& text) {
  std::string error;
  const std::optional<Report> report = read_report(text, error);
  if (!report) return error;
  return json_report(report->record, [&](std::string_view id, stomp::Version version) {
    return report->statements.find(id, version);
  });
}

void expect_the_same(const std::vector<Event>& events) {
  const std::string text = written(testing::record_of(events));
  EXPECT_EQ(there_and_back(text), text);
}

TEST(ReportReader, GivesBackWhatWasWritten) {
  expect_the_same(testing::sample_events());
  for (const Ending ending :
       {Ending::complete, Ending::target_unreachable, Ending::target_died, Ending::interrupted}) {
    expect_the_same(testing::run_of(testing::sample_cases(), ending, "a reason"));
  }
}

TEST(ReportReader, GivesBackWhatIsRarelyThere) {
  std::vector<conformance::CaseResult> cases = testing::sample_cases();
  for (conformance::CaseResult& result : cases) {
    if (result.grade == conformance::Grade::fail) result.expected = {"known", "", "2027-06-30"};
    result.output = {.octets = "panic\xff\n", .left_out = 12};
    result.tried_once = true;
  }
  std::vector<Event> events = testing::run_of(cases, Ending::target_died, "x");
  auto& started = std::get<conformance::RunStarted>(events.front());
  started.shard = conformance::Shard{.number = 2, .of = 4};
  started.cases_in_all_shards = 99;
  started.seed = 18'446'744'073'709'551'615U;
  auto& finished = std::get<conformance::RunFinished>(events.back());
  finished.output = {.octets = "last words", .left_out = 3};
  finished.baseline_problems = {"stale"};
  finished.flaky_fails = true;
  finished.summary.restarts = 7;
  RunRecord record = testing::record_of(events);
  record.metadata.fail_on = conformance::FailOn::weak;
  EXPECT_EQ(there_and_back(written(record)), written(record));
}

TEST(ReportReader, GivesBackHostileText) {
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    expect_the_same(testing::hostile_events(text));
  }
}

TEST(ReportReader, SaysWhatIsWrongAndWhere) {
  struct Row {
    const char* pointer;  // of what is replaced; removed where there is no value
    const char* value;
    const char* error;
  };
  const std::string text = testing::read_file(testing::golden_path("report.json"));
  for (const Row& row : std::vector<Row>{
           {"/format", "3", "/format: the report has format 3, and this program reads 1 to 2"},
           {"/format", nullptr, "the document: the key \"format\" is missing"},
           {"/cases/0/grade", R"("good")", R"(/cases/0/grade: no grade is called "good")"},
           {"/cases/0/grade", nullptr, R"(/cases/0: the key "grade" is missing)"},
           {"/cases/0/version", R"("1.3")", R"(/cases/0/version: no version is called "1.3")"},
           {"/cases/0/transcript/1/at_us", "-1",
            "/cases/0/transcript/1/at_us: a whole number, not below zero, is wanted"},
           {"/cases/0/transcript/1/octets", "[1]",
            "/cases/0/transcript/1/octets/0: a string or an object with \"base64\" is wanted"},
           {"/cases/0/transcript/1/octets", R"(["a", {"repeat": "bc", "times": 2147483649}])",
            "/cases/0/transcript/1/octets/1: is more than any run sends"},
           {"/cases/1/repetition", "4294967296", "/cases/1/repetition: is too large"},
           {"/cases/0/why", R"({"base64": "Y2Fm6Q"})", "/cases/0/why/base64: is no Base64"},
           {"/cases/0/checks", "{}", "/cases/0/checks: an array is wanted"},
           {"/cases/0/flaky", "0", "/cases/0/flaky: true or false is wanted"},
           {"/target/seed", R"("7x")", "/target/seed: a number in quotes is wanted"},
           {"/run", "[]", "/run: an object is wanted"},
           {"/summary/expected/fail", "1", "/summary/expected/fail: the cases come to 0"},
           {"/summary/levels/MUST/good", "1", "/summary/levels/MUST/good: no grade is called so"},
       }) {
    Json json = Json::parse(text);
    const Json::json_pointer pointer(row.pointer);
    if (row.value != nullptr) {
      json[pointer] = Json::parse(row.value);
    } else {
      json[pointer.parent_pointer()].erase(pointer.back());
    }
    EXPECT_EQ(there_and_back(dump(json, 1)), row.error);
  }
}

TEST(ReportReader, SaysWhereTextEndsToBeJson) {
  EXPECT_EQ(there_and_back(""), "line 1: is no JSON");
  EXPECT_EQ(there_and_back("{\n \"format\": 2,\n x"), "line 3: is no JSON");
  EXPECT_EQ(there_and_back("[]"), "the document: an object is wanted");
}

TEST(ReportReader, ReadsTheFirstFormat) {
  Json json = Json::parse(testing::read_file(testing::golden_path("report.json")));
  const std::string text = dump(json, 1);
  json["format"] = 1;
  EXPECT_EQ(there_and_back(dump(json, 1)), text);
}

TEST(ReportReader, SkipsKeysOfLaterVersions) {
  Json json = Json::parse(testing::read_file(testing::golden_path("report.json")));
  const std::string text = dump(json, 1);
  json["weather"] = "fine";
  EXPECT_EQ(there_and_back(dump(json, 1)), text);
}

}  // namespace
}  // namespace reports
