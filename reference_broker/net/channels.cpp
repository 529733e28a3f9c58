#include "reference_broker/net/channels.hpp"

#include <utility>

#include "transport/websocket.hpp"

namespace broker {

MakeChannel channels_for(const AccessPoint& point,
                         const std::function<transport::Identity()>& fallback, std::string& error) {
  MakeChannel below = transport::plain_channel;
  if (is_over_tls(point.transport)) {
    const auto tls = transport::TlsContext::server(
        {.identity = point.certificate.empty()
                         ? fallback()
                         : transport::Identity{.certificate = point.certificate, .key = point.key},
         .client_ca = point.client_ca},
        error);
    if (tls == nullptr) return {};
    below = [tls] { return tls->accept(); };
  }
  if (!is_websocket(point.transport)) return below;
  return [below = std::move(below)] {
    return transport::websocket_server(below(),
                                       {.path = std::string(websocket_path),
                                        .protocols = {"v12.stomp", "v11.stomp", "v10.stomp"}});
  };
}

}  // namespace broker
