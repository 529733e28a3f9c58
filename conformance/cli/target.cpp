#include "conformance/cli/target.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <CLI/CLI.hpp>

#include "conformance/cli/suite.hpp"
#include "reference_broker/core/settings.hpp"
#include "reports/text.hpp"

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
    err << "stompcheck: \"" << target << "\" is no target: give HOST:PORT, stomps://HOST:PORT, "
        << "ws://HOST:PORT/PATH, wss://HOST:PORT/PATH, a profile's file, or the name of one in "
        << data.targets << '\n';
    return std::nullopt;
  }
  json::Problems problems;
  auto profile = conformance::load_profile(by_name ? bundled(target, data).string() : target,
                                           environment, problems);
  print(problems, err);
  return problems.empty() ? profile : std::nullopt;
}

// The contents of a file; nothing, and `err` has been told, where it cannot be read.
bool read_file(const std::string& option, const std::string& name, std::string& contents,
               std::ostream& err) {
  if (name.empty()) return true;
  std::ifstream file(name, std::ios::binary);
  contents.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  if (file && !contents.empty()) return true;
  err << "stompcheck: " << option << ' ' << name << " cannot be read, or is empty\n";
  return false;
}

// How the embedded broker is reached: "tls" makes its endpoint a stomps one.
bool apply_transport(const std::string& transport, conformance::Profile& profile,
                     std::ostream& err) {
  if (transport.empty()) return true;
  using conformance::Scheme;
  if (profile.embedded != conformance::Embedded::open && transport != "tcp") {
    err << "stompcheck: --transport is for the embedded broker under the policy open"
        << (profile.embedded == conformance::Embedded::none
                ? "; of another target say it in the address: stomps://, ws://, wss://\n"
                : " (the RocketMQ gateway has only TCP: RMQ-LIM-2)\n");
    return false;
  }
  profile.endpoint.scheme = transport == "tls"                ? Scheme::stomps
                            : transport == "websocket"        ? Scheme::ws
                            : transport == "secure-websocket" ? Scheme::wss
                                                              : Scheme::stomp;
  profile.endpoint.path =
      conformance::is_websocket(profile.endpoint.scheme) ? broker::websocket_path : "";
  return true;
}

bool apply_tls(const TargetOptions& options, conformance::TlsProfile& tls, std::ostream& err) {
  if (options.certificate.empty() != options.key.empty()) {
    err << "stompcheck: --cert and --key go together\n";
    return false;
  }
  if (!options.sni.empty()) tls.sni = options.sni;
  tls.insecure = tls.insecure || options.insecure;
  return read_file("--ca", options.ca, tls.ca, err) &&
         read_file("--cert", options.certificate, tls.certificate, err) &&
         read_file("--key", options.key, tls.key, err);
}

}  // namespace

void add_target_options(CLI::App& verb, TargetOptions& options) {
  verb.add_option("--endpoint", options.endpoint,
                  "HOST:PORT or a URI: the target's profile at another address (a proxy, say)");
  verb.add_option("--login", options.login, "user name");
  verb.add_option("--passcode", options.passcode,
                  "password; better in the environment variable STOMPCHECK_PASSCODE");
  verb.add_option("--host", options.host, "the host header of CONNECT");
  verb.add_option("--transport", options.transport,
                  "of the embedded broker (reference-open): tcp, tls, websocket, secure-websocket")
      ->check(CLI::IsMember({"tcp", "tls", "websocket", "secure-websocket"}));
  verb.add_option("--ca", options.ca, "TLS: PEM file of whom to trust")->type_name("FILE");
  verb.add_option("--cert", options.certificate, "TLS: PEM file, the client certificate")
      ->type_name("FILE");
  verb.add_option("--key", options.key, "TLS: PEM file, its key")->type_name("FILE");
  verb.add_option("--sni", options.sni,
                  "TLS: the host name to ask for and to find in the certificate")
      ->type_name("NAME");
  verb.add_flag("--insecure", options.insecure, "TLS: trust any certificate");
}

std::string typed_again(const TargetOptions& options) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text.append(" --").append(name) += ' ' + reports::shell_quoted(value);
  };
  add("endpoint", options.endpoint);
  add("login", options.login.value_or(""));
  add("host", options.host.value_or(""));
  add("transport", options.transport);
  add("ca", options.ca);
  add("cert", options.certificate);
  add("key", options.key);
  add("sni", options.sni);
  if (options.insecure) text += " --insecure";
  return text;
}

bool names_target(const std::string& word, const Data& data) {
  return conformance::Endpoint::parse(word).has_value() || word.ends_with(".json") ||
         word.find("://") != std::string::npos || is_bundled(word, data);
}

std::optional<conformance::Profile> load_target(const TargetOptions& options, const Data& data,
                                                std::ostream& err) {
  std::optional<conformance::Profile> profile = find_profile(options.target, data, err);
  if (!profile) return std::nullopt;
  if (!options.endpoint.empty()) {
    const auto endpoint = conformance::Endpoint::parse(options.endpoint);
    if (!endpoint) {
      err << "stompcheck: --endpoint " << options.endpoint
          << ": not of the form HOST:PORT, or a URI\n";
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
  if (!apply_transport(options.transport, *profile, err)) return std::nullopt;
  if (!apply_tls(options, profile->tls, err)) return std::nullopt;
  return profile;
}

}  // namespace cli
