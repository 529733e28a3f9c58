#include "conformance/cli/launch.hpp"

#include <filesystem>
#include <list>
#include <map>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "reports/text.hpp"

namespace cli {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

// Ports that were free a moment ago. All are held until the last has been chosen, so that they
// differ; between that and the target's own listen() somebody could take one, and then the target
// says so.
class FreePorts {
 public:
  // The same name gets the same port.
  std::uint16_t port(const std::string& name) {
    const auto known = ports_.find(name);
    if (known != ports_.end()) return known->second;
    held_.emplace_back(context_, Tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return ports_[name] = held_.back().local_endpoint().port();
  }
  [[nodiscard]] const std::map<std::string, std::uint16_t>& all() const { return ports_; }

 private:
  asio::io_context context_;
  std::list<Tcp::acceptor> held_;
  std::map<std::string, std::uint16_t> ports_;  // "" is {port}
};

// {port} and {port:NAME}; other braces are the command's own.
std::string fill_holes(std::string_view text, FreePorts& ports) {
  static constexpr std::string_view opening = "{port";
  std::string filled;
  while (true) {
    const std::size_t at = text.find(opening);
    const std::size_t end = at == text.npos ? at : text.find('}', at);
    if (end == text.npos) return filled + std::string(text);
    const std::string_view inside = text.substr(at + opening.size(), end - at - opening.size());
    filled += text.substr(0, at);
    if (inside.empty() || (inside.front() == ':' && inside.size() > 1)) {
      filled += std::to_string(ports.port(std::string(inside.substr(inside.empty() ? 0 : 1))));
    } else {
      filled += text.substr(at, end + 1 - at);
    }
    text.remove_prefix(end + 1);
  }
}

void point_at(conformance::Profile& profile, const FreePorts& ports) {
  profile.embedded = conformance::Embedded::none;
  for (const auto& [name, port] : ports.all()) {
    if (name.empty()) {
      profile.endpoint.port = port;
    } else if (const auto point = profile.access_points.find(name);
               point != profile.access_points.end()) {
      point->second.endpoint.port = port;
    }
  }
}

std::string quoted_options(const LaunchOptions& options) {
  std::string text =
      options.launched ? " --launched" : " --launch " + reports::shell_quoted(options.command);
  if (options.ready_seconds) {
    text += " --ready-seconds " + std::to_string(*options.ready_seconds);
  }
  return text;
}

// Of a program that is named by its place: whether it is there. What the PATH finds, it may find.
bool is_there(const conformance::LaunchProfile& launch) {
  const std::string& program = launch.command.front();
  if (program.find('/') == std::string::npos) return true;
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::path(launch.directory) / program, ignored);
}

Life revived(const LaunchOptions& options, const conformance::LaunchProfile& restart) {
  Life life;
  life.plan = conformance::LaunchPlan{.restart = restart.command, .directory = restart.directory};
  life.upkeep = {.restarts_max = options.restarts,
                 .patience = std::chrono::seconds(options.ready_seconds.value_or(
                     static_cast<std::uint32_t>(restart.ready_within.count())))};
  return life;
}

}  // namespace

void add_launch_options(CLI::App& verb, LaunchOptions& options) {
  CLI::Option* command = verb.add_option("--launch", options.command,
                                         "start the target by this shell command, end it "
                                         "afterwards; {port} is a free port");
  verb.add_flag("--launched", options.launched, "start the target by the command in its profile")
      ->excludes(command);
  verb.add_option("--ready-seconds", options.ready_seconds,
                  "how long it may take to serve after its start (60, or the profile's)")
      ->check(CLI::Range(1, 3600));
}

std::optional<Life> prepare_life(const LaunchOptions& options, conformance::Profile& profile,
                                 std::ostream& err) {
  if (options.command.empty() && !options.launched) {
    return profile.restart ? revived(options, *profile.restart) : Life();
  }
  if (options.launched && !profile.launch) {
    err << "stompcheck: --launched: the profile of " << profile.name
        << " has no \"launch\"; give the command itself: --launch 'my-broker {port}'\n";
    return std::nullopt;
  }
  conformance::LaunchProfile launch = profile.launch.value_or(conformance::LaunchProfile());
  if (!options.launched) {
    launch.command = {"/bin/sh", "-c", options.command};
    launch.directory.clear();
  }
  if (options.launched && !is_there(launch)) {
    err << "stompcheck: --launched: the profile of " << profile.name << " starts "
        << launch.command.front() << ", which is not there (seen from " << launch.directory
        << "). The scripts that start these brokers come with the sources of stompcheck, not with "
           "its packages: use --launched there, or start the broker yourself and leave it out, or "
           "give a command: --launch 'my-broker {port}'\n";
    return std::nullopt;
  }
  if (options.ready_seconds) launch.ready_within = std::chrono::seconds(*options.ready_seconds);
  FreePorts ports;
  try {
    for (std::string& word : launch.command) word = fill_holes(word, ports);
  } catch (const boost::system::system_error& error) {
    err << "stompcheck: no free port for the target: " << error.what() << '\n';
    return std::nullopt;
  }
  point_at(profile, ports);
  return Life{
      .plan = conformance::LaunchPlan{.command = std::move(launch.command),
                                      .restart = {},
                                      .directory = launch.directory,
                                      .ready_output = launch.ready_output,
                                      .grace = launch.stop_within},
      .upkeep = {.launch = true, .restarts_max = options.restarts, .patience = launch.ready_within},
      .options = quoted_options(options)};
}

}  // namespace cli
