#include "reports/json_writer.hpp"

#include "reports/json_values.hpp"
#include "reports/words.hpp"

namespace reports {

std::string json_report(const RunRecord& record, const StatementLookup& lookup) {
  const conformance::RunFinished& finished = record.finished;
  JsonStream out(1);
  out.object([&] {
    out.member("format", json_report_format);
    out.member("partial", record.partial());
    out.member("ending", conformance::to_string(finished.ending));
    out.member("ending_reason", finished.reason);
    out.member("exit_code", exit_code(finished, record.metadata.fail_on));
    out.member("verdict", verdict_line(finished, record.metadata.fail_on));
    out.member("run", json_of(record.metadata));
    out.member("target", json_of(record.started));
    // Null where the target never answered.
    out.member("calibration", record.met ? json_of(*record.met) : Json());
    out.member("summary", json_of(finished.summary));
    out.member("target_output", json_of(finished.output));
    out.member("fail_on_flaky", finished.flaky_fails);
    out.member("baseline_problems", texts(finished.baseline_problems));
    out.key("cases");
    out.array([&] {
      for (const conformance::CaseResult& result : record.cases) write(out, result, lookup);
    });
  });
  return out.take() + '\n';
}

}  // namespace reports
