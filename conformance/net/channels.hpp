// What a connection to the target travels in, by the scheme of its endpoint: plain TCP, TLS,
// WebSocket, WebSocket over TLS.
//
// Made once for a run from what the profile says about TLS and WebSocket; it then makes a channel
// for each connection.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "conformance/engine/actions.hpp"
#include "conformance/scenario/profile.hpp"
#include "transport/channel.hpp"
#include "transport/tls.hpp"

namespace conformance {

class Channels {
 public:
  // Plain TCP, and whatever needs no options.
  Channels() = default;
  // Nothing where a certificate or key is none; `error` says which.
  [[nodiscard]] static std::optional<Channels> of(const Profile& profile, std::string& error);

  [[nodiscard]] std::unique_ptr<transport::Channel> make(const Open& open) const;

 private:
  TlsProfile tls_options_;
  WebSocketProfile websocket_;
  std::shared_ptr<const transport::TlsContext> tls_;  // absent where no endpoint needs it
};

}  // namespace conformance
