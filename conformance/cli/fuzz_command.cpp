#include "conformance/cli/fuzz_command.hpp"

#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <random>
#include <sstream>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "conformance/cli/finding_files.hpp"
#include "conformance/cli/fuzz_session.hpp"
#include "fuzz/campaign/finding.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;
using campaign::Finding;

constexpr const char* footer =
    "Exit codes:\n"
    "  0  nothing found      1  confirmed findings         2  usage or profile error\n"
    "  3  the target does not hold the plainest dialogue   4  it died and could not be started "
    "again\n"
    "  70 a mistake of ours  130 interrupted (what was found is written)\n\n"
    "Examples:\n"
    "  stompcheck fuzz 127.0.0.1:61613 --budget 60s --out found\n"
    "  stompcheck fuzz rabbitmq --launched --budget 10m --out found\n"
    "  stompcheck fuzz --launch 'my-broker {port}' --seed 7\n"
    "  stompcheck fuzz reference-open --budget 5s          the embedded broker\n"
    "  stompcheck replay found/findings/KEY rabbitmq --launched\n";

struct FuzzArguments {
  FuzzTarget session;
  std::string budget = "60s";
  std::optional<std::uint64_t> seed;
  double rate = 0;
  std::string out;
  std::uint64_t cases = 0;
  std::size_t replays = 400;
};

// "90", "90s", "10m", "2h".
std::optional<std::chrono::milliseconds> duration_of(const std::string& text) {
  std::istringstream in(text);
  double value = 0;
  std::string unit;
  in >> value >> unit;
  const double seconds = unit.empty() || unit == "s" ? 1
                         : unit == "ms"              ? 0.001
                         : unit == "m"               ? 60
                         : unit == "h"               ? 3600
                                                     : 0;
  if (in.bad() || value <= 0 || seconds == 0 || value * seconds > 1e7) return std::nullopt;
  return std::chrono::milliseconds(std::llround(value * seconds * 1000));
}

std::string rate_of(std::uint64_t count, stomp::Duration time) {
  const double seconds = std::chrono::duration<double>(time).count();
  std::ostringstream out;
  out << std::fixed << std::setprecision(0)
      << (seconds > 0 ? static_cast<double>(count) / seconds : 0.0);
  return out.str();
}

void print_progress(const campaign::Figures& figures, std::size_t findings) {
  std::cerr << "\r\x1b[K"
            << std::chrono::duration_cast<std::chrono::seconds>(figures.elapsed).count()
            << "s  pipelined " << figures.pipelined << " ("
            << rate_of(figures.pipelined, figures.pipelining) << "/s)  fresh " << figures.fresh
            << " (" << rate_of(figures.fresh, figures.freshening) << "/s)  new answers "
            << figures.novel << "  replays " << figures.replays << "  starts " << figures.restarts
            << "  findings " << findings << std::flush;
}

void print_finding(const Finding& finding) {
  std::cout << (finding.confirmed() ? "found " : "not reproduced ") << finding.key << "  "
            << account_of(finding) << std::flush;
}

void print_summary(const campaign::Figures& figures, std::size_t confirmed, std::size_t others) {
  std::cout << "cases: " << figures.pipelined << " pipelined ("
            << rate_of(figures.pipelined, figures.pipelining) << "/s), " << figures.fresh
            << " on connections of their own (" << rate_of(figures.fresh, figures.freshening)
            << "/s:";
  for (const auto& [kind, count] : figures.by_class) {
    std::cout << ' ' << campaign::to_string(kind) << ' ' << count;
  }
  std::cout << ")\nanswers of a new kind: " << figures.novel << ", replays: " << figures.replays
            << ", starts of the target: " << figures.restarts << '\n'
            << confirmed << (confirmed == 1 ? " finding" : " findings");
  if (others > 0) std::cout << ", and " << others << " that did not happen again";
  std::cout << '\n';
}

int run_campaign(const FuzzArguments& arguments, const std::string& data) {
  const auto budget = duration_of(arguments.budget);
  if (!budget) {
    std::cerr << "stompcheck: --budget " << arguments.budget << ": write 90s, 10m or 2h\n";
    return 2;
  }
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  FuzzSession session(*loaded, arguments.session);
  if (const int code = session.open(std::cerr)) return code;
  campaign::Options options;
  options.budget = *budget;
  options.seed = arguments.seed.value_or(std::random_device{}() % 1'000'000);
  options.rate = arguments.rate;
  options.connections_max = arguments.session.connections_max;
  options.cases_max = arguments.cases;
  options.replays_max = arguments.replays;
  std::cout << "stompcheck fuzz " << session.command() << " --seed " << options.seed << std::endl;
  const bool interactive = isatty(STDERR_FILENO) != 0;
  bool written = true;
  const auto store = [&](const Finding& finding) {
    if (interactive) std::cerr << "\r\x1b[K" << std::flush;
    print_finding(finding);
    if (arguments.out.empty()) return;
    written = write_files((fs::path(arguments.out) / "findings" / finding.key).string(),
                          campaign::files_of(finding, session.dialect(), loaded->suite.catalogue,
                                             session.command()),
                          std::cerr) &&
              written;
  };
  const auto campaign = session.make_campaign(
      options,
      {.found = store, .progress = [&](const campaign::Figures& figures, std::size_t found) {
         if (interactive) print_progress(figures, found);
       }});
  const std::string stopped = campaign->run([&] { return session.interrupted(); });
  if (interactive) std::cerr << "\r\x1b[K" << std::flush;
  std::size_t confirmed = 0;
  for (const Finding& finding : campaign->findings()) confirmed += finding.confirmed() ? 1U : 0U;
  print_summary(campaign->figures(), confirmed, campaign->findings().size() - confirmed);
  if (!stopped.empty()) std::cerr << "stompcheck: the campaign ended early: " << stopped << '\n';
  if (!written) return 2;
  if (session.interrupted()) return 130;
  if (confirmed > 0) return 1;
  return stopped.empty() ? 0 : 4;
}

}  // namespace

void add_fuzz_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<FuzzArguments>();
  CLI::App* verb = app.add_subcommand("fuzz", "look for inputs that a broker cannot bear");
  verb->footer(footer);
  verb->add_option("TARGET", arguments->session.target.target,
                   "HOST:PORT, stomps://HOST:PORT, ws://HOST:PORT/PATH, wss://HOST:PORT/PATH, a "
                   "profile's file or name");
  add_fuzz_target_options(*verb, arguments->session);
  verb->add_option("--budget", arguments->budget, "how long: 90s, 10m, 2h (60s)");
  verb->add_option("--cases", arguments->cases, "end after so many cases, too");
  verb->add_option("--seed", arguments->seed, "of all cases (random, printed)");
  verb->add_option("--rate", arguments->rate, "cases a second at most (no limit)")
      ->check(CLI::Range(0.01, 1e9));
  verb->add_option("--replays", arguments->replays, "of one finding, to make it small (400)")
      ->check(CLI::Range(0, 1'000'000));
  verb->add_option("--out", arguments->out, "directory for what is found")->type_name("DIR");
  verb->callback([arguments, &data, &exit_code] { exit_code = run_campaign(*arguments, data); });
}

}  // namespace cli
