#include "reports/sarif_writer.hpp"

#include <vector>

#include "reports/explanation.hpp"
#include "reports/findings.hpp"
#include "reports/json_values.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Level;

// Of what a target said: a host shows a few lines and cuts the rest.
constexpr std::size_t message_octets_max = 500;

std::string_view level_of(Level level) {
  switch (level) {
    case Level::must:
    case Level::fact:
      return "error";
    case Level::should:
      return "warning";
    case Level::may:
      break;
  }
  return "note";
}

Json text_of(std::string_view text) {
  Json json;
  json["text"] = printable(text);
  return json;
}

Json rule(const Finding& finding, const StatementLookup& lookup) {
  const CaseResult& first = *finding.evidence.front().result;
  Json json;
  json["id"] = printable(finding.requirement);
  json["shortDescription"] = text_of(finding.requirement);
  // GitHub takes no rule without these two.
  json["fullDescription"] = text_of(finding.requirement);
  json["help"] = text_of(finding.requirement);
  if (const auto* statement = find_statement(lookup, finding.requirement, first.version)) {
    json["fullDescription"] = text_of(statement->quote);
    json["help"] = text_of(statement->specification + ", " + statement->section + ": \"" +
                           statement->quote + '"');
  }
  json["defaultConfiguration"]["level"] = level_of(finding.level);
  return json;
}

std::string message(const Evidence& evidence) {
  const CaseResult& result = *evidence.result;
  std::string text = result.title + " (STOMP " + std::string(stomp::to_string(result.version)) +
                     "): " + printable_head(result.reason, message_octets_max);
  if (evidence.check != nullptr && !evidence.check->expected.empty()) {
    text += "; wanted " + printable_head(evidence.check->expected, message_octets_max);
  }
  return text + ". " + result.why;
}

Json result_of(const Evidence& evidence, const Finding& finding, std::size_t rule_index,
               const std::string& target) {
  const CaseResult& result = *evidence.result;
  const Level level = evidence.check != nullptr ? evidence.check->level : result.level;
  Json json;
  json["ruleId"] = printable(finding.requirement);
  json["ruleIndex"] = rule_index;
  json["level"] = level_of(level);
  json["message"] = text_of(message(evidence));
  Json location;
  location["physicalLocation"]["artifactLocation"]["uri"] =
      "scenarios/" + printable(result.id, Characters::ascii) + ".json";
  location["physicalLocation"]["region"]["startLine"] = 1;
  location["logicalLocations"][0]["fullyQualifiedName"] = printable(result.key);
  json["locations"].push_back(std::move(location));
  if (result.expected) {
    Json suppression;
    suppression["kind"] = "external";
    suppression["justification"] = printable(result.expected->reason);
    json["suppressions"].push_back(std::move(suppression));
  }
  json["partialFingerprints"]["stompcheckCase/v1"] =
      printable(target) + ' ' + printable(result.key) + ' ' + printable(finding.requirement);
  return json;
}

Json invocation(const RunRecord& record) {
  Json json;
  json["executionSuccessful"] = !record.partial();
  json["exitCode"] = exit_code(record.finished, record.metadata.fail_on);
  json["commandLine"] = printable(record.metadata.command_line);
  json["startTimeUtc"] = printable(record.metadata.started_at);
  if (record.partial()) {
    Json notice;
    notice["level"] = "error";
    notice["message"] = text_of(verdict_line(record.finished, record.metadata.fail_on));
    json["toolExecutionNotifications"].push_back(std::move(notice));
  }
  return json;
}

}  // namespace

std::string sarif_report(const RunRecord& record, const StatementLookup& lookup) {
  Json rules = Json::array();
  Json results = Json::array();
  for (const Finding& finding : findings(record)) {
    for (const Evidence& evidence : finding.evidence) {
      results.push_back(result_of(evidence, finding, rules.size(), record.started.target));
    }
    rules.push_back(rule(finding, lookup));
  }

  Json run;
  run["tool"]["driver"]["name"] = "stompcheck";
  run["tool"]["driver"]["version"] = printable(record.metadata.version);
  run["tool"]["driver"]["rules"] = std::move(rules);
  run["invocations"].push_back(invocation(record));
  run["results"] = std::move(results);
  run["properties"]["target"] = printable(record.started.target);
  run["properties"]["suiteDigest"] = printable(record.metadata.suite_digest);
  run["properties"]["partial"] = record.partial();

  Json json;
  json["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  json["version"] = "2.1.0";
  json["runs"].push_back(std::move(run));
  return dump(json, 1);
}

}  // namespace reports
