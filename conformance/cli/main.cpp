// The one program: verbs, and what they share.

#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "conformance/cli/coverage_command.hpp"
#include "conformance/cli/finding_commands.hpp"
#include "conformance/cli/fuzz_command.hpp"
#include "conformance/cli/probe_command.hpp"
#include "conformance/cli/regrade_command.hpp"
#include "conformance/cli/report_command.hpp"
#include "conformance/cli/run_command.hpp"
#include "conformance/cli/seeds_command.hpp"
#include "conformance/cli/self_description.hpp"
#include "conformance/cli/selfcheck_command.hpp"
#include "conformance/cli/suite_commands.hpp"
#include "reference_broker/net/command.hpp"

int main(int argc, char** argv) {
  CLI::App app("stompcheck " STOMPCHECK_VERSION
               ": a conformance suite for STOMP brokers, and a reference broker");
  app.name("stompcheck");
  app.set_version_flag("--version", STOMPCHECK_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  stompcheck run 127.0.0.1:61613     judge the broker that listens there\n"
      "  stompcheck broker --policy open    start the reference broker\n"
      "  stompcheck run --help              options, selectors, exit codes\n");
  std::string data;
  app.add_option("--data", data, "directory that holds \"scenarios\" (found by itself)")
      ->type_name("DIR");

  int exit_code = 0;
  cli::add_run_command(app, data, exit_code);
  cli::add_probe_command(app, data, exit_code);
  cli::add_report_command(app, data, exit_code);
  cli::add_diff_command(app, exit_code);
  cli::add_regrade_command(app, data, exit_code);
  cli::add_selfcheck_command(app, data, exit_code);
  cli::add_fuzz_command(app, data, exit_code);
  cli::add_finding_commands(app, data, exit_code);
  cli::add_list_command(app, data, exit_code);
  cli::add_explain_command(app, data, exit_code);
  cli::add_lint_command(app, data, exit_code);
  cli::add_coverage_command(app, data, exit_code);
  cli::add_seeds_command(app, data, exit_code);
  broker::add_broker_command(app, exit_code);
  cli::add_man_command(app);
  cli::add_completions_command(app, data, exit_code);

  for (CLI::App* verb : app.get_subcommands({})) verb->fallthrough();  // --data behind it as well

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);  // prints help, version or what is wrong
    return code == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "stompcheck: a mistake of ours, please report it: " << error.what() << '\n';
    return 70;
  }
  return exit_code;
}
