// Which broker is meant: what may stand for TARGET, and the options that bend it.

#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "conformance/cli/data.hpp"
#include "conformance/scenario/profile.hpp"

namespace CLI {
class App;
}

namespace cli {

struct TargetOptions {
  std::string target;    // "HOST:PORT", "stomps://HOST:PORT", "ws://HOST:PORT/PATH", a profile's
                         // file, or a bundled profile's name
  std::string endpoint;  // "HOST:PORT": the same profile at another address
  std::optional<std::string> login;
  std::optional<std::string> passcode;  // else the environment variable STOMPCHECK_PASSCODE
  std::optional<std::string> host;      // the host header
  std::string
      transport;  // of the embedded broker under the policy open; empty: as its profile says
  // TLS: files of PEM, and the name that is asked for and verified.
  std::string ca;
  std::string certificate;
  std::string key;
  std::string sni;
  bool insecure = false;
};

// All of them but the target itself, which verbs name in their own ways.
void add_target_options(CLI::App& verb, TargetOptions& options);

// The same again on a command line, quoted, with a blank before it; secrets are not among them.
[[nodiscard]] std::string typed_again(const TargetOptions& options);

// Whether a word on the command line names a target, and no selector.
[[nodiscard]] bool names_target(const std::string& word, const Data& data);

// Nothing where there is no such target; `err` has been told why and what to do.
[[nodiscard]] std::optional<conformance::Profile> load_target(const TargetOptions& options,
                                                              const Data& data, std::ostream& err);

}  // namespace cli
