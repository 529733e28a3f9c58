#include "conformance/cli/coverage_command.hpp"

#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "conformance/cli/suite.hpp"
#include "conformance/scenario/coverage.hpp"
#include "reports/coverage_report.hpp"
#include "reports/output_file.hpp"

namespace cli {
namespace {

using conformance::Coverage;
using conformance::CoverageRow;

struct Arguments {
  std::vector<std::string> versions;
  std::string format;  // empty: by the name of the file, text on the terminal
  std::string output;
  bool untested = false;
};

std::string format_of(const Arguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  if (arguments.output.ends_with(".md")) return "markdown";
  if (arguments.output.ends_with(".json")) return "json";
  return "text";
}

std::string render(const Coverage& coverage, const std::string& format, reports::Rows rows) {
  if (format == "markdown") return reports::coverage_markdown(coverage, rows);
  if (format == "json") return reports::coverage_json(coverage, rows);
  return reports::coverage_text(coverage, rows);
}

int report(const Arguments& arguments, const std::string& data) {
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  Coverage coverage = conformance::coverage_of(loaded->suite);
  if (!arguments.versions.empty()) {
    std::erase_if(coverage.rows, [&](const CoverageRow& row) {
      return std::find(arguments.versions.begin(), arguments.versions.end(),
                       stomp::to_string(row.version)) == arguments.versions.end();
    });
  }
  const int exit_code = coverage.untested() == 0 ? 0 : 1;
  const std::string document =
      render(coverage, format_of(arguments),
             arguments.untested ? reports::Rows::untested : reports::Rows::all);
  if (arguments.output.empty()) {
    std::cout << document;
    return exit_code;
  }
  const std::string error = reports::replace_file(arguments.output, document);
  if (!error.empty()) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  std::cout << reports::coverage_totals(coverage);
  return exit_code;
}

}  // namespace

void add_coverage_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "coverage", "show which statements of the specifications are tested, and by which cases");
  verb->add_option("--version", arguments->versions, "only this STOMP version (may be repeated)")
      ->check(CLI::IsMember({"1.0", "1.1", "1.2"}));
  verb->add_flag("--untested", arguments->untested, "only what is neither tested nor excused");
  verb->add_option("--format", arguments->format,
                   "text, markdown or json (by the name of --output; otherwise text)")
      ->check(CLI::IsMember({"text", "markdown", "json"}));
  verb->add_option("--output", arguments->output, "write the table there and print the totals")
      ->type_name("FILE");
  verb->footer(
      "Exit codes:\n"
      "  0  every statement is tested or excused   1  one is not   2  usage or scenario error\n\n"
      "Examples:\n"
      "  stompcheck coverage\n"
      "  stompcheck coverage --untested --version 1.2\n"
      "  stompcheck coverage --output coverage.md\n");
  verb->callback([arguments, &data, &exit_code] { exit_code = report(*arguments, data); });
}

}  // namespace cli
