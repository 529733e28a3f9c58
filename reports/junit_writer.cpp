#include "reports/junit_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/explanation.hpp"
#include "reports/text.hpp"
#include "reports/wire_text.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::FailOn;
using conformance::Grade;

// The end of a transcript: enough for the exchange that was judged, little enough for a CI's page.
constexpr std::size_t transcript_lines_max = 40;

enum class Outcome : std::uint8_t { passed, failed, error, skipped };

Outcome outcome_of(const CaseResult& result, FailOn fail_on) {
  if (result.expected) return Outcome::skipped;
  switch (result.grade) {
    case Grade::pass:
    case Grade::observed:
      return Outcome::passed;
    case Grade::weak:
      return fail_on == FailOn::weak ? Outcome::failed : Outcome::passed;
    case Grade::should:
      return fail_on == FailOn::must ? Outcome::passed : Outcome::failed;
    case Grade::fail:
      return Outcome::failed;
    case Grade::blocked:
    case Grade::timeout:
    case Grade::crash:
      return Outcome::error;
    case Grade::not_applicable:
    case Grade::not_run:
      return Outcome::skipped;
  }
  return Outcome::error;
}

struct Counts {
  std::array<std::size_t, 4> of{};  // by Outcome
  conformance::Duration duration{};

  void add(Outcome outcome) { ++of[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::size_t count(Outcome outcome) const {
    return of[static_cast<std::size_t>(outcome)];
  }
  [[nodiscard]] std::size_t tests() const { return of[0] + of[1] + of[2] + of[3]; }
};

// Attribute values are one line.
std::string attribute(std::string_view name, std::string_view value) {
  return ' ' + std::string(name) + "=\"" + xml_escaped(printable(value)) + '"';
}

std::string attribute(std::string_view name, std::size_t value) {
  return attribute(name, std::to_string(value));
}

// "0.012": Surefire's schema takes three decimals at most.
std::string time_attribute(conformance::Duration duration) {
  const std::int64_t milliseconds = duration.count() / 1000;
  std::string decimals = std::to_string(milliseconds % 1000);
  decimals.insert(0, 3 - std::min<std::size_t>(3, decimals.size()), '0');
  return attribute("time", std::to_string(milliseconds / 1000) + '.' + decimals);
}

std::string counts_attributes(const Counts& counts) {
  return attribute("tests", counts.tests()) + attribute("failures", counts.count(Outcome::failed)) +
         attribute("errors", counts.count(Outcome::error));
}

std::string property(std::string_view name, std::string_view value) {
  return "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
}

std::string element(std::string_view name, std::string_view text) {
  const std::string tag(name);
  return "      <" + tag + '>' + xml_escaped(text) + "</" + tag + ">\n";
}

std::string explanation_text(const CaseResult& result, const StatementLookup& lookup) {
  std::string text;
  for (const LabelledLine& line : explain(result, lookup, Characters::unicode)) {
    std::string label(line.label);
    label.resize(5, ' ');
    text += label + line.text + '\n';
  }
  return text;
}

std::string transcript_text(const CaseResult& result) {
  if (result.transcript.empty()) return "";
  std::string text = result.control_run ? "of the control run:\n" : "";
  const std::vector<std::string> lines = wire_lines(result.transcript, WireStyle{});
  const std::size_t left_out = lines.size() - std::min(lines.size(), transcript_lines_max);
  if (left_out > 0) text += '(' + counted(left_out, "earlier line") + ")\n";
  for (std::size_t i = left_out; i < lines.size(); ++i) text += lines[i] + '\n';
  if (result.output.octets.empty()) return text;
  text += "the target's output meanwhile:\n";
  for (const std::string& line : output_lines(result.output, transcript_lines_max, WireStyle{})) {
    text += line + '\n';
  }
  return text;
}

std::string requirements_text(const CaseResult& result, const StatementLookup& lookup) {
  std::string text;
  for (const std::string& id : result.requirements) {
    if (!text.empty()) text += ", ";
    text += id;
    if (const auto* statement = find_statement(lookup, id, result.version)) {
      text += " (" + std::string(to_string(statement->level)) + ')';
    }
  }
  return text;
}

std::string problem(std::string_view tag, const CaseResult& result, const StatementLookup& lookup) {
  const std::string name(tag);
  const std::string message = std::string(to_string(result.level)) + ' ' +
                              std::string(to_string(result.grade)) +
                              (result.reason.empty() ? "" : ": " + result.reason);
  return "      <" + name + attribute("message", message) +
         attribute("type", to_string(result.grade)) + '>' +
         xml_escaped(explanation_text(result, lookup)) + "</" + name + ">\n";
}

// The baseline's reason stands before what it excuses.
std::string why_skipped(const CaseResult& result) {
  const std::string what = std::string(to_string(result.grade)) + ": " + result.reason;
  if (!result.expected) return what;
  std::string text = "expected by the baseline: " + result.expected->reason;
  if (!result.expected->issue.empty()) text += " (" + result.expected->issue + ')';
  if (!result.expected->expires.empty()) text += ", until " + result.expected->expires;
  return text + "; " + what;
}

std::string test_case(const CaseResult& result, std::string_view class_name, Outcome outcome,
                      const StatementLookup& lookup) {
  std::string inside;
  std::string output;
  switch (outcome) {
    case Outcome::failed:
      inside = problem("failure", result, lookup);
      break;
    case Outcome::error:
      inside = problem("error", result, lookup);
      break;
    case Outcome::skipped:
      inside = "      <skipped" + attribute("message", why_skipped(result)) + "/>\n";
      break;
    case Outcome::passed:
      if (result.flaky) output = "flaky: failed once, and passed when it was run again alone\n";
      if (result.grade != Grade::pass) {
        output += "grade: " + std::string(to_string(result.grade)) + '\n' +
                  explanation_text(result, lookup);
      }
      break;
  }
  if (result.grade != Grade::pass || result.flaky) output += transcript_text(result);
  if (!output.empty() && outcome != Outcome::skipped) inside += element("system-out", output);

  std::string text = "    <testcase" + attribute("name", name_of(result)) +
                     attribute("classname", class_name) + time_attribute(result.duration);
  return text + (inside.empty() ? "/>\n" : ">\n" + inside + "    </testcase>\n");
}

std::string run_properties(const RunRecord& record) {
  std::string text = property("stompcheck", record.metadata.version) +
                     property("suite-digest", record.metadata.suite_digest) +
                     property("system", record.metadata.system) +
                     property("command-line", record.metadata.command_line) +
                     property("profile", record.metadata.profile) +
                     property("target", record.started.target) +
                     property("endpoint", record.started.endpoint) +
                     property("seed", std::to_string(record.started.seed));
  if (record.started.shard) {
    text += property("shard", std::to_string(record.started.shard->number) + '/' +
                                  std::to_string(record.started.shard->of));
  }
  if (record.met) text += property("server", record.met->server);
  return text;
}

std::string suite(const RunRecord& record, std::string_view name, const Counts& counts,
                  std::string_view properties, std::string_view test_cases) {
  // The xUnit schema's date and time has no zone; ours is UTC.
  std::string timestamp = record.metadata.started_at;
  if (timestamp.ends_with('Z')) timestamp.pop_back();
  return "  <testsuite" + attribute("name", name) + counts_attributes(counts) +
         attribute("skipped", counts.count(Outcome::skipped)) + time_attribute(counts.duration) +
         attribute("timestamp", timestamp) + attribute("hostname", record.metadata.host) + ">\n" +
         "    <properties>\n" + run_properties(record) + std::string(properties) +
         "    </properties>\n" + std::string(test_cases) + "  </testsuite>\n";
}

// A run that ended early must not look like a green one with fewer tests.
std::string early_end_suite(const RunRecord& record) {
  Counts counts;
  counts.add(Outcome::error);
  const std::string verdict = verdict_line(record.finished, record.metadata.fail_on);
  return suite(record, "run", counts, "",
               "    <testcase" + attribute("name", "the run comes to its end") +
                   attribute("classname", "stompcheck.run") + time_attribute({}) +
                   ">\n      <error" + attribute("message", verdict) +
                   attribute("type", to_string(record.finished.ending)) + "/>\n    </testcase>\n");
}

std::string baseline_suite(const RunRecord& record) {
  Counts counts;
  counts.add(Outcome::failed);
  std::string text;
  for (const std::string& problem : record.finished.baseline_problems) text += problem + '\n';
  return suite(record, "baseline", counts, "",
               "    <testcase" + attribute("name", "every entry of the baseline holds") +
                   attribute("classname", "stompcheck.baseline") + time_attribute({}) +
                   ">\n      <failure" +
                   attribute("message", std::to_string(record.finished.baseline_problems.size()) +
                                            " of them to look at") +
                   attribute("type", "baseline") + '>' + xml_escaped(text) +
                   "</failure>\n    </testcase>\n");
}

std::string folder_of(std::string_view id) {
  const std::size_t slash = id.rfind('/');
  return slash == std::string_view::npos ? "scenarios" : std::string(id.substr(0, slash));
}

}  // namespace

std::string junit_report(const RunRecord& record, const StatementLookup& lookup) {
  std::map<std::string, std::vector<const CaseResult*>> folders;
  for (const CaseResult& result : record.cases) folders[folder_of(result.id)].push_back(&result);

  Counts all;
  all.duration = record.finished.summary.duration;
  std::string suites;
  if (record.partial()) {
    all.add(Outcome::error);
    suites = early_end_suite(record);
  }
  if (!record.finished.baseline_problems.empty()) {
    all.add(Outcome::failed);
    suites += baseline_suite(record);
  }
  for (const auto& [folder, results] : folders) {
    std::string class_name = "stompcheck." + folder;
    std::ranges::replace(class_name, '/', '.');
    Counts counts;
    std::string properties;
    std::string test_cases;
    for (const CaseResult* result : results) {
      const Outcome outcome = outcome_of(*result, record.metadata.fail_on);
      counts.add(outcome);
      all.add(outcome);
      counts.duration += result->duration;
      properties +=
          property("requirements " + name_of(*result), requirements_text(*result, lookup));
      test_cases += test_case(*result, class_name, outcome, lookup);
    }
    suites += suite(record, folder, counts, properties, test_cases);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
         attribute("name", "stompcheck " + record.started.target) + counts_attributes(all) +
         time_attribute(all.duration) + ">\n" + suites + "</testsuites>\n";
}

}  // namespace reports
