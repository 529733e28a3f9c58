#include "conformance/cli/embedded.hpp"

#include <utility>

#include "transport/tls.hpp"

namespace cli {
namespace {

broker::Transport transport_of(conformance::Scheme scheme) {
  switch (scheme) {
    case conformance::Scheme::stomps:
      return broker::Transport::tls;
    case conformance::Scheme::ws:
      return broker::Transport::websocket;
    case conformance::Scheme::wss:
      return broker::Transport::secure_websocket;
    case conformance::Scheme::stomp:
      break;
  }
  return broker::Transport::tcp;
}

}  // namespace

broker::Settings embedded_settings(const conformance::Profile& profile) {
  broker::Settings settings = broker::sample_settings(
      profile.embedded == conformance::Embedded::open ? broker::PolicyKind::open
                                                      : broker::PolicyKind::rocketmq);
  for (broker::AccessPoint& point : settings.access_points) point.port = 0;
  return settings;
}

void choose_transport(broker::Settings& settings, conformance::Profile& profile) {
  if (profile.endpoint.scheme == conformance::Scheme::stomp) return;
  broker::AccessPoint point = broker::sample_access_point(transport_of(profile.endpoint.scheme));
  point.port = 0;
  if (broker::is_over_tls(point.transport)) {
    const transport::Identity identity = transport::self_signed_identity();
    point.certificate = identity.certificate;
    point.key = identity.key;
    profile.tls = {.ca = identity.certificate};
  }
  settings.access_points = {std::move(point)};
}

std::string start_embedded(broker::Server& server, conformance::Profile& profile) {
  for (const broker::ListenError& error : server.listen()) {
    return "the embedded broker cannot listen on " + error.endpoint.to_string() + ": " +
           error.message;
  }
  const std::vector<broker::Endpoint> endpoints = server.endpoints();
  profile.endpoint.host = endpoints.front().address;
  profile.endpoint.port = endpoints.front().port;
  for (const broker::Endpoint& endpoint : endpoints) {
    const auto point = profile.access_points.find(endpoint.access_point);
    if (point != profile.access_points.end()) {
      point->second.endpoint = {endpoint.address, endpoint.port};
    }
  }
  return "";
}

}  // namespace cli
