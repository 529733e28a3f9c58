#include "reports/json_values.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "reports/explanation.hpp"
#include "reports/repetition.hpp"
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

void write_requirements(JsonStream& out, const CaseResult& result, const StatementLookup& lookup) {
  out.array([&] {
    for (const std::string& id : result.requirements) {
      out.object([&] {
        out.member("id", id);
        const auto* statement = find_statement(lookup, id, result.version);
        if (statement == nullptr) return;
        out.member("level", conformance::to_string(statement->level));
        out.member("specification", statement->specification);
        out.member("section", statement->section);
        out.member("quote", statement->quote);
      });
    }
  });
}

void write_checks(JsonStream& out, const std::vector<CheckResult>& checks) {
  out.array([&] {
    for (const CheckResult& check : checks) {
      out.object([&] {
        out.member("requirement", check.requirement);
        out.member("level", conformance::to_string(check.level));
        out.member("grade", conformance::to_string(check.grade));
        out.member("step", check.step);
        out.member("expected", check.expected);
        out.member("got", check.got);
        out.member("note", check.note);
        out.member("wire_entry", check.wire_entry);
      });
    }
  });
}

// As it is, or in parts of which one repeats itself.
void write_octets(JsonStream& out, std::string_view octets) {
  const std::optional<Repetition> repetition = repetition_in(octets);
  if (!repetition) {
    out.add(octets);
    return;
  }
  const auto [at, unit, times] = *repetition;
  const std::size_t end = at + unit * times;
  out.array([&] {
    if (at > 0) out.add(octets.substr(0, at));
    out.object([&] {
      out.member("repeat", octets.substr(at, unit));
      out.member("times", times);
    });
    if (end < octets.size()) out.add(octets.substr(end));
  });
}

void write_transcript(JsonStream& out, const std::vector<WireEntry>& transcript) {
  out.array([&] {
    for (const WireEntry& entry : transcript) {
      out.object([&] {
        out.member("at_us", entry.at.count());
        out.member("connection", entry.connection);
        out.member("kind", to_string(entry.kind));
        out.key("octets");
        write_octets(out, entry.octets);
      });
    }
  });
}

Json axes_of(const CaseResult& result) {
  Json axes = Json::object();
  for (const auto& [name, value] : result.axes) axes[repaired(name)] = json_text(value);
  return axes;
}

Json expectation_of(const CaseResult& result) {
  if (!result.expected) return {};
  return {{"reason", json_text(result.expected->reason)},
          {"issue", json_text(result.expected->issue)},
          {"expires", json_text(result.expected->expires)}};
}

Json observations_of(const CaseResult& result) {
  Json all = Json::array();
  for (const auto& [name, value] : result.observations) {
    all.push_back(Json::object({{"name", json_text(name)}, {"value", json_text(value)}}));
  }
  return all;
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

void write(JsonStream& out, const CaseResult& result, const StatementLookup& lookup) {
  out.object([&] {
    out.member("id", result.id);
    out.member("key", result.key);
    out.member("title", result.title);
    out.member("why", result.why);
    out.member("version", stomp::to_string(result.version));
    out.member("axes", axes_of(result));
    out.member("tags", texts(result.tags));
    out.key("requirements");
    write_requirements(out, result, lookup);
    out.member("level", conformance::to_string(result.level));
    out.member("grade", conformance::to_string(result.grade));
    out.member("message", result.reason);
    out.member("duration_us", result.duration.count());
    out.member("repetition", result.repetition);
    out.member("flaky", result.flaky);
    out.member("tried_once", result.tried_once);
    out.member("expected", expectation_of(result));
    out.member("control_run", result.control_run);
    out.key("checks");
    write_checks(out, result.checks);
    out.member("observations", observations_of(result));
    out.key("transcript");
    write_transcript(out, result.transcript);
    out.member("target_output", json_of(result.output));
  });
}

std::size_t octets_of(const CaseResult& result) {
  constexpr std::size_t for_names = 128;
  std::size_t octets = 4096 + result.output.octets.size();
  for (const CheckResult& check : result.checks) {
    octets += 2 * for_names + check.requirement.size() + check.step.size() + check.expected.size() +
              check.got.size() + check.note.size();
  }
  // Most of what is longer repeats itself.
  constexpr std::size_t octets_max = 64 * 1024;
  for (const WireEntry& entry : result.transcript) {
    octets += for_names + std::min(entry.octets.size(), octets_max);
  }
  return octets;
}

}  // namespace reports
