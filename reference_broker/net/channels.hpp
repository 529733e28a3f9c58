// What the connections of an access point travel in: plain TCP, TLS, WebSocket, or both.
//
// WebSockets are at the path /stomp. Of the sub-protocols that a client offers the newest is chosen
// (v12.stomp, v11.stomp, v10.stomp); which version is spoken remains for CONNECT to say.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "reference_broker/core/settings.hpp"
#include "transport/channel.hpp"
#include "transport/tls.hpp"

namespace broker {

// One for each connection that is accepted.
using MakeChannel = std::function<std::unique_ptr<transport::Channel>()>;

// Empty where the access point's certificate or key is none; `error` says which. `fallback` is for
// an access point over TLS that has no certificate.
[[nodiscard]] MakeChannel channels_for(const AccessPoint& point,
                                       const std::function<transport::Identity()>& fallback,
                                       std::string& error);

}  // namespace broker
