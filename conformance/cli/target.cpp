#include "conformance/cli/target.hpp"

#include <filesystem>
#include <iostream>

#include "conformance/cli/suite.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

fs::path bundled(const std::string& name, const Data& data) {
  return fs::path(data.targets) / (name + ".json");
}

bool is_bundled(const std::string& name, const Data& data) {
  std::error_code ignored;
  return name.find('/') == std::string::npos && fs::is_regular_file(bundled(name, data), ignored);
}

std::optional<conformance::Profile> find_profile(const std::string& target, const Data& data,
                                                 std::ostream& err) {
  if (const auto endpoint = conformance::Endpoint::parse(target)) {
    return conformance::default_profile(*endpoint);
  }
  const bool by_name = is_bundled(target, data);
  if (!by_name && !target.ends_with(".json")) {
    err << "stompcheck: \"" << target << "\" is no target: give HOST:PORT, stomp://HOST:PORT, a "
        << "profile's file, or the name of one in " << data.targets << '\n';
    return std::nullopt;
  }
  json::Problems problems;
  auto profile = conformance::load_profile(by_name ? bundled(target, data).string() : target,
                                           environment, problems);
  print(problems, err);
  return problems.empty() ? profile : std::nullopt;
}

}  // namespace

bool names_target(const std::string& word, const Data& data) {
  return conformance::Endpoint::parse(word).has_value() || word.ends_with(".json") ||
         word.starts_with("stomp://") || is_bundled(word, data);
}

std::optional<conformance::Profile> load_target(const TargetOptions& options, const Data& data,
                                                std::ostream& err) {
  std::optional<conformance::Profile> profile = find_profile(options.target, data, err);
  if (!profile) return std::nullopt;
  if (!options.endpoint.empty()) {
    const auto endpoint = conformance::Endpoint::parse(options.endpoint);
    if (!endpoint) {
      err << "stompcheck: --endpoint " << options.endpoint << ": not of the form HOST:PORT\n";
      return std::nullopt;
    }
    profile->endpoint = *endpoint;
    profile->embedded = conformance::Embedded::none;
  }
  const std::optional<std::string> passcode =
      options.passcode ? options.passcode : environment("STOMPCHECK_PASSCODE");
  if (options.login || passcode) {
    conformance::AccountProfile& account = profile->accounts["default"];
    if (options.login) account.login = *options.login;
    if (passcode) account.secret = *passcode;
  }
  if (options.host) profile->host = *options.host;
  return profile;
}

}  // namespace cli
