#include "conformance/cli/fuzz_command.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "conformance/cli/finding_files.hpp"
#include "conformance/cli/fuzz_known.hpp"
#include "conformance/cli/fuzz_session.hpp"
#include "conformance/cli/fuzz_summary.hpp"
#include "conformance/cli/grading.hpp"
#include "fuzz/campaign/finding.hpp"
#include "fuzz/campaign/store/store.hpp"
#include "reports/text.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;
using campaign::Finding;

constexpr const char* footer =
    "Exit codes:\n"
    "  0  nothing found      1  confirmed findings, or a waiver that has expired\n"
    "  2  usage or profile error\n"
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
  bool resume = false;
  std::vector<std::string> merge;
  std::vector<std::string> baseline;
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

// What is on disk of a campaign, and what it is told to begin with.
class Records {
 public:
  Records(const FuzzArguments& arguments, std::string target)
      : arguments_(arguments), target_(std::move(target)) {}

  // False, and standard error has been told, where that cannot be.
  bool open() {
    if (arguments_.out.empty()) {
      if (!arguments_.resume && arguments_.merge.empty()) return true;
      std::cerr << "stompcheck: --resume and --merge need --out, where a campaign is kept\n";
      return false;
    }
    std::error_code error;
    fs::create_directories(arguments_.out, error);
    store_ = open_store(arguments_.out);
    if (!store_) return false;
    if (store_->progress() && !arguments_.resume) {
      std::cerr << "stompcheck: " << arguments_.out
                << " has a campaign: --resume goes on with it; or name another directory\n";
      return false;
    }
    return std::ranges::all_of(arguments_.merge, [&](const auto& from) { return merge(from); });
  }

  [[nodiscard]] std::uint64_t seed() const {
    const auto progress = store_ ? store_->progress() : std::nullopt;
    const std::uint64_t other = progress ? progress->seed : std::random_device{}() % 1'000'000;
    return arguments_.seed.value_or(other);
  }

  void begin(campaign::Campaign& campaign) {
    if (!store_) return;
    campaign::Progress progress = store_->progress().value_or(campaign::Progress());
    // Another seed is another campaign among the findings of the first.
    if (arguments_.seed && progress.seed != *arguments_.seed) progress = {};
    progress.target = target_;
    campaign.go_on(progress, store_->findings(), store_->kept(), store_->differences());
  }
  // False, and standard error has been told, where that cannot be.
  bool put(const std::vector<campaign::Difference>& differences) {
    if (!store_) return true;
    for (const campaign::Difference& each : differences) store_->put(each);
    if (differences.empty()) return true;
    return write_files(arguments_.out,
                       {{"differences.md", campaign::differences_text(store_->differences())}},
                       std::cerr);
  }
  void put(const Finding& finding) {
    if (store_) store_->put(finding);
  }
  void keep(const std::string& text) {
    if (store_) store_->keep(text);
  }
  void save(const campaign::Campaign& campaign) {
    if (store_) store_->save(campaign.progress());
  }
  [[nodiscard]] std::string error() const { return store_ ? store_->error() : std::string(); }

 private:
  static std::unique_ptr<campaign::Store> open_store(const std::string& directory) {
    const std::string file = (fs::path(directory) / "campaign.sqlite").string();
    std::string error;
    auto store = campaign::Store::open(file, error);
    if (!store) std::cerr << "stompcheck: " << file << ": " << error << '\n';
    return store;
  }

  // What another campaign has found, and the texts that it kept.
  bool merge(const std::string& from) {
    std::error_code error;
    if (!fs::is_regular_file(fs::path(from) / "campaign.sqlite", error)) {
      std::cerr << "stompcheck: --merge " << from << ": no campaign is kept there\n";
      return false;
    }
    const auto other = open_store(from);
    if (!other) return false;
    for (const Finding& finding : other->findings()) {
      store_->put(finding);
      const fs::path name = fs::path("findings") / finding.key;
      fs::create_directories(fs::path(arguments_.out) / "findings", error);
      fs::copy(fs::path(from) / name, fs::path(arguments_.out) / name,
               fs::copy_options::recursive | fs::copy_options::skip_existing, error);
    }
    for (const std::string& text : other->kept()) store_->keep(text);
    for (const auto& difference : other->differences()) store_->put(difference);
    return true;
  }

  const FuzzArguments& arguments_;
  std::string target_;
  std::unique_ptr<campaign::Store> store_;
};

int end_of(const campaign::Campaign& campaign, const KnownFindings& known,
           const std::string& stopped, bool interrupted) {
  std::size_t confirmed = 0;
  std::size_t old = 0;
  std::size_t others = 0;
  std::string waived;
  for (const Finding& finding : campaign.findings()) {
    const conformance::Waiver* const waiver = known.waiver_of(finding.key);
    if (!finding.confirmed()) {
      ++others;
    } else if (waiver != nullptr) {
      waived += "waived " + finding.key + "  " + campaign::headline(finding) + "\n  because " +
                reports::printable(waiver->excuse.reason) +
                (waiver->excuse.expires.empty() ? "" : ", until " + waiver->excuse.expires) + '\n';
    } else {
      ++(known.has(finding.key) ? old : confirmed);
    }
  }
  print_summary(campaign.figures(), confirmed, others);
  if (old > 0) std::cout << old << " of the baseline\n";
  std::cout << waived;
  const std::vector<std::string> expired = known.expired();
  for (const std::string& sentence : expired) std::cout << sentence << '\n';
  print_observations(campaign);
  if (!stopped.empty()) std::cerr << "stompcheck: the campaign ended early: " << stopped << '\n';
  if (interrupted) return 130;
  if (confirmed > 0 || !expired.empty()) return 1;
  return stopped.empty() ? 0 : 4;
}

int run_campaign(const FuzzArguments& arguments, const std::string& data) {
  const auto budget = duration_of(arguments.budget);
  if (!budget) {
    std::cerr << "stompcheck: --budget " << arguments.budget << ": write 90s, 10m or 2h\n";
    return 2;
  }
  const auto known = KnownFindings::read(arguments.baseline, today(), std::cerr);
  if (!known) return 2;
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  FuzzSession session(*loaded, arguments.session);
  if (const int code = session.open(std::cerr)) return code;
  Records records(arguments, session.command());
  if (!records.open()) return 2;
  campaign::Options options;
  options.budget = *budget;
  options.seed = records.seed();
  options.rate = arguments.rate;
  options.connections_max = arguments.session.connections_max;
  options.cases_max = arguments.cases;
  options.replays_max = arguments.replays;
  std::cout << "stompcheck fuzz " << session.command() << " --seed " << options.seed << std::endl;
  const bool interactive = isatty(STDERR_FILENO) != 0;
  bool written = true;
  campaign::Campaign* running = nullptr;
  const auto found = [&](const Finding& finding) {
    if (interactive) std::cerr << "\r\x1b[K" << std::flush;
    if (!arguments.out.empty()) {
      written = write_files((fs::path(arguments.out) / "findings" / finding.key).string(),
                            campaign::files_of(finding, session.dialect(), loaded->suite.catalogue,
                                               session.command()),
                            std::cerr) &&
                written;
      records.put(finding);
    }
    print_finding(finding);
  };
  const auto progress = [&](const campaign::Figures& figures, std::size_t count) {
    if (interactive) print_progress(figures, count);
    records.save(*running);
  };
  const auto campaign =
      session.make_campaign(options, {.found = found,
                                      .progress = progress,
                                      .kept = [&](const std::string& text) { records.keep(text); },
                                      .differs =
                                          [&](const campaign::Difference& difference) {
                                            written = records.put({difference}) && written;
                                          }});
  running = campaign.get();
  records.begin(*campaign);
  records.save(*campaign);
  const std::string stopped = campaign->run([&] { return session.interrupted(); });
  records.save(*campaign);
  written = records.put(campaign->differences()) && written;
  if (interactive) std::cerr << "\r\x1b[K" << std::flush;
  const int code = end_of(*campaign, *known, stopped, session.interrupted());
  if (!records.error().empty()) {
    std::cerr << "stompcheck: campaign.sqlite: " << records.error() << '\n';
    return 2;
  }
  return written ? code : 2;
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
  verb->add_flag("--resume", arguments->resume, "go on with the campaign that --out has");
  verb->add_option("--merge", arguments->merge,
                   "another campaign's --out: its findings and what it kept (may be repeated)")
      ->type_name("DIR");
  verb->add_option("--baseline", arguments->baseline,
                   "what is known: an earlier --out, or a file of waivers (may be repeated)")
      ->type_name("FILE");
  verb->callback([arguments, &data, &exit_code] { exit_code = run_campaign(*arguments, data); });
}

}  // namespace cli
