// A target profile: all that the suite knows about one broker before it meets it.
//
// conformance/targets/*.json, documented in conformance/targets/README.md. A profile declares what
// the specification leaves to the server (how destinations are named, which limits there are) and
// what the target does not do, with a reason; "unsupported" is never inferred from a failure.
// Secrets may come from the environment and are masked in every transcript and report.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/model.hpp"
#include "json/document.hpp"
#include "stomp/frame.hpp"

namespace conformance {

// How a target is reached: TCP, TLS, WebSocket, WebSocket over TLS.
enum class Scheme : std::uint8_t { stomp, stomps, ws, wss };

[[nodiscard]] constexpr bool is_over_tls(Scheme scheme) {
  return scheme == Scheme::stomps || scheme == Scheme::wss;
}
[[nodiscard]] constexpr bool is_websocket(Scheme scheme) {
  return scheme == Scheme::ws || scheme == Scheme::wss;
}

// Where to connect to. The host is a name or an address; IPv6 without brackets.
struct Endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 61613;
  Scheme scheme = Scheme::stomp;
  std::string path = {};  // ws and wss: "/stomp", "/" included

  // "HOST:PORT", "[::1]:PORT", "stomp://HOST[:PORT]", "stomps://...", "ws://HOST[:PORT][/PATH]",
  // "wss://...".
  [[nodiscard]] static std::optional<Endpoint> parse(std::string_view text);

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

[[nodiscard]] std::string to_string(const Endpoint& endpoint);

struct AccountProfile {
  std::string login;
  std::string secret;
  // The passcode header is the secret itself, or Base64(HMAC-SHA1(secret, client id)) (RMQ-AUTH-2).
  enum class Passcode : std::uint8_t { plain, signature } passcode = Passcode::plain;
};

struct AccessPointProfile {
  Endpoint endpoint;
  std::string elsewhere;  // a source address that it must refuse; empty: none to test with
};

// How a target is started (it stays in the foreground until SIGTERM), or brought back.
struct LaunchProfile {
  // {port} and {port:NAME} are free ports that the runner chooses; `launch` only.
  std::vector<std::string> command;
  std::string directory;  // the profile file's; commands run there
  std::chrono::seconds ready_within{60};
  std::string ready_output;  // a regular expression: what it writes when it serves; may be empty
  std::chrono::seconds stop_within{10};  // of SIGTERM; then SIGKILL
};

// What TLS needs to know (stomps, wss). PEM text, not files.
struct TlsProfile {
  std::string ca;           // whom to trust; empty: whom this machine trusts
  std::string certificate;  // the client's, and its key; empty: none
  std::string key;
  std::string sni;        // the name that is asked for and verified; empty: the endpoint's host
  bool insecure = false;  // any certificate will do
};

// How STOMP is put into WebSocket messages (ws, wss).
struct WebSocketProfile {
  // text: a message is text where it is UTF-8, binary otherwise. binary: always binary.
  enum class Frames : std::uint8_t { text, binary } frames = Frames::text;
  // Sub-protocols to offer; absent: the one of the case's version, "v12.stomp".
  std::optional<std::vector<std::string>> protocols;
};

// A target that runs in our own process: the reference broker with its sample settings.
enum class Embedded : std::uint8_t { none, rocketmq, open };

struct Profile {
  std::string name;         // "rabbitmq"
  std::string description;  // one line
  Embedded embedded = Embedded::none;
  Endpoint endpoint;
  TlsProfile tls;
  WebSocketProfile websocket;
  std::vector<stomp::Version> versions;
  // The headers of CONNECT, in order; holes: ${host} ${login} ${passcode} ${client-id} ${instance}
  // ${version}. A header is left out where its holes name what is not there. accept-version and
  // (from 1.1 on) host are added by the engine unless given here.
  std::vector<HeaderTemplate> connect_headers;
  std::string host = "/";
  std::map<std::string, AccountProfile, std::less<>>
      accounts;                                               // "default", "limited"; may be empty
  std::map<std::string, std::string, std::less<>> instances;  // "default", "other"
  std::map<std::string, AccessPointProfile, std::less<>> access_points;
  // Kind -> template with ${unique} in it: "topic": "/topic/stompcheck-${unique}".
  std::map<std::string, std::string, std::less<>> destinations;
  std::map<std::string, std::int64_t, std::less<>> limits;
  // Capability -> why it is missing. A capability that is not listed is there.
  std::map<std::string, std::string, std::less<>> missing;
  // Case id or glob -> why it does not apply to this target.
  std::vector<std::pair<std::string, std::string>> not_applicable;
  FenceStep::With fence = FenceStep::With::send;
  // Command -> why the target answers it with no RECEIPT. Where a case asks for one only to go on,
  // a fence behind the frame stands in for it; a receipt that is judged is judged all the same.
  std::map<std::string, std::string, std::less<>> no_receipt;
  std::optional<LaunchProfile> launch;   // makes a target of our own
  std::optional<LaunchProfile> restart;  // revives one that is not ours; only the command and
                                         // how long it may take

  // Everything that must not be shown: the accounts' secrets. (Passcodes computed from them are
  // added by the engine.)
  [[nodiscard]] std::vector<std::string> secrets() const;
  // The WebSocket sub-protocols that a client of this version offers.
  [[nodiscard]] std::vector<std::string> protocols(stomp::Version version) const;
};

// What may stand in a scenario's `needs` and a profile's `missing`, with a sentence each.
struct Capability {
  std::string_view name;
  std::string_view meaning;
};
[[nodiscard]] const std::vector<Capability>& capabilities();

// Reads an environment variable; a function, so that tests need no environment.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

[[nodiscard]] std::optional<Profile> load_profile(const std::string& file,
                                                  const Environment& environment,
                                                  json::Problems& problems);

// What is assumed of a bare address: /queue/ and /topic/, all versions, no second account.
[[nodiscard]] Profile default_profile(const Endpoint& endpoint);

}  // namespace conformance
