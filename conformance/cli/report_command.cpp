#include "conformance/cli/report_command.hpp"

#include <filesystem>
#include <iostream>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "conformance/cli/documents.hpp"
#include "conformance/cli/report_files.hpp"
#include "conformance/cli/suite.hpp"
#include "reports/merge.hpp"
#include "reports/output_file.hpp"

namespace cli {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string output;
  bool allow_mixed = false;
  std::size_t kilobytes = 0;  // of the page at most; 0: the default
};

// What the reports say, in the order of the command line.
struct Inputs {
  std::vector<reports::NamedRecord> records;
  std::vector<reports::QuotedStatements> statements;
};

std::optional<Inputs> read_all(const std::vector<std::string>& files) {
  Inputs inputs;
  bool sound = true;
  for (const std::string& file : files) {
    std::optional<reports::Report> report = read_report_file(file, std::cerr);
    sound = sound && report;
    if (!report) continue;
    inputs.records.push_back({file, std::move(report->record)});
    inputs.statements.push_back(std::move(report->statements));
  }
  return sound ? std::optional(std::move(inputs)) : std::nullopt;
}

// The suite, where it is the one that made all of these runs: another's steps would tell lies.
std::optional<LoadedSuite> suite_that_ran(const std::vector<std::string>& suites,
                                          const std::string& data) {
  std::string error;
  const std::optional<Data> found = find_data(data, error);
  if (!found || suites.size() != 1 || digest(found->scenarios) != suites.front()) {
    return std::nullopt;
  }
  return load(data, std::cerr);
}

std::string mixed_warning(const std::vector<std::string>& suites) {
  std::string names;
  for (const std::string& suite : suites) names += (names.empty() ? "" : ", ") + suite;
  return "These runs were made by different suites (" + names +
         "): where targets differ, it may be the suites that do.";
}

// Returns what could not be written, or nothing.
std::string write_all(const std::vector<reports::JoinedRun>& runs, const Inputs& inputs,
                      const Arguments& arguments, const std::string& data) {
  const std::filesystem::path directory(arguments.output);
  const std::vector<std::string> suites = reports::suites_of(runs);
  const std::optional<LoadedSuite> loaded = suite_that_ran(suites, data);
  const reports::StatementLookup lookup =
      [&](std::string_view id, stomp::Version version) -> const conformance::Statement* {
    for (const reports::QuotedStatements& statements : inputs.statements) {
      if (const auto* statement = statements.find(id, version)) return statement;
    }
    return nullptr;
  };
  std::optional<conformance::Coverage> coverage;
  reports::PageInput page;
  page.statements = lookup;
  page.octets_max = arguments.kilobytes * 1000;
  for (const reports::JoinedRun& run : runs) page.runs.push_back({&run.record, run.warnings});
  if (suites.size() > 1) page.warnings.push_back(mixed_warning(suites));
  if (loaded) {
    coverage = conformance::coverage_of(loaded->suite);
    page.prose = prose_of_suite(loaded->suite);
    page.coverage = &*coverage;
  }
  std::string error =
      reports::replace_file((directory / "report.html").string(), reports::html_report(page));
  if (runs.size() > 1) return error;
  for (const reports::Document& document : plain_documents(directory, lookup)) {
    if (!error.empty()) return error;
    error = reports::write_document(document, runs.front().record);
  }
  return error;
}

int report(const Arguments& arguments, const std::string& data) {
  std::optional<Inputs> inputs = read_all(arguments.files);
  if (!inputs) return 2;
  std::string error;
  const auto runs = reports::joined_shards(std::move(inputs->records), error);
  if (!runs) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  if (reports::suites_of(*runs).size() > 1 && !arguments.allow_mixed) {
    std::cerr << "stompcheck: these runs were made by different suites:\n";
    for (const reports::JoinedRun& run : *runs) {
      std::cerr << "  " << run.record.metadata.suite_digest << "  " << run.record.started.target
                << '\n';
    }
    std::cerr << "Run them again with one suite, or compare them all the same: --allow-mixed\n";
    return 2;
  }
  std::error_code failed;
  std::filesystem::create_directories(arguments.output, failed);
  error = failed ? arguments.output + ": " + failed.message()
                 : write_all(*runs, *inputs, arguments, data);
  if (!error.empty()) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  std::cout << "reports: " << std::filesystem::path(arguments.output).lexically_normal().string()
            << (runs->size() > 1
                    ? " (report.html)\n"
                    : " (report.html, report.json, junit.xml, report.sarif, summary.md, badge)\n");
  return 0;
}

}  // namespace

void add_report_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "report", "show runs that are over as one page: targets side by side, shards put together");
  verb->add_option("files", arguments->files, "report.json files, or the folders with them")
      ->required()
      ->type_name("FILE");
  verb->add_option("-o,--output", arguments->output, "directory for report.html")
      ->required()
      ->type_name("DIR");
  verb->add_flag("--allow-mixed", arguments->allow_mixed,
                 "compare runs of different suites, and say so on the page");
  verb->add_option("--kilobytes", arguments->kilobytes,
                   "size of report.html at most (2000, and 1000 for each further target): what "
                   "passed loses its wire first, then its page; the tables stay")
      ->check(CLI::Range(1, 1'000'000));
  verb->footer(
      "Shards of one run become one run again, with all formats of run --report.\n\n"
      "Examples:\n"
      "  stompcheck report rabbitmq/report.json artemis/report.json -o compared\n"
      "  stompcheck report shard-1 shard-2 shard-3 shard-4 -o whole\n");
  verb->callback([arguments, &data, &exit_code] { exit_code = report(*arguments, data); });
}

}  // namespace cli
