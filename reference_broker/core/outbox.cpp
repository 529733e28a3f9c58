#include "reference_broker/core/outbox.hpp"

#include "stomp/escaping.hpp"

namespace broker {

void Outbox::write_receipt(Session& session, std::string_view receipt) {
  write(session, [&](std::string& out) {
    out.append("RECEIPT\nreceipt-id:");
    stomp::append_escaped(out, receipt, session.version());
    out.append("\n\n").push_back('\0');
  });
}

void Outbox::log(const Session& session, Log::Level level, std::string_view event, Fields fields) {
  log_.emplace_back(Log{.level = level,
                        .event = std::string(event),
                        .connection = session.id,
                        .client_id = session.client_id,
                        .fields = std::move(fields)});
}

void Outbox::end(Session& session, std::optional<Close::How> close, std::string_view reason) {
  if (!session.live()) return;
  session.ending = Session::Ending{.close = close, .reason = reason};
  ended_.push_back(&session);
  touch(session);
  // Who never connected has left an "error" or a "refused" in the log, or was only a probe.
  if (!session.connected) return;
  log(session, close == Close::How::reset ? Log::Level::warning : Log::Level::info, "disconnected",
      {{"reason", std::string(reason)}});
}

void Outbox::touch(Session& session) {
  if (std::exchange(session.touched, true)) return;
  touched_.push_back(&session);
}

Session* Outbox::take_ended() {
  if (ended_.empty()) return nullptr;
  Session* const session = ended_.front();
  ended_.erase(ended_.begin());
  return session;
}

std::vector<Session*> Outbox::take_touched() {
  for (Session* const session : touched_) session->touched = false;
  return std::exchange(touched_, {});
}

void Outbox::account(Session& session, std::size_t octets) {
  session.unsent += octets;
  touch(session);
  if (session.unsent > unsent_octets_max_) end(session, Close::How::reset, "slow reader");
}

}  // namespace broker
