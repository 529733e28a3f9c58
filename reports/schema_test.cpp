// The JSON reports keep to their published schemas, whatever is in them; and the schemas can say
// no.

#include <sstream>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/selfcheck/testing.hpp"
#include "reports/events_writer.hpp"
#include "reports/json_writer.hpp"
#include "reports/selfcheck_writer.hpp"
#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;
using conformance::Ending;
using conformance::Event;

class SchemaFile {
 public:
  explicit SchemaFile(const std::string& name) {
    const std::string directory = STOMPCHECK_SOURCE_DIR "/reports/schema/";
    const auto json = nlohmann::json::parse(testing::read_file(directory + name));
    const auto fetch = [&directory](const std::string& uri) -> const nlohmann::json* {
      return new nlohmann::json(nlohmann::json::parse(testing::read_file(directory + uri)));
    };
    const auto release = [](const nlohmann::json* other) { delete other; };
    valijson::SchemaParser().populateSchema(Adapter(json), schema_, fetch, release);
  }

  // What is wrong with the text; empty where it is valid.
  [[nodiscard]] std::string complaint_about(const std::string& text) const {
    const nlohmann::json json = nlohmann::json::parse(text);
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema_, Adapter(json), &results)) return "";
    std::string complaint = "invalid";
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      for (const std::string& step : error.context) complaint += step;
      complaint += ": " + error.description + '\n';
    }
    return complaint;
  }

 private:
  valijson::Schema schema_;
};

std::string report_of(const std::vector<Event>& events) {
  return json_report(testing::record_of(events), testing::sample_statement);
}

void expect_valid_lines(const SchemaFile& schema, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(schema.complaint_about(line), "") << line;
  }
}

TEST(Schema, AcceptsTheGoldens) {
  EXPECT_EQ(SchemaFile("report.schema.json")
                .complaint_about(testing::read_file(testing::golden_path("report.json"))),
            "");
  expect_valid_lines(SchemaFile("events.schema.json"),
                     testing::read_file(testing::golden_path("events.jsonl")));
}

TEST(Schema, AcceptsReportsOfEarlyEnds) {
  const SchemaFile schema("report.schema.json");
  for (const Ending ending :
       {Ending::complete, Ending::target_unreachable, Ending::target_died, Ending::interrupted}) {
    EXPECT_EQ(schema.complaint_about(report_of(testing::run_of({}, ending))), "");
  }
  EXPECT_EQ(schema.complaint_about(report_of({})), "");
}

TEST(Schema, AcceptsHostileTexts) {
  const SchemaFile report_schema("report.schema.json");
  const SchemaFile events_schema("events.schema.json");
  for (const std::string& text : testing::hostile_texts()) {
    SCOPED_TRACE(printable_head(text, 100));
    const std::vector<Event> events = testing::hostile_events(text);
    EXPECT_EQ(report_schema.complaint_about(report_of(events)), "");
    const std::string path = testing::scratch_directory() + "events.jsonl";
    EventsWriter writer(path, testing::sample_metadata());
    for (const Event& event : events) writer.on(event);
    writer.finish();
    expect_valid_lines(events_schema, testing::read_file(path));
  }
}

TEST(Schema, RefusesWhatIsNoReport) {
  const SchemaFile schema("report.schema.json");
  nlohmann::json report = nlohmann::json::parse(report_of(testing::sample_events()));
  report["cases"][0]["grade"] = "passed";
  EXPECT_NE(schema.complaint_about(report.dump()), "");
  report["cases"][0]["grade"] = "pass";
  EXPECT_EQ(schema.complaint_about(report.dump()), "");
  report["cases"][0]["transcript"] = {{{"at_us", 1}}};
  EXPECT_NE(schema.complaint_about(report.dump()), "");
  EXPECT_NE(SchemaFile("events.schema.json").complaint_about(R"({"event": "unheard-of"})"), "");
  EXPECT_NE(SchemaFile("events.schema.json").complaint_about(R"({"event": "case-started"})"), "");
}

class SelfcheckSchema : public selfcheck::testing::LittleSuite {};

TEST_F(SelfcheckSchema, HoldsForTheMatrixAndCanSayNo) {
  const SchemaFile schema("selfcheck.schema.json");
  selfcheck::Findings findings{.version = "1.2.3", .suite = "abc"};
  EXPECT_EQ(schema.complaint_about(selfcheck_json(findings)), "");
  findings.matrix.emplace(load());
  const selfcheck::Rulings plain = all(conformance::Grade::pass);
  const std::string must(selfcheck::testing::must_requirement);
  findings.matrix->add({"bent", "area", "bends", {must}}, "open", plain,
                       with_breach(plain, "1.2/test/first[version=1.2]", must));
  findings.parts.push_back(judge_matrix(*findings.matrix, true));
  const std::string text = selfcheck_json(findings);
  EXPECT_EQ(schema.complaint_about(text), "");
  auto json = nlohmann::json::parse(text);
  json["deviations"][0].erase("requirements");
  EXPECT_NE(schema.complaint_about(json.dump()), "");
}

}  // namespace
}  // namespace reports
