#include "conformance/cli/session.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <sys/utsname.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "conformance/cli/background.hpp"
#include "conformance/cli/documents.hpp"
#include "conformance/cli/embedded.hpp"
#include "conformance/cli/packer.hpp"
#include "conformance/cli/report_files.hpp"
#include "conformance/engine/run.hpp"
#include "conformance/net/driver.hpp"
#include "conformance/sim/simulator.hpp"
#include "reference_broker/deviations/deviating_broker.hpp"
#include "reference_broker/net/server.hpp"
#include "reports/console_writer.hpp"
#include "reports/document_writer.hpp"
#include "reports/events_writer.hpp"
#include "reports/page/html_report.hpp"
#include "reports/page/prepared_pages.hpp"

namespace cli {
namespace {

namespace asio = boost::asio;
using conformance::Event;
using conformance::Profile;

// Letters and digits that no other run against the same target has used: destinations of a broker
// that keeps messages outlive a run.
std::string fresh_tag() {
  static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::string tag = "s";
  for (int i = 0; i < 7; ++i) tag += alphabet[random() % 36];
  return tag;
}

conformance::FailOn fail_on_of(const SessionOptions& options) {
  return options.grading.least_breach().value_or(conformance::FailOn::must);
}

reports::RunMetadata metadata(const LoadedSuite& loaded, const SessionOptions& options) {
  utsname system{};
  uname(&system);
  std::string command = "stompcheck run " + options.target;
  for (const std::string& filter : options.filters) command += " '" + filter + "'";
  if (options.shard)
    command += " --shard " + std::to_string(options.shard->number) + '/' +
               std::to_string(options.shard->of);
  command += options.more + " --seed " + std::to_string(options.seed);
  return {.version = STOMPCHECK_VERSION,
          .suite_digest = digest(loaded.data.scenarios),
          .started_at = utc_now(),
          .host = system.nodename,
          .system = std::string(system.sysname) + " " + system.release + " " + system.machine,
          .command_line = command,
          .options = options.more,
          .profile = options.profile_file,
          .fail_on = fail_on_of(options)};
}

using Writers = std::vector<std::unique_ptr<reports::Writer>>;

// Every format that is one file, in `directory`.
std::vector<reports::Document> documents(const std::filesystem::path& directory,
                                         const LoadedSuite& loaded,
                                         const std::vector<conformance::Case>& cases,
                                         const reports::StatementLookup& lookup) {
  std::vector<reports::Document> all = plain_documents(directory, lookup);
  const reports::ProseLookup prose = prose_of_suite(loaded.suite);
  const auto coverage = std::make_shared<std::optional<conformance::Coverage>>();
  std::vector<reports::page::CaseName> names;
  for (const conformance::Case& subject : cases) {
    names.push_back({subject.key(), subject.scenario->id});
  }
  const auto pages = std::make_shared<reports::page::PreparedPages>(
      lookup, prose, names,
      [packer = std::make_shared<Packer>()](std::string_view text, std::string_view before) {
        return packer->piece(text, before);
      });
  reports::Document page = reports::whole((directory / "report.html").string(),
                                          [=, &loaded](const reports::RunRecord& record) {
                                            if (!*coverage)
                                              *coverage = conformance::coverage_of(loaded.suite);
                                            return reports::html_report({.runs = {{&record, {}}},
                                                                         .statements = lookup,
                                                                         .prose = prose,
                                                                         .coverage = &**coverage,
                                                                         .warnings = {},
                                                                         .prepared = pages.get()});
                                          });
  page.prepare = [pages](const reports::RunRecord& so_far, const conformance::CaseResult& result) {
    pages->add(so_far, result);
  };
  all.push_back(std::move(page));
  return all;
}

// The console first: it speaks at once, and the others write files while the run goes on. Nothing
// where the directory cannot be made.
std::optional<Writers> make_writers(const LoadedSuite& loaded,
                                    const std::vector<conformance::Case>& cases,
                                    const SessionOptions& options) {
  const reports::RunMetadata about = metadata(loaded, options);
  const reports::StatementLookup lookup = [&](std::string_view id, stomp::Version version) {
    return loaded.suite.catalogue.statement(id, version);
  };
  Writers writers;
  writers.push_back(std::make_unique<reports::ConsoleWriter>(
      std::cout, std::cerr, about, lookup,
      reports::ConsoleOptions{.interactive = isatty(STDERR_FILENO) != 0,
                              .color = options.color,
                              .ascii = options.ascii,
                              .verbose = options.verbose,
                              .target = options.target,
                              .more = options.more}));
  if (options.report.empty()) return writers;
  const std::filesystem::path directory(options.report);
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    std::cerr << "stompcheck: --report " << options.report << ": " << error.message() << '\n';
    return std::nullopt;
  }
  writers.push_back(
      std::make_unique<reports::EventsWriter>((directory / "events.jsonl").string(), about));
  writers.push_back(std::make_unique<reports::DocumentWriter>(
      about, documents(directory, loaded, cases, lookup)));
  return writers;
}

std::vector<reports::Writer*> all_but_the_first(const Writers& writers) {
  std::vector<reports::Writer*> rest;
  for (std::size_t i = 1; i < writers.size(); ++i) rest.push_back(writers[i].get());
  return rest;
}

// Over sockets, with the embedded broker on the same thread where the profile asks for it.
bool run_over_sockets(const LoadedSuite& loaded, Profile profile,
                      const std::vector<conformance::Case>& cases,
                      const conformance::Options& options, const SessionOptions& session,
                      const conformance::Driver::Sink& sink) {
  asio::io_context context(1);
  std::unique_ptr<broker::Server> server;
  if (profile.embedded != conformance::Embedded::none) {
    broker::Settings settings = embedded_settings(profile);
    choose_transport(settings, profile);
    server = std::make_unique<broker::Server>(context, settings.access_points,
                                              broker::make_broker(settings, session.deviation),
                                              [](const broker::Log&) {});
    if (const std::string error = start_embedded(*server, profile); !error.empty()) {
      std::cerr << "stompcheck: " << error << '\n';
      return false;
    }
  }
  std::string error;
  const std::optional<conformance::Channels> channels = conformance::Channels::of(profile, error);
  if (!channels) {
    std::cerr << "stompcheck: TLS: " << error << '\n';
    return false;
  }
  conformance::Run run(loaded.suite.catalogue, profile, cases, options);
  bool finished = false;
  const auto note = [&](Event event) {
    const bool last = std::holds_alternative<conformance::RunFinished>(event);
    sink(std::move(event));
    if (!last) return;
    finished = true;
    context.stop();
  };
  conformance::Driver driver(context, run, note, session.life.plan, *channels);
  // The first Ctrl-C ends the run and writes the report; the second ends the program.
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& cancelled, int) {
    signals.clear();
    if (!cancelled) driver.interrupt();
  });
  driver.start();
  if (!finished) context.run();
  return true;
}

conformance::Options engine_options(const LoadedSuite& loaded, const SessionOptions& options) {
  conformance::Options engine{.jobs = options.jobs,
                              .seed = options.seed,
                              .repeat = options.repeat,
                              .keep_going = options.keep_going,
                              .upkeep = options.life.upkeep,
                              .tag = fresh_tag(),
                              .target = options.target,
                              .filters = options.filters};
  if (options.timeout_ms) engine.timeout = std::chrono::milliseconds(*options.timeout_ms);
  engine.rerun_time = std::chrono::seconds(options.rerun_seconds);
  engine.flaky_fails = options.grading.fail_on_flaky;
  engine.today = today();
  engine.suite_names = names_of(loaded.suite.cases);
  engine.shard = options.shard;
  engine.cases_in_all_shards = options.cases_in_all_shards;
  return engine;
}

}  // namespace

bool color_wanted(const std::string& option) {
  if (option != "auto") return option == "always";
  return isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR").value_or("").empty();
}

int run_session(const LoadedSuite& loaded, const Profile& profile,
                const std::vector<conformance::Case>& cases, const SessionOptions& options) {
  if (options.deviation != nullptr && profile.embedded == conformance::Embedded::none) {
    std::cerr << "stompcheck: --deviate makes the embedded broker wrong; " << options.target
              << " is a real one\n";
    return 2;
  }
  if (options.simulate && profile.embedded == conformance::Embedded::none) {
    std::cerr << "stompcheck: --simulate runs the embedded broker; " << options.target
              << " is a real one\n";
    return 2;
  }
  if (options.simulate && profile.endpoint.scheme != conformance::Scheme::stomp) {
    std::cerr << "stompcheck: --simulate has no sockets, and so no transports\n";
    return 2;
  }
  std::optional<Writers> writers = make_writers(loaded, cases, options);
  if (!writers) return 2;
  conformance::Options engine = engine_options(loaded, options);
  if (!read_baseline(options.grading.baseline.read, engine.baseline, std::cerr)) return 2;
  int exit_code = 70;
  bool complete = false;
  std::vector<conformance::CaseResult> results;  // for the baseline
  Background behind(all_but_the_first(*writers));
  const auto sink = [&](Event event) {
    writers->front()->on(event);
    const auto* done = std::get_if<conformance::CaseFinished>(&event);
    if (done != nullptr && !options.grading.baseline.write.empty()) results.push_back(done->result);
    if (const auto* finished = std::get_if<conformance::RunFinished>(&event)) {
      exit_code = conformance::exit_code(*finished, fail_on_of(options));
      complete = finished->ending == conformance::Ending::complete;
    }
    behind.on(std::move(event));
  };
  if (options.simulate) {
    conformance::Run run(loaded.suite.catalogue, profile, cases, engine);
    conformance::SimulatedBroker server(embedded_settings(profile), options.deviation);
    conformance::Simulator(server, run, sink).run_to_end();
  } else if (!run_over_sockets(loaded, profile, cases, engine, options, sink)) {
    return 2;
  }
  writers->front()->finish();
  behind.finish();
  for (const auto& writer : *writers) {
    if (writer->error().empty()) continue;
    std::cerr << "stompcheck: " << writer->error() << '\n';
    if (exit_code == 0) exit_code = 2;
  }
  if (!options.grading.baseline.write.empty()) {
    const std::string error =
        complete ? write_baseline(options.grading.baseline, profile.name, results, std::cout)
                 : "--write-baseline: nothing was written, because the run did not come to its end";
    if (!error.empty()) {
      std::cerr << "stompcheck: " << error << '\n';
      if (exit_code == 0) exit_code = 2;
    }
  }
  if (!options.report.empty()) {
    std::cout << "reports: " << std::filesystem::path(options.report).lexically_normal().string()
              << " (report.html, report.json, events.jsonl, junit.xml, report.sarif, summary.md, "
                 "badge)\n";
  }
  return exit_code;
}

}  // namespace cli
