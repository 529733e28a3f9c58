#include "conformance/cli/selfcheck_command.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include <CLI/CLI.hpp>

#include "conformance/cli/selfcheck_session.hpp"
#include "conformance/cli/suite.hpp"
#include "conformance/cli/target.hpp"
#include "conformance/cli/workers.hpp"
#include "reference_broker/deviations/deviation.hpp"
#include "reports/output_file.hpp"
#include "reports/selfcheck_writer.hpp"

namespace cli {
namespace {

using Clock = std::chrono::steady_clock;
using selfcheck::Part;
using selfcheck::Reference;

struct SelfcheckArguments {
  SelfcheckOptions session;
  std::string report;
};

constexpr const char* footer =
    "Parts:\n"
    "  a  policies      the reference broker passes everything that applies, in the simulator\n"
    "  b  null-servers  servers that serve nobody pass no case whose level is MUST or fact\n"
    "  c  deviations    every known way to be wrong is caught by a case that names what it "
    "breaks,\n"
    "                   and every case whose level is MUST catches one. Cases are run until that "
    "is\n"
    "                   shown, those that cite what is broken first; with --full, all of them\n"
    "  d  links         one-octet segments, 50 ms of delay, a slow reader: the same verdicts\n"
    "  e  load          runs over TCP while the CPUs are busy: the same verdicts\n\n"
    "Exit codes: 0 all parts hold, 1 one does not, 2 usage or scenario error, 70 a mistake of "
    "ours,\n130 interrupted\n\n"
    "Examples:\n"
    "  stompcheck selfcheck                       all parts\n"
    "  stompcheck selfcheck --only a,b            policies and null servers\n"
    "  stompcheck selfcheck --only load --repeat 200\n"
    "  stompcheck selfcheck --full --only c       the whole kill matrix\n"
    "  stompcheck selfcheck --deviation NAME      which cases catch it\n";

constexpr std::size_t complaints_shown = 20;  // a screen; the report has all

volatile std::sig_atomic_t interrupted = 0;

// The first Ctrl-C ends the check after the runs under way, the second the program.
void heed_interruption() {
  struct sigaction action{};
  action.sa_handler = [](int) { interrupted = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

// The names of parts, letters included; nothing where one is unknown.
std::optional<std::vector<std::string>> parts_from(const std::vector<std::string>& words) {
  static const std::vector<std::pair<std::string, std::string>> letters = {
      {"a", "policies"}, {"b", "null-servers"}, {"c", "deviations"}, {"d", "links"}, {"e", "load"}};
  std::vector<std::string> names;
  for (const std::string& word : words) {
    const auto letter =
        std::ranges::find(letters, word, [](const auto& pair) { return pair.first; });
    const std::string& name = letter != letters.end() ? letter->second : word;
    if (std::ranges::count(selfcheck_parts(), name) == 0) {
      std::cerr << "stompcheck: --only " << word << ": a self-check has the parts";
      for (const std::string& part : selfcheck_parts()) std::cerr << ' ' << part;
      std::cerr << '\n';
      return std::nullopt;
    }
    names.push_back(name);
  }
  return names;
}

std::optional<std::vector<Reference>> load_references(const Data& data) {
  std::vector<Reference> references;
  for (const auto& [name, policy] : {std::pair("reference-rocketmq", broker::PolicyKind::rocketmq),
                                     std::pair("reference-open", broker::PolicyKind::open)}) {
    TargetOptions options;
    options.target = name;
    std::optional<conformance::Profile> profile = load_target(options, data, std::cerr);
    if (!profile) return std::nullopt;
    references.push_back({name, policy, std::move(*profile)});
  }
  return references;
}

// ---- What is said
// ----------------------------------------------------------------------------------------

std::string seconds_since(Clock::time_point start) {
  const auto tenths =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

void print(const Part& part, const std::string& took) {
  std::cout << padded(part.name, 14) << (part.holds() ? "holds   " : "FAILS   ") << part.measure
            << "  (" << took << ")\n";
  for (std::size_t i = 0; i < part.complaints.size(); ++i) {
    if (i == complaints_shown) {
      std::cout << "    and " << part.complaints.size() - i
                << " more; --report DIR writes all of them down\n";
      break;
    }
    std::cout << "    " << part.complaints[i] << '\n';
  }
  std::cout << std::flush;
}

// A line for each deviation, or, of a single one, a line for each case that catches it.
void print(const selfcheck::Matrix& matrix, bool single) {
  std::cout << '\n';
  for (const selfcheck::Row& row : matrix.rows()) {
    std::cout << padded(row.suspect.name, 48) << ' ' << row.killers.size() << " of "
              << row.met.size() << " cases, " << row.accusers() << " name what it breaks\n";
    if (!single) continue;
    for (const auto& [scenario, kill] : row.killers) {
      std::cout << (kill.accuses ? "  names it  " : "            ") << scenario << '\n';
    }
  }
  std::cout << '\n';
}

// Returns what went wrong, or nothing.
std::string write(const selfcheck::Findings& findings, const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return directory.string() + ": " + error.message();
  const std::string failure = reports::replace_file((directory / "selfcheck.json").string(),
                                                    reports::selfcheck_json(findings));
  if (!failure.empty()) return failure;
  return reports::replace_file((directory / "selfcheck.md").string(),
                               reports::selfcheck_markdown(findings));
}

// Whether --deviation names one; such a check is about nothing else.
bool settle_deviation(SelfcheckOptions& options) {
  if (options.deviation.empty()) return true;
  if (broker::find_deviation(options.deviation) == nullptr) {
    std::cerr << "stompcheck: no deviation is called " << options.deviation << '\n';
    return false;
  }
  if (options.parts.empty()) options.parts = {"deviations"};
  return true;
}

int check(SelfcheckArguments& arguments, const std::string& data) {
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  std::optional<std::vector<std::string>> parts = parts_from(arguments.session.parts);
  std::optional<std::vector<Reference>> references = load_references(loaded->data);
  if (!parts || !references) return 2;
  arguments.session.parts = std::move(*parts);
  if (!settle_deviation(arguments.session)) return 2;
  heed_interruption();
  std::cout << "stompcheck selfcheck " STOMPCHECK_VERSION "  " << loaded->suite.cases.size()
            << " runs of " << loaded->suite.scenarios.size() << " cases\n"
            << std::flush;
  SelfcheckSession session(*loaded, std::move(*references), arguments.session,
                           [] { return interrupted != 0; });
  Clock::time_point began = Clock::now();
  std::optional<selfcheck::Findings> findings = session.run([&](const Part& part) {
    print(part, seconds_since(began));
    began = Clock::now();
  });
  if (!findings) {
    std::cerr << "stompcheck: interrupted\n";
    return 130;
  }
  findings->version = STOMPCHECK_VERSION;
  findings->suite = digest(loaded->data.scenarios);
  if (findings->matrix) print(*findings->matrix, !arguments.session.deviation.empty());
  const int exit_code = findings->hold() ? 0 : 1;
  std::cout << (exit_code == 0 ? "THE SUITE HOLDS" : "THE SUITE DOES NOT HOLD") << "  (exit code "
            << exit_code << ")\n";
  if (arguments.report.empty()) return exit_code;
  if (const std::string error = write(*findings, arguments.report); !error.empty()) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  std::cout << "reports: " << arguments.report << " (selfcheck.json, selfcheck.md)\n";
  return exit_code;
}

}  // namespace

void add_selfcheck_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<SelfcheckArguments>();
  arguments->session.threads = cpus();
  CLI::App* verb = app.add_subcommand(
      "selfcheck", "prove the suite: right brokers pass it, wrong ones and sham ones do not");
  verb->footer(footer);
  verb->add_option("--only", arguments->session.parts, "parts, by name or letter, with commas")
      ->delimiter(',');
  verb->add_option("--deviation", arguments->session.deviation,
                   "only this deviation of the reference broker (of the part deviations)")
      ->type_name("DEVIATION");
  verb->add_flag("--full", arguments->session.full,
                 "run every case against every deviation, not only until enough is shown");
  verb->add_option("--report", arguments->report,
                   "directory for selfcheck.json and selfcheck.md, the kill matrix among them")
      ->type_name("DIR");
  verb->add_option("-j,--jobs", arguments->session.threads, "runs at once (one for each CPU)")
      ->check(CLI::Range(1, 256));
  verb->add_option("--repeat", arguments->session.repeat,
                   "runs of each policy under load (3; 200 for a measure)")
      ->check(CLI::Range(1, 100'000));
  verb->callback([arguments, &data, &exit_code] { exit_code = check(*arguments, data); });
}

}  // namespace cli
