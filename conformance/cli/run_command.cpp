#include "conformance/cli/run_command.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <random>
#include <string_view>

#include <CLI/CLI.hpp>

#include "conformance/cli/session.hpp"
#include "conformance/cli/suite.hpp"
#include "conformance/cli/target.hpp"
#include "conformance/scenario/shard.hpp"
#include "reference_broker/net/command.hpp"
#include "reports/text.hpp"

namespace cli {
namespace {

struct RunArguments {
  std::vector<std::string> words;  // [TARGET] [SELECTOR...]
  TargetOptions target;
  LaunchOptions launch;
  std::vector<std::string> versions;
  std::optional<std::uint64_t> seed;
  std::string shard;
  std::string color = "auto";
  std::string deviation;
  SessionOptions session;
};

constexpr const char* footer =
    "Exit codes:\n"
    "  0  as expected        1  a requirement is broken    2  usage, profile or scenario error\n"
    "  3  target unreachable or dead   4  incomplete: something could not be judged\n"
    "  70 a mistake of ours  130 interrupted (the report is still written)\n\n"
    "Examples:\n"
    "  stompcheck run                                   both policies of the embedded broker\n"
    "  stompcheck run 127.0.0.1:61613                   any broker, with sane assumptions\n"
    "  stompcheck run stomps://broker.example --ca ca.pem\n"
    "  stompcheck run ws://127.0.0.1:15674/ws           over WebSocket\n"
    "  stompcheck run rabbitmq --endpoint 127.0.0.1:5000\n"
    "  stompcheck run my-broker.json 1.2/ack '!tag:timed' --report out\n"
    "  stompcheck run 127.0.0.1:61613 --version 1.2 --fail-on should --verbose\n"
    "  stompcheck run --launch 'my-broker --stomp-port {port}'\n"
    "                                                   start it, and again where it dies\n"
    "  stompcheck run rabbitmq --baseline rabbitmq.baseline.json\n"
    "                                                   fail on what is new, or fixed, only\n"
    "  stompcheck run 127.0.0.1:61613 --shard 1/4 --report shard-1\n"
    "  stompcheck run rabbitmq --launched               the same by the profile's own command\n";

std::uint64_t random_seed() {
  // Short enough to be typed again.
  return std::random_device{}() % 1'000'000;
}

// The options that bend the target, as they would be typed again; its secrets are not among them.
std::string repeated(const RunArguments& arguments) {
  std::string text = typed_again(arguments.target);
  if (!arguments.deviation.empty()) {
    text += " --deviate " + reports::shell_quoted(arguments.deviation);
  }
  if (arguments.session.simulate) text += " --simulate";
  return text;
}

// The words of the target's cases, in the versions that were asked for.
std::optional<std::vector<conformance::Case>> chosen(const RunArguments& arguments,
                                                     const LoadedSuite& loaded) {
  std::optional<std::vector<conformance::Case>> cases =
      select_cases(loaded.suite, arguments.words, std::cerr);
  if (!cases || arguments.versions.empty()) return cases;
  std::erase_if(*cases, [&](const conformance::Case& subject) {
    const std::string version(stomp::to_string(subject.version));
    return std::find(arguments.versions.begin(), arguments.versions.end(), version) ==
           arguments.versions.end();
  });
  if (!cases->empty()) return cases;
  std::cerr << "stompcheck: no selected case runs in that version\n";
  return std::nullopt;
}

// The more serious of two exit codes: interrupted, ours, unreachable, failed, incomplete, as
// expected.
int graver(int left, int right) {
  static constexpr int order[] = {130, 70, 2, 3, 1, 4, 0};
  const auto rank = [](int code) { return std::find(std::begin(order), std::end(order), code); };
  return rank(left) < rank(right) ? left : right;
}

int run_embedded(const RunArguments& arguments, const LoadedSuite& loaded,
                 const std::vector<conformance::Case>& cases) {
  int worst = 0;
  for (const std::string name : {"reference-rocketmq", "reference-open"}) {
    TargetOptions options = arguments.target;
    options.target = name;
    const auto profile = load_target(options, loaded.data, std::cerr);
    if (!profile) return 2;
    SessionOptions session = arguments.session;
    session.target = name;
    if (!session.report.empty()) {
      session.report = (std::filesystem::path(session.report) / name).string();
    }
    worst = graver(worst, run_session(loaded, *profile, cases, session));
    if (worst == 130) break;
    std::cout << '\n';
  }
  return worst;
}

int run(RunArguments& arguments, const std::string& data) {
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  if (arguments.target.target.empty() && !arguments.words.empty() &&
      names_target(arguments.words.front(), loaded->data)) {
    arguments.target.target = arguments.words.front();
    arguments.words.erase(arguments.words.begin());
  }
  auto cases = chosen(arguments, *loaded);
  if (!cases) return 2;
  SessionOptions& session = arguments.session;
  if (!arguments.shard.empty()) {
    session.shard = conformance::Shard::parse(arguments.shard);
    if (!session.shard) {
      std::cerr << "stompcheck: --shard " << arguments.shard << ": write N/M, N from 1 to M\n";
      return 2;
    }
    session.cases_in_all_shards = cases->size();
    cases = conformance::part_of(*cases, *session.shard);
  }
  session.more = repeated(arguments);
  session.seed = arguments.seed.value_or(random_seed());
  session.filters = arguments.words;
  for (const std::string& version : arguments.versions)
    session.filters.push_back("version:" + version);
  session.color = color_wanted(arguments.color);
  if (!arguments.deviation.empty()) {
    session.deviation = broker::require_deviation(arguments.deviation, std::cerr);
    if (session.deviation == nullptr) return 2;
  }
  if (arguments.target.target.empty() && arguments.launch.command.empty()) {
    if (arguments.launch.launched) {
      std::cerr << "stompcheck: --launched takes a profile's command: name the profile\n";
      return 2;
    }
    if (!arguments.target.transport.empty()) {
      std::cerr << "stompcheck: --transport needs a target: reference-open\n";
      return 2;
    }
    if (!session.grading.baseline.read.empty() || !session.grading.baseline.write.empty()) {
      std::cerr << "stompcheck: a baseline is one target's: name the target\n";
      return 2;
    }
    if (!arguments.target.endpoint.empty()) {
      std::cerr << "stompcheck: --endpoint bends a target; name one, or give HOST:PORT itself\n";
      return 2;
    }
    return run_embedded(arguments, *loaded, *cases);
  }
  if (arguments.target.target.empty() &&
      arguments.launch.command.find("{port}") == std::string::npos) {
    std::cerr << "stompcheck: where will it listen? Put {port} into the command, or name a target: "
              << "stompcheck run HOST:PORT --launch ...\n";
    return 2;
  }
  // Of a target that is launched, the address is known when its port is chosen.
  if (arguments.target.target.empty()) arguments.target.target = "127.0.0.1:61613";
  auto profile = load_target(arguments.target, loaded->data, std::cerr);
  if (!profile) return 2;
  if (session.simulate && (arguments.launch.launched || !arguments.launch.command.empty())) {
    std::cerr << "stompcheck: --simulate launches nothing\n";
    return 2;
  }
  std::optional<Life> life = prepare_life(arguments.launch, *profile, std::cerr);
  if (!life) return 2;
  session.life = *std::move(life);
  session.more += session.life.options;
  session.target = arguments.target.target;
  if (arguments.target.target.ends_with(".json")) session.profile_file = arguments.target.target;
  return run_session(*loaded, *profile, *cases, session);
}

}  // namespace

void add_run_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* verb = app.add_subcommand("run", "judge a broker by the suite");
  verb->footer(footer);
  verb->add_option(
          "words", arguments->words,
          "[TARGET] [SELECTOR...]; TARGET: HOST:PORT, stomps://HOST:PORT, ws://HOST:PORT/PATH, "
          "wss://HOST:PORT/PATH, a profile's file or name; none: the embedded broker. SELECTOR: "
          "folder, glob, id, id[version=1.2], "
          "tag:WORD, requirement:ID, level:WORD, FILE.json (a scenario of your own); !SELECTOR "
          "excludes")
      ->type_name("TARGET|SELECTOR");
  verb->add_option("--target", arguments->target.target, "the same as TARGET")->type_name("TARGET");
  add_launch_options(*verb, arguments->launch);
  verb->add_option("--restarts", arguments->launch.restarts,
                   "start it again so often where it dies (50); 0: its death ends the run")
      ->check(CLI::Range(0, 10'000));
  add_target_options(*verb, arguments->target);
  verb->add_option("--version", arguments->versions, "only this STOMP version (may be repeated)")
      ->check(CLI::IsMember({"1.0", "1.1", "1.2"}));
  verb->add_option("-j,--jobs", arguments->session.jobs, "cases at once (16)")
      ->check(CLI::Range(1, 1024));
  verb->add_option("--timeout", arguments->session.timeout_ms,
                   "milliseconds that each expectation is given (calibrated: 2000 or more)")
      ->check(CLI::Range(1, 600'000));
  verb->add_option("--seed", arguments->seed, "of the order of cases (random, printed)");
  verb->add_option("--repeat", arguments->session.repeat, "run everything so many times")
      ->check(CLI::Range(1, 100'000));
  add_grading_options(*verb, arguments->session.grading);
  verb->add_option("--shard", arguments->shard, "N/M: only the N-th of M equal parts");
  verb->add_option("--rerun-seconds", arguments->session.rerun_seconds,
                   "how long failures may be run again, one by one (60); 0: not at all")
      ->check(CLI::Range(0, 86'400));
  verb->add_option("--report", arguments->session.report,
                   "directory for report.html, report.json, events.jsonl, junit.xml, report.sarif, "
                   "summary.md, badge.json and badge.svg")
      ->type_name("DIR");
  verb->add_flag("-v,--verbose", arguments->session.verbose, "every case with its wire");
  verb->add_flag("--simulate", arguments->session.simulate,
                 "the embedded broker without sockets, in virtual time");
  verb->add_option("--deviate", arguments->deviation,
                   "make the embedded broker wrong in one known way (see broker --deviations)")
      ->type_name("DEVIATION");
  verb->add_flag("--keep-going", arguments->session.keep_going,
                 "run every case even where the target serves nobody");
  verb->add_option("--color", arguments->color, "auto, always or never; auto honours NO_COLOR")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  verb->add_flag("--ascii", arguments->session.ascii, "nothing beyond ASCII");
  verb->callback([arguments, &data, &exit_code] { exit_code = run(*arguments, data); });
}

}  // namespace cli
