#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "conformance/cli/report_command.hpp"
#include "conformance/cli/report_files.hpp"
#include "reports/diff.hpp"
#include "reports/output_file.hpp"

namespace cli {
namespace {

struct Arguments {
  std::string before;
  std::string after;
  std::string fail_on;
  std::string format;  // empty: by the name of the file, text on the terminal
  std::string output;
};

std::string format_of(const Arguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  if (arguments.output.ends_with(".md")) return "markdown";
  if (arguments.output.ends_with(".json")) return "json";
  return "text";
}

std::string render(const reports::Diff& diff, const std::string& format) {
  if (format == "markdown") return reports::diff_markdown(diff);
  if (format == "json") return reports::diff_json(diff);
  return reports::diff_text(diff);
}

// A run that died early, or in which everything is blocked, has no regressions: it is no proof that
// there are none.
int gate(const reports::Diff& diff) {
  if (diff.count(reports::Change::regression) > 0) return 1;
  constexpr int incomplete = 4;
  if (diff.after->partial()) {
    std::cerr << "stompcheck: the new run did not come to its end: that nothing got worse is not "
                 "known\n";
    return incomplete;
  }
  if (const std::size_t cases = reports::count_unjudged(diff); cases > 0) {
    std::cerr << "stompcheck: " << cases
              << " of the cases that were judged before are blocked now: that nothing got worse is "
                 "not known\n";
    return incomplete;
  }
  return 0;
}

int compare(const Arguments& arguments) {
  const std::optional<reports::Report> before = read_report_file(arguments.before, std::cerr);
  const std::optional<reports::Report> after = read_report_file(arguments.after, std::cerr);
  if (!before || !after) return 2;
  const reports::Diff diff = reports::diff_of(before->record, after->record);
  const std::string document = render(diff, format_of(arguments));
  if (arguments.output.empty()) {
    std::cout << document;
  } else {
    const std::string error = reports::replace_file(arguments.output, document);
    if (!error.empty()) {
      std::cerr << "stompcheck: " << error << '\n';
      return 2;
    }
    std::cout << reports::diff_text(diff);
  }
  return arguments.fail_on == "regression" ? gate(diff) : 0;
}

}  // namespace

void add_diff_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand(
      "diff", "compare two runs: regressions, fixes, new and removed cases, changed reasons");
  verb->add_option("old", arguments->before, "report.json of the run before, or its folder")
      ->required()
      ->type_name("FILE");
  verb->add_option("new", arguments->after, "report.json of the run after, or its folder")
      ->required()
      ->type_name("FILE");
  verb->add_option("--fail-on", arguments->fail_on, "exit with 1 where there is a regression")
      ->check(CLI::IsMember({"regression"}));
  verb->add_option("--format", arguments->format,
                   "text, markdown or json (by the name of --output; otherwise text)")
      ->check(CLI::IsMember({"text", "markdown", "json"}));
  verb->add_option("-o,--output", arguments->output, "write it there, and the text here")
      ->type_name("FILE");
  verb->footer(
      "Exit codes:\n"
      "  0  compared   2  usage, or no report\n"
      "With --fail-on regression:\n"
      "  1  a regression   4  what was judged before is not judged any more\n\n"
      "Examples:\n"
      "  stompcheck diff yesterday today\n"
      "  stompcheck diff old/report.json new/report.json --fail-on regression -o changes.md\n");
  verb->callback([arguments, &exit_code] { exit_code = compare(*arguments); });
}

}  // namespace cli
