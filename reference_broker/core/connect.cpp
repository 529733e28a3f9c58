#include "reference_broker/core/connect.hpp"

#include <algorithm>
#include <vector>

#include "reference_broker/core/frame_rules.hpp"
#include "stomp/serializer.hpp"

namespace broker {
namespace {

using stomp::FrameView;
using stomp::HeaderView;
using stomp::Version;

std::string_view without_padding(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "The highest protocol version that both the client and server have in common." Blanks around the
// commas, repetitions, versions that we do not know and any order are tolerated.
std::optional<Version> highest_common(std::string_view accept_version) {
  std::optional<Version> highest;
  for (std::string_view rest = accept_version;;) {
    const std::size_t comma = rest.find(',');
    const auto version = stomp::version_from(without_padding(rest.substr(0, comma)));
    if (version && (!highest || *version > *highest)) highest = version;
    if (comma == std::string_view::npos) return highest;
    rest.remove_prefix(comma + 1);
  }
}

Violation no_common_version() {
  return {.message = "no common version",
          .explanation = "Supported protocol versions are 1.0 1.1 1.2",
          .headers = {{"version", "1.0,1.1,1.2"}}};
}

// "Many servers and clients were implemented to trim or pad header values" (STOMP 1.2, Value
// Encoding, of 1.0). Later versions never trim.
std::vector<HeaderView> headers_as_meant(const FrameView& connect, Version version) {
  std::vector<HeaderView> headers(connect.headers.begin(), connect.headers.end());
  if (version != Version::v1_0) return headers;
  for (HeaderView& header : headers) {
    header = {without_padding(header.name), without_padding(header.value)};
  }
  return headers;
}

// The name and an optional version number token (STOMP 1.2, CONNECTED). Settings that state a
// version themselves are believed, so that whoever compares whole frames can pin it.
std::string server(const Settings& settings) {
  if (settings.server_name.find('/') != std::string::npos) return settings.server_name;
  return joined({settings.server_name, "/", STOMPCHECK_VERSION});
}

}  // namespace

std::string client_id_for_log(const FrameView& connect) {
  const std::string quoted = excerpt(connect.find("client-id").value_or(""));
  return quoted.substr(1, quoted.size() - 2);
}

std::variant<Greeting, Violation> greet(const FrameView& connect, const Settings& settings,
                                        const Policy& policy) {
  // "If the accept-version header is missing, it means that the client only supports version 1.0."
  const std::optional<std::string_view> accept_version = connect.find("accept-version");
  const std::optional<Version> version =
      accept_version ? highest_common(*accept_version) : Version::v1_0;
  if (!version) return no_common_version();
  if (std::optional<Violation> violation = break_of_body(connect, *version)) {
    return std::move(*violation);
  }

  const std::vector<HeaderView> headers = headers_as_meant(connect, *version);
  const FrameView meant{.command = connect.command, .headers = headers, .body = connect.body};
  // `host` may be anything, also empty or absent: there are no virtual hosts (STOMP 1.2: "MAY
  // select a default virtual host"), and the gateway's own samples send an empty one.
  Greeting greeting{.version = *version, .names_version = accept_version.has_value()};
  if (*version != Version::v1_0) {
    const std::string_view heart_beat = meant.find("heart-beat").value_or("0,0");
    const std::optional<HeartBeatOffer> offer = HeartBeatOffer::parse(heart_beat);
    if (!offer) {
      return Violation{.message = "malformed heart-beat header",
                       .explanation = joined({"The heart-beat header MUST contain two positive "
                                              "integers separated by a comma (STOMP 1.2, "
                                              "Heart-beating), not ",
                                              excerpt(heart_beat), "."})};
    }
    greeting.plan = negotiate(settings.heart_beat, *offer);
  }

  std::variant<Identity, Violation> identity = policy.authenticate(meant);
  if (auto* const refused = std::get_if<Violation>(&identity)) return std::move(*refused);
  greeting.identity = std::move(std::get<Identity>(identity));
  greeting.login = excerpt(meant.find("login").value_or(""));
  greeting.client_id = client_id_for_log(meant);
  return greeting;
}

void append_connected(std::string& out, const Greeting& greeting, std::uint64_t session,
                      const Settings& settings) {
  std::vector<stomp::Header> headers;
  if (greeting.names_version) {
    headers.push_back({"version", std::string(stomp::to_string(greeting.version))});
  }
  headers.push_back({"session", std::to_string(session)});
  headers.push_back({"server", server(settings)});
  // 1.0 knows no heart-beats.
  if (greeting.version != Version::v1_0) {
    headers.push_back({"heart-beat", announce(settings.heart_beat)});
  }
  std::vector<HeaderView> views;
  for (const stomp::Header& header : headers) views.push_back({header.name, header.value});
  stomp::append_frame(out, {.command = "CONNECTED", .headers = views, .body = {}},
                      {.version = greeting.version});
}

}  // namespace broker
