#include "reports/json_writer.hpp"

#include "reports/json_values.hpp"
#include "reports/words.hpp"

namespace reports {

std::string json_report(const RunRecord& record, const StatementLookup& lookup) {
  const conformance::RunFinished& finished = record.finished;
  Json json;
  json["format"] = json_report_format;
  json["partial"] = record.partial();
  json["ending"] = conformance::to_string(finished.ending);
  json["ending_reason"] = json_text(finished.reason);
  json["exit_code"] = exit_code(finished, record.metadata.fail_on);
  json["verdict"] = json_text(verdict_line(finished, record.metadata.fail_on));
  json["run"] = json_of(record.metadata);
  json["target"] = json_of(record.started);
  // Null where the target never answered.
  json["calibration"] = record.met ? json_of(*record.met) : Json();
  json["summary"] = json_of(finished.summary);
  json["target_output"] = json_of(finished.output);
  json["fail_on_flaky"] = finished.flaky_fails;
  json["baseline_problems"] = texts(finished.baseline_problems);
  json["cases"] = Json::array();
  for (const conformance::CaseResult& result : record.cases) {
    json["cases"].push_back(json_of(result, lookup));
  }
  return dump(json, 1);
}

}  // namespace reports
