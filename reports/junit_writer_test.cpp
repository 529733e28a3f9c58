// junit.xml: the golden, what --fail-on changes, and that the schema of its readers is kept.

#include "reports/junit_writer.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/testing/golden.hpp"
#include "reports/testing/sample_run.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Ending;
using conformance::Event;
using conformance::FailOn;
using conformance::Grade;
using ::testing::HasSubstr;
using ::testing::Not;

std::string report_of(const std::vector<Event>& events, FailOn fail_on = FailOn::must) {
  RunRecord record = testing::record_of(events);
  record.metadata.fail_on = fail_on;
  return junit_report(record, testing::sample_statement);
}

CaseResult case_of(Grade grade) {
  CaseResult result{};
  result.id = "1.2/ack/x";
  result.key = "1.2/ack/x[version=1.2]";
  result.grade = grade;
  result.reason = "why";
  return result;
}

TEST(JunitWriter, WritesTheGolden) {
  testing::expect_golden("junit.xml", report_of(testing::sample_events()));
}

TEST(JunitWriter, SortsGradesByWhatFailsTheRun) {
  struct Row {
    Grade grade;
    FailOn fail_on;
    const char* counts;
    const char* element;
  };
  constexpr const char* passed = "tests=\"1\" failures=\"0\" errors=\"0\"";
  constexpr const char* failed = "tests=\"1\" failures=\"1\" errors=\"0\"";
  constexpr const char* error = "tests=\"1\" failures=\"0\" errors=\"1\"";
  for (const Row& row : std::vector<Row>{
           {Grade::pass, FailOn::weak, passed, "/>"},
           {Grade::observed, FailOn::weak, passed, "<system-out>grade: observed"},
           {Grade::weak, FailOn::should, passed, "<system-out>grade: weak"},
           {Grade::weak, FailOn::weak, failed, "<failure message=\"MUST weak: why\" type=\"weak\""},
           {Grade::should, FailOn::must, passed, "<system-out>grade: should"},
           {Grade::should, FailOn::should, failed, "<failure message=\"MUST should: why\""},
           {Grade::fail, FailOn::must, failed, "<failure message=\"MUST fail: why\" type=\"fail\""},
           {Grade::crash, FailOn::must, error, "<error message=\"MUST crash: why\" type=\"crash\""},
           {Grade::timeout, FailOn::must, error, "<error message=\"MUST timeout: why\""},
           {Grade::blocked, FailOn::must, error, "<error message=\"MUST blocked: why\""},
           {Grade::not_applicable, FailOn::must, passed, "<skipped message=\"n/a: why\"/>"},
           {Grade::not_run, FailOn::must, passed, "<skipped message=\"not-run: why\"/>"},
       }) {
    SCOPED_TRACE(to_string(row.grade));
    const std::string report = report_of(testing::run_of({case_of(row.grade)}), row.fail_on);
    EXPECT_THAT(report, HasSubstr(row.counts));
    EXPECT_THAT(report, HasSubstr(row.element));
  }
}

TEST(JunitWriter, IsNeverGreenWhereTheRunEndedEarly) {
  const std::string report =
      report_of(testing::run_of({}, Ending::target_unreachable, "connection refused"));
  EXPECT_THAT(report, HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\""));
  EXPECT_THAT(report, HasSubstr("<error message=\"TARGET UNREACHABLE: connection refused\""));
  EXPECT_THAT(report_of(testing::run_of({})), Not(HasSubstr("<error")));
}

// Whether this machine has the program that validates XML.
bool has_xmllint() {
  return std::system("xmllint --version >/dev/null 2>&1") == 0;
}

// What xmllint says against the report; empty where it is valid.
std::string complaint_about(const std::string& report) {
  const std::string directory = testing::scratch_directory();
  const std::string xml = directory + "junit.xml";
  std::ofstream(xml, std::ios::binary) << report;
  const std::string schema = STOMPCHECK_SOURCE_DIR "/reports/schema/junit.xsd";
  const std::string command =
      "xmllint --noout --schema '" + schema + "' '" + xml + "' >'" + directory + "said' 2>&1";
  return std::system(command.c_str()) == 0 ? "" : testing::read_file(directory + "said");
}

TEST(JunitWriter, KeepsToTheSchemaOfItsReaders) {
  if (!has_xmllint()) GTEST_SKIP() << "xmllint is missing (libxml2-utils)";
  EXPECT_EQ(complaint_about(report_of(testing::sample_events())), "");
  EXPECT_EQ(complaint_about(report_of(testing::run_of({}))), "");
  EXPECT_EQ(complaint_about(report_of({})), "");
  EXPECT_EQ(complaint_about(report_of(testing::run_of({}, Ending::target_unreachable))), "");
}

TEST(JunitWriter, KeepsToTheSchemaForHostileTexts) {
  if (!has_xmllint()) GTEST_SKIP() << "xmllint is missing (libxml2-utils)";
  for (const std::string& text : testing::hostile_texts()) {
    EXPECT_EQ(complaint_about(report_of(testing::hostile_events(text))), "") << text;
  }
}

// The schema must be able to say no, or the tests above prove nothing.
TEST(JunitWriter, HasASchemaThatRefuses) {
  if (!has_xmllint()) GTEST_SKIP() << "xmllint is missing (libxml2-utils)";
  std::string report = report_of(testing::sample_events());
  report.replace(report.find("<testcase name="), 14, "<testcase nome");
  EXPECT_THAT(complaint_about(report), HasSubstr("nome"));
}

}  // namespace
}  // namespace reports
