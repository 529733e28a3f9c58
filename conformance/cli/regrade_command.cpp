#include "conformance/cli/regrade_command.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <unordered_map>
#include <vector>

#include <CLI/CLI.hpp>

#include "conformance/cli/documents.hpp"
#include "conformance/cli/grading.hpp"
#include "conformance/cli/report_files.hpp"
#include "conformance/cli/suite.hpp"
#include "conformance/cli/target.hpp"
#include "conformance/engine/expectations.hpp"
#include "conformance/engine/replay.hpp"
#include "reports/output_file.hpp"
#include "reports/page/html_report.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string file;
  std::string output;
  TargetOptions target;
  GradingOptions grading;  // what is not given stays as the run had it
};

std::optional<reports::Report> read_any(const std::string& path) {
  fs::path file(path);
  std::error_code ignored;
  // events.jsonl is whole up to the last case, whatever happened to the run.
  if (fs::is_directory(file, ignored)) file /= "events.jsonl";
  if (file.extension() != ".jsonl") return read_report_file(file.string(), std::cerr);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    std::cerr << "stompcheck: " << file.string() << ": cannot be read\n";
    return std::nullopt;
  }
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::string error;
  std::optional<reports::Report> report = reports::read_events(text, error);
  if (!report) {
    std::cerr << "stompcheck: " << file.string() << ": has no events of a run: " << error << '\n';
  }
  return report;
}

// The profile that the run had, or the one that was given.
std::optional<conformance::Profile> profile_of(const Arguments& arguments,
                                               const reports::RunRecord& record, const Data& data) {
  TargetOptions options = arguments.target;
  if (options.target.empty()) {
    options.target =
        record.metadata.profile.empty() ? record.started.target : record.metadata.profile;
  }
  std::optional<conformance::Profile> profile = load_target(options, data, std::cerr);
  if (!profile) std::cerr << "stompcheck: name the profile that the run had: --target\n";
  return profile;
}

std::string words(std::string_view text) {
  return reports::printable(text, reports::Characters::unicode);
}

// What came of the cases, in the order of the report.
struct Tally {
  std::size_t same = 0;
  std::size_t changed = 0;
  std::size_t unclear = 0;
};

Tally regrade_all(reports::RunRecord& record, const LoadedSuite& loaded,
                  const conformance::Profile& profile) {
  std::unordered_map<std::string, const conformance::Case*> cases;
  for (const conformance::Case& subject : loaded.suite.cases) {
    cases.emplace(subject.key(), &subject);
  }
  const conformance::Duration deadline =
      record.met ? record.met->calibration.deadline : conformance::Duration(2'000'000);
  Tally tally;
  for (conformance::CaseResult& stored : record.cases) {
    std::string obstacle = "there is no such case any more";
    std::optional<conformance::CaseResult> again;
    if (const auto found = cases.find(stored.key); found != cases.end()) {
      again = conformance::regraded(stored, *found->second, loaded.suite.catalogue, profile,
                                    deadline, obstacle);
    }
    if (!again) {
      ++tally.unclear;
      std::cout << "unclear  " << words(stored.key) << ": " << words(obstacle) << '\n';
      continue;
    }
    if (again->grade == stored.grade && again->reason == stored.reason) {
      ++tally.same;
    } else {
      ++tally.changed;
      std::cout << "changed  " << words(stored.key) << ": " << to_string(stored.grade) << " -> "
                << to_string(again->grade)
                << (again->reason.empty() ? "" : ": " + words(again->reason)) << '\n';
      // An entry of a baseline excuses one way to fail, and this is another.
      again->expected.reset();
      if (again->grade < conformance::Grade::blocked) again->flaky = again->tried_once = false;
    }
    stored = *std::move(again);
  }
  return tally;
}

// The summary, of the cases as they are now.
void sum_up(reports::RunRecord& record) {
  conformance::Summary summary;
  for (const conformance::CaseResult& result : record.cases) count(summary, result);
  summary.restarts = record.finished.summary.restarts;
  summary.duration = record.finished.summary.duration;
  record.finished.summary = std::move(summary);
}

// Which failures the baseline excuses, instead of what was said when the run was made.
void hold_against(const conformance::Baseline& baseline, reports::RunRecord& record,
                  const conformance::Suite& suite) {
  conformance::Expectations expectations(baseline, today());
  for (conformance::CaseResult& result : record.cases) {
    result.expected.reset();
    expectations.judge(result);
    expectations.note(result);
  }
  record.finished.baseline_problems =
      record.partial() ? std::vector<std::string>{} : expectations.problems(names_of(suite.cases));
}

// False where the baseline cannot be read; the person has been told.
bool apply(const GradingOptions& grading, reports::RunRecord& record,
           const conformance::Suite& suite) {
  std::optional<conformance::Baseline> baseline;
  if (!read_baseline(grading.baseline.read, baseline, std::cerr)) return false;
  if (baseline) hold_against(*baseline, record, suite);
  record.metadata.fail_on = grading.least_breach().value_or(record.metadata.fail_on);
  record.finished.flaky_fails = record.finished.flaky_fails || grading.fail_on_flaky;
  return true;
}

std::string write_all(const reports::RunRecord& record, const LoadedSuite& loaded,
                      const fs::path& directory) {
  const reports::StatementLookup lookup = [&](std::string_view id, stomp::Version version) {
    return loaded.suite.catalogue.statement(id, version);
  };
  std::error_code failed;
  fs::create_directories(directory, failed);
  if (failed) return directory.string() + ": " + failed.message();
  const conformance::Coverage coverage = conformance::coverage_of(loaded.suite);
  reports::PageInput page;
  page.runs.push_back({&record, {"The verdicts are of stored transcripts, judged again."}});
  page.statements = lookup;
  page.prose = prose_of_suite(loaded.suite);
  page.coverage = &coverage;
  std::string error =
      reports::replace_file((directory / "report.html").string(), reports::html_report(page));
  for (const reports::Document& document : plain_documents(directory, lookup)) {
    if (!error.empty()) return error;
    error = reports::write_document(document, record);
  }
  return error;
}

int regrade(const Arguments& arguments, const std::string& data) {
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  std::optional<reports::Report> report = read_any(arguments.file);
  if (!report) return 2;
  reports::RunRecord& record = report->record;
  const auto profile = profile_of(arguments, record, loaded->data);
  if (!profile) return 2;
  const Tally tally = regrade_all(record, *loaded, *profile);
  if (!apply(arguments.grading, record, loaded->suite)) return 2;
  sum_up(record);
  record.metadata.suite_digest = digest(loaded->data.scenarios);
  std::cout << tally.same << " as before, " << tally.changed << " changed, " << tally.unclear
            << " unclear (their verdicts stay)\n"
            << words(reports::verdict_line(record.finished, record.metadata.fail_on)) << '\n';
  if (!arguments.output.empty()) {
    if (const std::string error = write_all(record, *loaded, arguments.output); !error.empty()) {
      std::cerr << "stompcheck: " << error << '\n';
      return 2;
    }
  }
  if (!arguments.grading.baseline.write.empty()) {
    if (const std::string error =
            record.partial()
                ? "--write-baseline: nothing was written, because the run did not come to its end"
                : write_baseline(arguments.grading.baseline, profile->name, record.cases,
                                 std::cout);
        !error.empty()) {
      std::cerr << "stompcheck: " << error << '\n';
      return 2;
    }
  }
  const int code = exit_code(record.finished, record.metadata.fail_on);
  constexpr int incomplete = 4;
  return code == 0 && tally.unclear > 0 ? incomplete : code;
}

}  // namespace

void add_regrade_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "regrade", "judge stored transcripts again by the suite as it is now, without a broker");
  verb->add_option("file", arguments->file,
                   "events.jsonl or report.json of a run, or the folder with them")
      ->required()
      ->type_name("FILE");
  verb->add_option("--target", arguments->target.target,
                   "the profile that the run had (found by its name)")
      ->type_name("TARGET");
  verb->add_option("--passcode", arguments->target.passcode,
                   "password; better in the environment variable STOMPCHECK_PASSCODE");
  add_grading_options(*verb, arguments->grading);
  verb->add_option("--report", arguments->output,
                   "directory for the reports of run --report, but for events.jsonl")
      ->type_name("DIR");
  verb->footer(
      "A case of which more was said than was stored, or other things, is unclear: its verdict\n"
      "stays, and only the broker can tell. A crash stays one. What is not given of --fail-on,\n"
      "--baseline and --fail-on-flaky is as the run had it.\n\n"
      "Exit codes: as those of run; 4 also where a case is unclear and nothing failed.\n\n"
      "Examples:\n"
      "  stompcheck regrade out\n"
      "  stompcheck regrade out --baseline known.json --fail-on should\n"
      "  stompcheck regrade out/events.jsonl --target my-broker.json --report mended\n");
  verb->callback([arguments, &data, &exit_code] { exit_code = regrade(*arguments, data); });
}

}  // namespace cli
