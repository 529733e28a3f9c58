#include "reference_broker/net/command.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>

#include "json/document.hpp"
#include "reference_broker/config/loader.hpp"
#include "reference_broker/deviations/deviating_broker.hpp"
#include "reference_broker/net/log_format.hpp"
#include "reference_broker/net/server.hpp"
#include "transport/tls.hpp"

namespace broker {
namespace {

namespace asio = boost::asio;

constexpr int exit_ok = 0;
constexpr int exit_usage = 2;

std::optional<std::string> process_environment(const std::string& name) {
  // Nothing in this program changes the environment.
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string_view spell(PolicyKind policy) {
  return policy == PolicyKind::open ? "open" : "rocketmq";
}

bool move_ports(std::vector<AccessPoint>& points, std::uint16_t first, std::ostream& err) {
  constexpr std::size_t port_max = 65'535;
  if (first != 0 && first + points.size() - 1 > port_max) {
    err << "error: --port " << first << " leaves no ports for " << points.size()
        << " access points: choose a lower one, or 0 for any free ones\n";
    return false;
  }
  for (std::size_t index = 0; index < points.size(); ++index) {
    points[index].port = first == 0 ? first : static_cast<std::uint16_t>(first + index);
  }
  return true;
}

bool move_address(std::vector<AccessPoint>& points, const std::string& text, std::ostream& err) {
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(text, error);
  if (error) {
    err << "error: --listen " << text << " is no IP address: write \"127.0.0.1\", \"::1\", or "
        << "\"0.0.0.0\" for all interfaces\n";
    return false;
  }
  for (AccessPoint& point : points) point.address = address.to_string();
  return true;
}

// The sample open has an access point for each transport that is asked for.
bool choose_transports(const BrokerOptions& options, Settings& settings, std::ostream& err) {
  if (options.transports.empty()) return true;
  if (settings.policy == PolicyKind::rocketmq) {
    err << "error: --transport is for the policy open: the RocketMQ gateway has only TCP "
        << "(RMQ-LIM-2)\n";
    return false;
  }
  settings.access_points.clear();
  for (const Transport transport : transports) {
    const auto asked = [&](std::string_view word) {
      return std::count(options.transports.begin(), options.transports.end(), word) > 0;
    };
    if (asked("all") || asked(to_string(transport))) {
      settings.access_points.push_back(sample_access_point(transport));
    }
  }
  return true;
}

// Makes the certificate here rather than when listening, so that clients can be given it to trust.
bool show_certificate(const BrokerOptions& options, std::vector<AccessPoint>& points,
                      std::ostream& err) {
  if (options.certificate_file.empty()) return true;
  const transport::Identity identity = transport::self_signed_identity();
  bool is_used = false;
  for (AccessPoint& point : points) {
    if (!is_over_tls(point.transport) || !point.certificate.empty()) continue;
    point.certificate = identity.certificate;
    point.key = identity.key;
    is_used = true;
  }
  if (!is_used) {
    err << "error: --write-certificate: no access point needs one to be made\n";
    return false;
  }
  std::ofstream file(options.certificate_file, std::ios::binary);
  file << identity.certificate << std::flush;
  if (!file) err << "error: cannot write " << options.certificate_file << '\n';
  return static_cast<bool>(file);
}

// Whoever starts the sample should know what it is, above all that its secrets are no secrets.
void introduce_sample(const Settings& settings, std::ostream& err) {
  err << "serving the sample settings of the policy " << spell(settings.policy) << ": ";
  if (settings.accounts.empty()) {
    err << "no credentials are needed";
  } else {
    err << "accounts";
    for (const Account& account : settings.accounts) {
      err << (&account == &settings.accounts.front() ? " " : " and ") << account.login;
    }
    err << " (their secrets: reference_broker/config/README.md)";
  }
  err << '\n';
  for (const AccessPoint& point : settings.access_points) {
    boost::system::error_code error;
    if (asio::ip::make_address(point.address, error).is_loopback() || error) continue;
    err << "warning: the sample is public and " << point.address
        << " is more than this machine: use --settings with secrets of your own\n";
    break;
  }
}

// Writes what is as severe as asked for, one call for each line.
Server::LogSink log_sink(const BrokerOptions& options, std::ostream& err) {
  if (options.quiet || options.log_level == "off") return [](const Log&) {};
  const Log::Level least = options.log_level == "debug"     ? Log::Level::debug
                           : options.log_level == "warning" ? Log::Level::warning
                                                            : Log::Level::info;
  const LogFormat format = options.log_format == "json" ? LogFormat::json : LogFormat::text;
  return [least, format, &err](const Log& log) {
    if (log.level < least) return;
    const auto now = std::chrono::system_clock::now();
    err << format_log(log, format, std::chrono::floor<std::chrono::milliseconds>(now))
        << std::flush;
  };
}

constexpr const char* footer = R"(Examples:
  stompcheck broker
      the sample of the policy rocketmq on 127.0.0.1:8080 (access point classic) and 8081 (vpc)
  stompcheck broker --policy open --port 0
      plain STOMP for anyone on any free port, which the "listening on" line names
  stompcheck broker --policy open --transport all --write-certificate broker.pem
      the same on 61613, over TLS on 61614, WebSocket on 15674 (path /stomp), and both on 15673
  stompcheck broker --settings broker.json --log-format json 2> broker.log
      settings of your own; reference_broker/config/README.md documents every key

Exit codes: 0 stopped by SIGINT or SIGTERM; 2 wrong arguments or settings, or a port that is
taken.)";

}  // namespace

std::optional<Settings> settings_for(const BrokerOptions& options, std::ostream& err) {
  std::optional<Settings> settings;
  if (options.settings_file.empty()) {
    settings = sample_settings(options.policy == "open" ? PolicyKind::open : PolicyKind::rocketmq);
    if (!choose_transports(options, *settings, err)) return std::nullopt;
  } else {
    json::Problems problems;
    settings = load_settings(options.settings_file, process_environment, problems);
    for (const json::Diagnostic& problem : problems) err << to_string(problem) << '\n';
    if (!settings) return std::nullopt;
  }
  std::vector<AccessPoint>& points = settings->access_points;
  const bool moved =
      (!options.port || move_ports(points, *options.port, err)) &&
      (options.listen_address.empty() || move_address(points, options.listen_address, err));
  if (!moved || !show_certificate(options, points, err)) return std::nullopt;
  return settings;
}

void list_deviations(std::ostream& out) {
  std::size_t name_columns = 0;
  for (const Deviation& each : deviations()) {
    name_columns = std::max(name_columns, each.name.size());
  }
  for (const Deviation& each : deviations()) {
    out << each.name << std::string(name_columns - each.name.size(), ' ') << "  [" << each.area
        << "] ";
    for (const std::string_view requirement : each.requirements) out << requirement << ' ';
    out << "- " << each.summary;
    if (each.reach == Reach::open) out << " (policy open)";
    if (each.reach == Reach::rocketmq) out << " (policy rocketmq)";
    out << '\n';
  }
}

const Deviation* require_deviation(const std::string& name, std::ostream& err) {
  if (const Deviation* const found = find_deviation(name)) return found;
  std::vector<std::string> known;
  for (const Deviation& each : deviations()) known.emplace_back(each.name);
  err << "error: no deviation is called " << name;
  if (const auto meant = json::nearest(name, known)) err << "; did you mean " << *meant << '?';
  err << " (stompcheck broker --deviations lists them)\n";
  return nullptr;
}

int run_broker_command(const BrokerOptions& options, std::ostream& out, std::ostream& err) {
  const std::optional<Settings> settings = settings_for(options, err);
  if (!settings) return exit_usage;
  const Deviation* deviation = nullptr;
  if (!options.deviation.empty()) {
    deviation = require_deviation(options.deviation, err);
    if (deviation == nullptr) return exit_usage;
    if (!reaches(*deviation, settings->policy)) {
      err << "error: " << deviation->name << " changes nothing under this policy; try the other\n";
      return exit_usage;
    }
  }

  asio::io_context context(1);
  // Before anything listens: who sees it listen may already send a signal.
  asio::signal_set signals(context, SIGINT, SIGTERM);
  Server server(context, settings->access_points, make_broker(*settings, deviation),
                log_sink(options, err));
  const std::vector<ListenError> errors = server.listen();
  for (const ListenError& error : errors) {
    err << "error: access point " << error.endpoint.access_point << " cannot listen on "
        << error.endpoint.to_string() << ": " << error.message;
    if (!error.hint.empty()) err << " (" << error.hint << ')';
    err << '\n';
  }
  if (!errors.empty()) return exit_usage;

  signals.async_wait([&server](const boost::system::error_code&, int) { server.stop(); });
  if (options.settings_file.empty() && !options.quiet) introduce_sample(*settings, err);
  if (deviation != nullptr && !options.quiet) {
    err << "warning: this broker is wrong on purpose: " << deviation->summary << '\n';
  }
  for (const Endpoint& endpoint : server.endpoints()) {
    out << "listening on " << endpoint.to_string() << " (access point " << endpoint.access_point
        << ", policy " << spell(settings->policy);
    if (endpoint.transport != Transport::tcp)
      out << ", transport " << to_string(endpoint.transport);
    out << ")\n";
  }
  out << std::flush;
  context.run();
  return exit_ok;
}

void add_broker_command(CLI::App& app, int& exit_code) {
  CLI::App* const verb = app.add_subcommand("broker", "Serve the reference broker");
  // Shared with the callback, which outlives this function.
  const auto options = std::make_shared<BrokerOptions>();
  CLI::Option* const settings =
      verb->add_option("--settings", options->settings_file, "JSON file of settings")
          ->type_name("FILE");
  verb->add_option("--policy", options->policy,
                   "Sample settings to serve where there is no file: rocketmq (default) or open")
      ->check(CLI::IsMember({"rocketmq", "open"}))
      ->type_name("NAME")
      ->excludes(settings);
  verb->add_option("--transport", options->transports,
                   "Transports of the sample open: tcp (default), tls, websocket, "
                   "secure-websocket or all; may be repeated")
      ->check(CLI::IsMember({"tcp", "tls", "websocket", "secure-websocket", "all"}))
      ->type_name("NAME")
      ->excludes(settings);
  verb->add_option("--write-certificate", options->certificate_file,
                   "Where to write the certificate that is made for TLS without one")
      ->type_name("FILE");
  verb->add_option("--listen", options->listen_address,
                   "Address to listen on, for all access points; which networks they accept stays "
                   "as it is")
      ->type_name("ADDRESS");
  verb->add_option("--port", options->port,
                   "Port of the first access point, the next one gets the next; 0: any free ones")
      ->type_name("N");
  verb->add_option("--log-format", options->log_format, "text (default) or json, one line each")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  verb->add_option("--log-level", options->log_level,
                   "The least severe lines to log: debug, info (default), warning or off")
      ->check(CLI::IsMember({"debug", "info", "warning", "off"}))
      ->type_name("LEVEL");
  verb->add_flag("--quiet", options->quiet,
                 "No log: nothing but the \"listening on\" lines and what is wrong");
  verb->add_option("--deviate", options->deviation,
                   "Be wrong in one known way, to see the suite find it")
      ->type_name("DEVIATION");
  verb->add_flag("--deviations", options->lists_deviations,
                 "List the known ways to be wrong, and serve nothing");
  verb->footer(footer);
  verb->callback([options, &exit_code] {
    if (options->lists_deviations) return list_deviations(std::cout);
    exit_code = run_broker_command(*options, std::cout, std::cerr);
  });
}

}  // namespace broker
