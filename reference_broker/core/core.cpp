#include "reference_broker/core/core.hpp"

#include <algorithm>
#include <utility>

#include "reference_broker/core/connect.hpp"
#include "reference_broker/core/frame_rules.hpp"
#include "stomp/check.hpp"

namespace broker {
namespace {

using stomp::FrameView;

// The first octet of a TLS record that carries a handshake (RFC 8446, 5.1); no STOMP frame begins
// so.
constexpr char tls_handshake = 0x16;

}  // namespace

Broker::Core::Core(Settings settings, const PolicyMaker& policy)
    : settings_(std::move(settings)),
      policy_(policy(settings_)),
      outbox_(settings_.limits.outbound_octets_max),
      router_(settings_.limits, *policy_, outbox_),
      commands_(settings_.limits, *policy_, router_, outbox_) {}

Actions Broker::Core::on_open(ConnectionId connection, const Peer& peer, Instant now) {
  const bool is_full = sessions_.size() >= settings_.limits.connections_max;
  const auto [added, is_new] = sessions_.emplace(
      connection, std::make_unique<Session>(connection, peer, settings_.limits.frame, now));
  stomp::check(is_new, "two connections with one id");
  Session& session = *added->second;
  outbox_.touch(session);
  if (!is_welcome(peer)) {
    // No CONNECT came, so there is no version to say ERROR in; and an access point of another
    // network is one that its clients cannot reach (RMQ-EP-2), which is what a reset looks like.
    outbox_.log(session, Log::Level::info, "refused",
                {{"reason", "outside the networks of the access point"},
                 {"access_point", peer.access_point},
                 {"address", peer.address}});
    outbox_.end(session, Close::How::reset, "refused");
  } else if (is_full) {
    fail(session, out_of_room("connections"), std::nullopt);
  }
  return finish(now);
}

Actions Broker::Core::on_octets(ConnectionId connection, std::string_view octets, Instant now) {
  Session* const session = find(connection);
  if (session == nullptr || octets.empty()) return {};
  outbox_.touch(*session);
  session->last_received = now;
  if (!session->first_octet) session->first_octet = octets.front();

  session->parser.feed(octets);
  while (session->live()) {
    const std::optional<stomp::ParseEvent> event = session->parser.next();
    if (!event) break;
    on_event(*session, *event);
    settle();
  }
  return finish(now);
}

Actions Broker::Core::on_sent(ConnectionId connection, std::size_t octets, Instant now) {
  Session* const session = find(connection);
  if (session == nullptr) return {};
  session->unsent -= std::min(session->unsent, octets);
  router_.resume(*session);
  return finish(now);
}

Actions Broker::Core::on_close(ConnectionId connection, Instant now) {
  Session* const session = find(connection);
  if (session == nullptr) return {};
  outbox_.end(*session, std::nullopt, "closed by the client");
  return finish(now);
}

Actions Broker::Core::on_time(Instant now) {
  while (const std::optional<ConnectionId> connection = deadlines_.take_due(now)) {
    Session* const session = find(*connection);
    stomp::check(session != nullptr, "a deadline of a connection that is gone");
    session->armed.reset();
    outbox_.touch(*session);
    on_due(*session, now);
  }
  return finish(now);
}

Session* Broker::Core::find(ConnectionId connection) {
  const auto found = sessions_.find(connection);
  return found == sessions_.end() ? nullptr : found->second.get();
}

// An access point that the settings do not name, or name without networks, has no rule to break.
bool Broker::Core::is_welcome(const Peer& peer) const {
  const auto point =
      std::ranges::find(settings_.access_points, peer.access_point, &AccessPoint::name);
  if (point == settings_.access_points.end() || point->networks.empty()) return true;
  return std::ranges::any_of(
      point->networks, [&](const Network& network) { return network.contains(peer.address); });
}

void Broker::Core::on_event(Session& session, const stomp::ParseEvent& event) {
  if (const auto* const frame = std::get_if<FrameView>(&event)) {
    on_frame(session, *frame);
  } else if (const auto* const error = std::get_if<stomp::ParseError>(&event)) {
    on_parse_error(session, *error);
  }
  // An EOL is padding or a heart-beat, and that it came is already noted.
}

void Broker::Core::on_frame(Session& session, const FrameView& frame) {
  // "Any client frame other than CONNECT MAY specify a receipt header."
  const std::optional<std::string_view> receipt =
      opens_session(frame.command) ? std::nullopt : frame.find("receipt");
  const std::optional<Violation> violation =
      session.connected ? commands_.run(session, frame) : connect(session, frame);
  if (violation) return fail(session, *violation, receipt);
  if (receipt) outbox_.write_receipt(session, *receipt);
  if (session.leaving) outbox_.end(session, Close::How::linger, "DISCONNECT");
}

void Broker::Core::on_parse_error(Session& session, const stomp::ParseError& error) {
  if (session.first_octet == tls_handshake) {
    return fail(
        session,
        {.message = "TLS is not supported here",
         .explanation = "This looks like a TLS handshake; this address takes STOMP as it is "
                        "(RMQ-LIM-2)."},
        std::nullopt);
  }
  fail(session,
       {.message = "malformed frame received",
        .explanation = joined({"There is a fault near octet ", std::to_string(error.offset),
                               " of this connection: ", stomp::describe(error.fault), "."})},
       std::nullopt);
}

std::optional<Violation> Broker::Core::connect(Session& session, const FrameView& frame) {
  if (!opens_session(frame.command)) {
    return Violation{.message = "not connected",
                     .explanation = joined({"A client initiates the stream by sending CONNECT or "
                                            "STOMP (STOMP 1.2, Connecting), not ",
                                            excerpt(frame.command), "."})};
  }
  session.client_id = client_id_for_log(frame);
  std::variant<Greeting, Violation> answer = greet(frame, settings_, *policy_);
  if (auto* const violation = std::get_if<Violation>(&answer)) {
    outbox_.log(session, Log::Level::info, "refused",
                {{"reason", std::string(violation->log_only.empty() ? violation->message
                                                                    : violation->log_only)},
                 {"address", session.peer.address}});
    return std::move(*violation);
  }
  Greeting& greeting = std::get<Greeting>(answer);
  session.parser.set_version(greeting.version);
  session.connected = true;
  session.client_id = greeting.client_id;
  session.plan = greeting.plan;
  outbox_.log(session, Log::Level::info, "connected",
              {{"version", std::string(stomp::to_string(greeting.version))},
               {"login", greeting.login},
               {"instance", greeting.identity.instance},
               {"access_point", session.peer.access_point},
               {"address", session.peer.address}});
  outbox_.write(session,
                [&](std::string& out) { append_connected(out, greeting, ++greeted_, settings_); });
  session.identity = std::move(greeting.identity);
  return std::nullopt;
}

void Broker::Core::on_due(Session& session, Instant now) {
  if (!session.connected) {
    fail(session,
         {.message = "no CONNECT in time",
          .explanation = "This broker waits only so long for the CONNECT frame of a connection."},
         std::nullopt);
  } else if (session.heart_beat_missed(now)) {
    fail(
        session,
        {.message = "heart-beat missed",
         .explanation = "Nothing came for longer than the negotiated heart-beats allow (STOMP 1.2, "
                        "Heart-beating)."},
        std::nullopt);
  } else if (session.heart_beat_due(now)) {
    outbox_.write(session, [](std::string& out) { out.push_back('\n'); });
  }
}

// "It MUST then close the connection just after sending the ERROR frame" (STOMP 1.2, ERROR).
void Broker::Core::fail(Session& session, const Violation& violation,
                        std::optional<std::string_view> receipt) {
  outbox_.log(session, Log::Level::info, "error",
              {{"message", std::string(violation.message)}, {"detail", violation.explanation}});
  outbox_.write(
      session, [&](std::string& out) { append_error(out, violation, receipt, session.version()); });
  outbox_.end(session, Close::How::linger, "error");
}

// Undoing a session gives messages back to queues, and pumping a queue can end a session that does
// not read; each session ends once, so this does.
void Broker::Core::settle() {
  do {
    while (Session* const ended = outbox_.take_ended()) commands_.dismiss(*ended);
  } while (router_.pump());
}

Actions Broker::Core::finish(Instant now) {
  settle();
  Actions actions = outbox_.take_log();
  for (Session* const session : outbox_.take_touched()) {
    const bool is_reset = !session->live() && session->ending->close != Close::How::linger;
    if (!session->outgoing.empty() && !is_reset) {
      session->last_sent = now;
      actions.emplace_back(
          Send{.connection = session->id, .octets = std::exchange(session->outgoing, {})});
    }
    if (session->live()) {
      arm(*session);
      continue;
    }
    if (session->ending->close) {
      actions.emplace_back(Close{.connection = session->id, .how = *session->ending->close});
    }
    deadlines_.move(session->id, session->armed, std::nullopt);
    sessions_.erase(session->id);
  }
  return actions;
}

void Broker::Core::arm(Session& session) {
  const std::optional<Instant> due = session.due(settings_.limits.login_deadline);
  deadlines_.move(session.id, session.armed, due);
  session.armed = due;
}

}  // namespace broker
