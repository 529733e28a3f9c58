// What the call that is being served has to say so far: octets, endings, lines of the log.
//
// Octets for one connection are gathered and leave as one Send, so a call makes at most one for
// each connection, however many frames it caused. The outbox keeps the outbound account: a session
// that would have more than the limit unsent is ended (`reset`: it does not read) and what this
// call wrote for it is dropped. It ends sessions but does not undo their subscriptions: that is the
// core's (core.hpp), after the frame, so that a session may be ended while a destination's
// subscriptions are walked.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference_broker/core/broker.hpp"
#include "reference_broker/core/session.hpp"

namespace broker {

class Outbox {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  explicit Outbox(std::size_t unsent_octets_max) : unsent_octets_max_(unsent_octets_max) {}

  // `append` gets the string to which the frame is to be appended. An ended session gets nothing.
  template <typename Append>
  void write(Session& session, Append&& append) {
    if (!session.live()) return;
    const std::size_t before = session.outgoing.size();
    append(session.outgoing);
    account(session, session.outgoing.size() - before);
  }
  void write_receipt(Session& session, std::string_view receipt);

  void log(const Session& session, Log::Level level, std::string_view event, Fields fields);

  // Once: what ended it first counts. `reason` is a literal, for the log.
  void end(Session& session, std::optional<Close::How> close, std::string_view reason);

  // For those of which nothing may be written but whose deadline moves.
  void touch(Session& session);

  // A session that was ended and must be undone, or nullptr. Each comes once.
  [[nodiscard]] Session* take_ended();

  // At the end of the call: whom it touched, in that order, and its log.
  [[nodiscard]] std::vector<Session*> take_touched();
  [[nodiscard]] Actions take_log() { return std::exchange(log_, {}); }

 private:
  void account(Session& session, std::size_t octets);

  std::size_t unsent_octets_max_;
  std::vector<Session*> touched_;
  std::vector<Session*> ended_;
  Actions log_;
};

}  // namespace broker
