#include "reports/json_values.hpp"

#include <array>

#include "reports/explanation.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"
#include "stomp/check.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::FailOn;
using conformance::Grade;
using conformance::Level;
using conformance::WireEntry;

// In the order of a report's tables.
constexpr std::array levels{Level::must, Level::fact, Level::should, Level::may};
constexpr std::array grades{Grade::pass,    Grade::observed,      Grade::weak,  Grade::should,
                            Grade::fail,    Grade::timeout,       Grade::crash, Grade::blocked,
                            Grade::not_run, Grade::not_applicable};

Json requirements_of(const CaseResult& result, const StatementLookup& lookup) {
  Json array = Json::array();
  for (const std::string& id : result.requirements) {
    Json requirement;
    requirement["id"] = json_text(id);
    if (const auto* statement = find_statement(lookup, id, result.version)) {
      requirement["level"] = conformance::to_string(statement->level);
      requirement["specification"] = json_text(statement->specification);
      requirement["section"] = json_text(statement->section);
      requirement["quote"] = json_text(statement->quote);
    }
    array.push_back(std::move(requirement));
  }
  return array;
}

Json json_of(const CheckResult& check) {
  Json json;
  json["requirement"] = json_text(check.requirement);
  json["level"] = conformance::to_string(check.level);
  json["grade"] = conformance::to_string(check.grade);
  json["step"] = json_text(check.step);
  json["expected"] = json_text(check.expected);
  json["got"] = json_text(check.got);
  json["note"] = json_text(check.note);
  json["wire_entry"] = check.wire_entry;
  return json;
}

Json json_of(const WireEntry& entry) {
  Json json;
  json["at_us"] = entry.at.count();
  json["connection"] = json_text(entry.connection);
  json["kind"] = to_string(entry.kind);
  json["octets"] = json_text(entry.octets);
  return json;
}

template <typename T>
Json array_of(const std::vector<T>& values) {
  Json array = Json::array();
  for (const T& value : values) array.push_back(json_of(value));
  return array;
}

}  // namespace

std::string_view to_string(FailOn fail_on) {
  switch (fail_on) {
    case FailOn::must:
      return "must";
    case FailOn::should:
      return "should";
    case FailOn::weak:
      return "weak";
  }
  stomp::check(false, "every FailOn has a name");
  return {};
}

std::string_view to_string(WireEntry::Kind kind) {
  switch (kind) {
    case WireEntry::Kind::opened:
      return "opened";
    case WireEntry::Kind::sent:
      return "sent";
    case WireEntry::Kind::received:
      return "received";
    case WireEntry::Kind::closed_by_us:
      return "closed-by-us";
    case WireEntry::Kind::closed_by_target:
      return "closed-by-target";
    case WireEntry::Kind::note:
      return "note";
  }
  stomp::check(false, "every kind of wire entry has a name");
  return {};
}

Json json_text(std::string_view octets) {
  if (is_utf8(octets)) return Json(octets);
  Json json;
  json["base64"] = base64(octets);
  return json;
}

Json texts(const std::vector<std::string>& values) {
  Json array = Json::array();
  for (const std::string& value : values) array.push_back(json_text(value));
  return array;
}

Json json_of(const RunMetadata& metadata) {
  Json json;
  json["stompcheck"] = json_text(metadata.version);
  json["suite_digest"] = json_text(metadata.suite_digest);
  json["started_at"] = json_text(metadata.started_at);
  json["host"] = json_text(metadata.host);
  json["system"] = json_text(metadata.system);
  json["command_line"] = json_text(metadata.command_line);
  json["options"] = json_text(metadata.options);
  json["profile"] = json_text(metadata.profile);
  json["fail_on"] = to_string(metadata.fail_on);
  return json;
}

Json json_of(const conformance::RunStarted& started) {
  Json json;
  json["target"] = json_text(started.target);
  json["endpoint"] = json_text(started.endpoint);
  json["versions"] = Json::array();
  for (const stomp::Version version : started.versions) {
    json["versions"].push_back(stomp::to_string(version));
  }
  // As text: many readers keep numbers as doubles, which are exact to 2^53 only.
  json["seed"] = std::to_string(started.seed);
  json["cases_selected"] = started.cases_selected;
  json["filters"] = texts(started.filters);
  json["shard"] = Json();
  if (started.shard) {
    json["shard"] = {{"number", started.shard->number},
                     {"of", started.shard->of},
                     {"cases_in_all", started.cases_in_all_shards}};
  }
  return json;
}

Json json_of(const conformance::TargetMet& met) {
  Json json;
  json["server"] = json_text(met.server);
  json["connect_us"] = met.calibration.connect.count();
  json["receipt_us"] = met.calibration.receipt.count();
  json["deadline_us"] = met.calibration.deadline.count();
  return json;
}

Json json_of(const conformance::Summary& summary) {
  Json json;
  json["cases"] = summary.cases;
  json["checks"] = summary.checks;
  json["timed"] = summary.timed;
  json["flaky"] = summary.flaky;
  json["tried_once"] = summary.tried_once;
  json["restarts"] = summary.restarts;
  json["duration_us"] = summary.duration.count();
  Json& grades_of_all = json["grades"];
  for (const Grade grade : grades) {
    grades_of_all[std::string(conformance::to_string(grade))] = summary.count(grade);
  }
  Json& expected = json["expected"];
  for (const Grade grade : grades) {
    expected[std::string(conformance::to_string(grade))] = summary.count_expected(grade);
  }
  Json& by_level = json["levels"];
  for (const Level level : levels) {
    Json& row = by_level[std::string(conformance::to_string(level))];
    for (const Grade grade : grades) {
      row[std::string(conformance::to_string(grade))] = count_of(summary, level, grade);
    }
  }
  return json;
}

Json json_of(const conformance::TargetOutput& output) {
  Json json;
  json["octets"] = json_text(output.octets);
  json["left_out"] = output.left_out;
  return json;
}

Json json_of(const CaseResult& result, const StatementLookup& lookup) {
  Json json;
  json["id"] = json_text(result.id);
  json["key"] = json_text(result.key);
  json["title"] = json_text(result.title);
  json["why"] = json_text(result.why);
  json["version"] = stomp::to_string(result.version);
  json["axes"] = Json::object();
  for (const auto& [name, value] : result.axes) json["axes"][repaired(name)] = json_text(value);
  json["tags"] = texts(result.tags);
  json["requirements"] = requirements_of(result, lookup);
  json["level"] = conformance::to_string(result.level);
  json["grade"] = conformance::to_string(result.grade);
  json["message"] = json_text(result.reason);
  json["duration_us"] = result.duration.count();
  json["repetition"] = result.repetition;
  json["flaky"] = result.flaky;
  json["tried_once"] = result.tried_once;
  json["expected"] = Json();
  if (result.expected) {
    json["expected"] = {{"reason", json_text(result.expected->reason)},
                        {"issue", json_text(result.expected->issue)},
                        {"expires", json_text(result.expected->expires)}};
  }
  json["control_run"] = result.control_run;
  json["checks"] = array_of(result.checks);
  json["observations"] = Json::array();
  for (const auto& [name, value] : result.observations) {
    Json observation;
    observation["name"] = json_text(name);
    observation["value"] = json_text(value);
    json["observations"].push_back(std::move(observation));
  }
  json["transcript"] = array_of(result.transcript);
  json["target_output"] = json_of(result.output);
  return json;
}

}  // namespace reports
