#include "conformance/cli/probe_command.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "conformance/cli/suite.hpp"
#include "conformance/cli/target.hpp"
#include "conformance/engine/run.hpp"
#include "conformance/net/driver.hpp"
#include "conformance/probe/probe.hpp"
#include "reports/output_file.hpp"
#include "reports/text.hpp"

namespace cli {
namespace {

namespace asio = boost::asio;
using conformance::Case;
using conformance::CaseResult;
using conformance::Discovery;
using conformance::Profile;
using Clock = std::chrono::steady_clock;

struct Arguments {
  TargetOptions target;
  std::string output;
  bool force = false;
  bool no_limits = false;
  std::uint32_t timeout_ms = 2000;
  std::uint32_t budget_s = 120;
};

// Rounds of probe cases over TCP, until the time is over or somebody presses Ctrl-C.
class Rounds {
 public:
  Rounds(const conformance::Catalogue& catalogue, const Arguments& arguments)
      : catalogue_(catalogue),
        timeout_(arguments.timeout_ms),
        until_(Clock::now() + std::chrono::seconds(arguments.budget_s)) {}

  std::optional<std::vector<CaseResult>> operator()(const Profile& profile,
                                                    const std::vector<Case>& cases,
                                                    const std::string& what);

  [[nodiscard]] bool interrupted() const { return interrupted_; }

 private:
  const conformance::Catalogue& catalogue_;
  std::chrono::milliseconds timeout_;
  Clock::time_point until_;
  std::string tag_ = "p" + std::to_string(std::random_device{}() % 1'000'000);
  std::size_t round_ = 0;
  bool interrupted_ = false;
};

std::optional<std::vector<CaseResult>> Rounds::operator()(const Profile& profile,
                                                          const std::vector<Case>& cases,
                                                          const std::string& what) {
  if (interrupted_ || Clock::now() >= until_) return std::nullopt;
  ++round_;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  if (terminal) {
    std::cerr << "\r\x1b[K" << round_ << ": " << reports::printable(what) << std::flush;
  }
  std::string error;
  std::optional<conformance::Channels> channels = conformance::Channels::of(profile, error);
  if (!channels) {
    std::cerr << "stompcheck: TLS: " << error << '\n';
    return std::nullopt;
  }
  asio::io_context context(1);
  conformance::Run run(catalogue_, profile, cases,
                       {.jobs = 16,
                        .timeout = timeout_,
                        .keep_going = true,
                        .tag = tag_ + "r" + std::to_string(round_)});
  std::vector<CaseResult> results;
  bool finished = false;
  bool cut_short = false;
  const auto note = [&](const conformance::Event& event) {
    if (const auto* done = std::get_if<conformance::CaseFinished>(&event)) {
      results.push_back(done->result);
    } else if (std::holds_alternative<conformance::RunFinished>(event)) {
      finished = true;
      context.stop();
    }
  };
  conformance::Driver driver(context, run, note, std::nullopt, *std::move(channels));
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    interrupted_ = true;
    driver.interrupt();
  });
  asio::steady_timer timer(context, until_);
  timer.async_wait([&](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    cut_short = true;
    driver.interrupt();
  });
  driver.start();
  if (!finished) context.run();
  if (terminal) std::cerr << "\r\x1b[K" << std::flush;
  if (interrupted_ || cut_short) return std::nullopt;
  return results;
}

void print_facts(const Discovery& found) {
  std::size_t width = 0;
  for (const conformance::Fact& fact : found.facts) width = std::max(width, fact.about.size());
  for (const conformance::Fact& fact : found.facts) {
    std::cout << fact.about << std::string(width + 2 - fact.about.size(), ' ')
              << reports::printable(fact.found) << '\n';
  }
  if (!found.profile.missing.empty()) std::cout << "\nmissing, as observed\n";
  for (const auto& [capability, reason] : found.profile.missing) {
    std::cout << "  " << capability << ": " << reports::printable(reason) << '\n';
  }
}

int write_profile(const Arguments& arguments, const Discovery& found) {
  const std::string name = std::filesystem::path(arguments.output).stem().string();
  const std::string error =
      reports::replace_file(arguments.output, conformance::profile_json(found, name));
  if (!error.empty()) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  std::cout << "\nwrote " << arguments.output << ": read it, correct it, then\n  stompcheck run "
            << reports::shell_quoted(arguments.output) << '\n';
  if (!found.profile.accounts.empty()) {
    std::cout << "It holds no passcode: set STOMPCHECK_PASSCODE before.\n";
  }
  return 0;
}

int probe(const Arguments& arguments, const std::string& data) {
  if (!arguments.output.empty() && !arguments.force && std::filesystem::exists(arguments.output)) {
    std::cerr << "stompcheck: " << arguments.output
              << " exists; --force replaces it, or give another name\n";
    return 2;
  }
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  const std::optional<Profile> start = load_target(arguments.target, loaded->data, std::cerr);
  if (!start) return 2;
  if (start->embedded != conformance::Embedded::none) {
    std::cerr << "stompcheck: " << arguments.target.target
              << " is the embedded broker; start it with \"stompcheck broker\" and name its "
                 "--endpoint\n";
    return 2;
  }
  json::Problems problems;
  std::vector<Case> cases =
      conformance::load_probe_cases(loaded->data.scenarios, loaded->suite.catalogue, problems);
  print(problems, std::cerr);
  if (!problems.empty()) return 2;

  Rounds rounds(loaded->suite.catalogue, arguments);
  const Discovery found =
      conformance::Probe(*start, std::move(cases), std::ref(rounds), !arguments.no_limits).run();
  print_facts(found);
  if (rounds.interrupted()) return 130;
  if (!found.trouble.empty()) {
    std::cerr << "stompcheck: " << to_string(start->endpoint) << ": "
              << reports::printable(found.trouble) << '\n';
    return 3;
  }
  if (!found.complete) {
    std::cout << "\nThe time was over before everything was tried; --time gives more.\n";
  }
  return arguments.output.empty() ? 0 : write_profile(arguments, found);
}

}  // namespace

void add_probe_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb =
      app.add_subcommand("probe", "find out what a broker does, and write a profile to start from");
  verb->add_option("target", arguments->target.target,
                   "HOST:PORT, stomp://HOST:PORT, or a profile whose account and destinations to "
                   "begin with")
      ->required()
      ->type_name("TARGET");
  verb->add_option("--endpoint", arguments->target.endpoint,
                   "HOST:PORT: the target's profile at another address");
  verb->add_option("--login", arguments->target.login, "user name");
  verb->add_option("--passcode", arguments->target.passcode,
                   "password; better in the environment variable STOMPCHECK_PASSCODE");
  verb->add_option("--host", arguments->target.host, "the host header of CONNECT to try first");
  verb->add_option("--output", arguments->output, "the profile to write")->type_name("FILE");
  verb->add_flag("--force", arguments->force, "replace a profile that exists");
  verb->add_flag("--no-limits", arguments->no_limits,
                 "do not look for limits (some brokers do not survive large frames)");
  verb->add_option("--timeout", arguments->timeout_ms,
                   "milliseconds that each answer is waited for (2000)")
      ->check(CLI::Range(1, 60'000));
  verb->add_option("--time", arguments->budget_s, "seconds that everything may take (120)")
      ->check(CLI::Range(1, 3600));
  verb->footer(
      "Nothing is judged; what was observed is for you to confirm. Limits are looked for up to\n"
      "bodies of 16 MiB, lines of 1 MiB and 65536 headers.\n\n"
      "Exit codes:\n"
      "  0  found   2  usage error, or the profile exists   3  unreachable, or it lets nobody in\n"
      "  130 interrupted\n\n"
      "Examples:\n"
      "  stompcheck probe 127.0.0.1:61613\n"
      "  stompcheck probe 127.0.0.1:61613 --login guest --output my-broker.json\n"
      "  stompcheck run my-broker.json\n");
  verb->callback([arguments, &data, &exit_code] { exit_code = probe(*arguments, data); });
}

}  // namespace cli
