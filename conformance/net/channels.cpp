#include "conformance/net/channels.hpp"

#include <algorithm>

#include "stomp/check.hpp"
#include "transport/websocket.hpp"

namespace conformance {
namespace {

bool any_over_tls(const Profile& profile) {
  return is_over_tls(profile.endpoint.scheme) ||
         std::any_of(profile.access_points.begin(), profile.access_points.end(),
                     [](const auto& point) { return is_over_tls(point.second.endpoint.scheme); });
}

}  // namespace

std::optional<Channels> Channels::of(const Profile& profile, std::string& error) {
  Channels channels;
  channels.tls_options_ = profile.tls;
  channels.websocket_ = profile.websocket;
  if (!any_over_tls(profile)) return channels;
  transport::TlsClientOptions options{.ca = profile.tls.ca, .verify = !profile.tls.insecure};
  if (!profile.tls.certificate.empty()) {
    options.identity = {.certificate = profile.tls.certificate, .key = profile.tls.key};
  }
  channels.tls_ = transport::TlsContext::client(options, error);
  if (channels.tls_ == nullptr) return std::nullopt;
  return channels;
}

std::unique_ptr<transport::Channel> Channels::make(const Open& open) const {
  std::unique_ptr<transport::Channel> channel;
  if (is_over_tls(open.endpoint.scheme)) {
    stomp::check(tls_ != nullptr, "an endpoint over TLS appeared during the run");
    channel = tls_->connect(tls_options_.sni.empty() ? open.endpoint.host : tls_options_.sni);
  } else {
    channel = transport::plain_channel();
  }
  if (!is_websocket(open.endpoint.scheme)) return channel;
  // The authority of the URI: without the path, and without the scheme.
  const Endpoint authority{open.endpoint.host, open.endpoint.port};
  return transport::websocket_client(
      std::move(channel), {.host = to_string(authority),
                           .path = open.endpoint.path.empty() ? "/" : open.endpoint.path,
                           .protocols = open.protocols,
                           .always_binary = websocket_.frames == WebSocketProfile::Frames::binary});
}

}  // namespace conformance
