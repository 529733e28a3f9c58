#include "conformance/cli/finding_commands.hpp"

#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "conformance/cli/finding_files.hpp"
#include "conformance/cli/fuzz_session.hpp"

namespace cli {
namespace {

using campaign::Finding;

struct FindingArguments {
  std::string finding;
  FuzzTarget session;
  unsigned times = 3;
  std::size_t replays = 2000;
  std::string as = "scenario";
};

// What both verbs that talk to the target do first.
struct Bench {
  Finding finding;
  std::unique_ptr<LoadedSuite> loaded;
  std::unique_ptr<FuzzSession> session;
  std::unique_ptr<campaign::Campaign> campaign;
};

int prepare(FindingArguments& arguments, const std::string& data, Bench& bench) {
  std::optional<Finding> finding = read_finding(arguments.finding, std::cerr);
  if (!finding) return 2;
  bench.finding = *std::move(finding);
  // Its destinations are those of the campaign.
  arguments.session.name_space = bench.finding.name_space;
  std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  bench.loaded = std::make_unique<LoadedSuite>(*std::move(loaded));
  bench.session = std::make_unique<FuzzSession>(*bench.loaded, arguments.session);
  if (const int code = bench.session->open(std::cerr)) return code;
  campaign::Options options;
  options.replays_max = arguments.replays;
  bench.campaign = bench.session->make_campaign(
      options, {.found = {}, .progress = {}, .kept = {}, .differs = {}});
  return 0;
}

int replay(FindingArguments& arguments, const std::string& data) {
  Bench bench;
  if (const int code = prepare(arguments, data, bench)) return code;
  bench.campaign->verify(bench.finding, arguments.times);
  const Finding& finding = bench.finding;
  std::cout << account_of(finding) << finding.wire << finding.reproduced << " of "
            << finding.replays << " replays\n";
  return finding.reproduced > 0 ? 1 : 0;
}

int minimize(FindingArguments& arguments, const std::string& data) {
  Bench bench;
  if (const int code = prepare(arguments, data, bench)) return code;
  Finding& finding = bench.finding;
  bench.campaign->verify(finding, 1);
  if (finding.reproduced == 0) {
    std::cerr << "stompcheck: it does not happen on this target, so nothing can be left out\n";
    return 4;
  }
  const std::size_t before = finding.script.size();
  bench.campaign->minimise(finding);
  bench.campaign->verify(finding, arguments.times);
  std::cout << account_of(finding) << before << " octets have become " << finding.script.size()
            << "; " << finding.reproduced << " of " << finding.replays << " replays\n";
  const auto files = campaign::files_of(finding, bench.session->dialect(),
                                        bench.loaded->suite.catalogue, bench.session->command());
  return write_files(arguments.finding, files, std::cerr) ? 0 : 2;
}

// Of a finding on disk, without a target: what it is, in one of its forms.
int export_finding(const FindingArguments& arguments) {
  std::optional<Finding> finding = read_finding(arguments.finding, std::cerr);
  if (!finding) return 2;
  static const std::map<std::string, std::string> names = {
      {"scenario", "scenario.json"},    {"shell", "reproducer.sh"}, {"script", "script"},
      {"transcript", "transcript.txt"}, {"pcap", "wire.pcap"},      {"readme", "README.md"}};
  const std::optional<std::string> text =
      read_part(arguments.finding, names.at(arguments.as), std::cerr);
  if (!text) return 2;
  std::cout << *text;
  return 0;
}

CLI::App* add_verb(CLI::App& app, const char* name, const char* what, FindingArguments& arguments) {
  CLI::App* verb = app.add_subcommand(name, what);
  verb->add_option("FINDING", arguments.finding, "a directory below OUT/findings")
      ->type_name("DIR")
      ->required();
  return verb;
}

}  // namespace

void add_finding_commands(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<FindingArguments>();
  CLI::App* verb =
      add_verb(app, "replay", "see whether a finding of `fuzz` still happens", *arguments);
  verb->footer("Exit codes:\n  0  it does not happen   1  it does   2  usage   3  no target\n");
  verb->add_option("TARGET", arguments->session.target.target, "as of `fuzz`");
  add_fuzz_target_options(*verb, arguments->session);
  verb->add_option("--times", arguments->times, "how often (3)")->check(CLI::Range(1, 1000));
  verb->callback([arguments, &data, &exit_code] { exit_code = replay(*arguments, data); });

  arguments = std::make_shared<FindingArguments>();
  verb = add_verb(app, "minimize", "make a finding of `fuzz` smaller, in its place", *arguments);
  verb->add_option("TARGET", arguments->session.target.target, "as of `fuzz`");
  add_fuzz_target_options(*verb, arguments->session);
  verb->add_option("--replays", arguments->replays, "at most (2000)")
      ->check(CLI::Range(1, 1'000'000));
  verb->callback([arguments, &data, &exit_code] { exit_code = minimize(*arguments, data); });

  arguments = std::make_shared<FindingArguments>();
  verb = add_verb(app, "export", "print a finding of `fuzz` in one of its forms", *arguments);
  verb->add_option("--as", arguments->as, "scenario, shell, script, transcript, pcap or readme")
      ->check(CLI::IsMember({"scenario", "shell", "script", "transcript", "pcap", "readme"}));
  verb->callback([arguments, &exit_code] { exit_code = export_finding(*arguments); });
}

}  // namespace cli
