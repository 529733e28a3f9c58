// The steps by which a case judges: frames, sets of frames, absence, refusals, ends.

#include <algorithm>
#include <utility>

#include "conformance/engine/case_run.hpp"

namespace conformance {
namespace {

constexpr std::string_view lingering =
    "the ERROR may have been lost with the reset (STOMP 1.2, Connection Lingering)";

std::string joined(const std::vector<ConnectionName>& names) {
  std::string result;
  for (const ConnectionName& name : names) result += (result.empty() ? "" : " and ") + name;
  return result;
}

}  // namespace

CaseRun::Status CaseRun::step(const ExpectStep& expect) {
  Connection& connection = at(expect.connection);
  if (connection.inbox().empty()) {
    // Once: the frame may come octet by octet, and be a large one.
    if (progress_.text.empty()) progress_.text = describe(expect.frame, bindings_);
    if (std::optional<std::string> why = dead_end(connection)) return breach(progress_.text, *why);
    if (expired()) return no_answer(progress_.text, connection);
    return Status::waiting;
  }
  const Received received = std::move(connection.inbox().front());
  connection.inbox().pop_front();
  if (std::optional<Mismatch> wrong = mismatch(expect.frame, received.frame, bindings_)) {
    return breach(std::move(wrong->expected), std::move(wrong->got));
  }
  pass();
  run_checks(expect.checks, received);
  if (expect.as) bindings_.capture(*expect.as, received.frame);
  return Status::done;
}

CaseRun::Status CaseRun::step(const ExpectSetStep& expect) {
  progress_.matched.resize(expect.frames.size());
  for (const ConnectionName& name : expect.connections) {
    Connection& connection = at(name);
    while (progress_.count < expect.frames.size() && !connection.inbox().empty()) {
      const Received received = std::move(connection.inbox().front());
      connection.inbox().pop_front();
      std::size_t i = 0;
      while (
          i < expect.frames.size() &&
          (progress_.matched[i] || mismatch(expect.frames[i].frame, received.frame, bindings_))) {
        ++i;
      }
      if (i == expect.frames.size()) {
        return breach("one of the frames that are still to come", describe(received.frame));
      }
      progress_.matched[i] = true;
      progress_.text.clear();
      ++progress_.count;
      if (expect.frames[i].as) bindings_.capture(*expect.frames[i].as, received.frame);
    }
  }
  if (progress_.count == expect.frames.size()) {
    pass();
    return Status::done;
  }
  if (progress_.text.empty()) progress_.text = still_missing(expect);
  for (const ConnectionName& name : expect.connections) {
    if (std::optional<std::string> why = dead_end(at(name))) return breach(progress_.text, *why);
  }
  if (expired()) return no_answer(progress_.text, at(expect.connections.front()));
  return Status::waiting;
}

// The first frame of the set that has not come, and how many have.
std::string CaseRun::still_missing(const ExpectSetStep& expect) {
  const auto missing = std::find(progress_.matched.begin(), progress_.matched.end(), false);
  const auto index = static_cast<std::size_t>(missing - progress_.matched.begin());
  return describe(expect.frames[index].frame, bindings_) + " on " + joined(expect.connections) +
         " (" + std::to_string(progress_.count) + " of " + std::to_string(expect.frames.size()) +
         " frames came)";
}

// ---- Absence
// ----------------------------------------------------------------------------------------

std::string CaseRun::send_fence(Connection& connection, FenceStep::With with) {
  const std::string word = bindings_.fresh("fence");
  switch (with) {
    case FenceStep::With::begin: {
      std::string id = send_receipted(connection, {"BEGIN", {{"transaction", word}}, ""});
      transmit(connection, "ABORT\ntransaction:" + word + "\n\n" + std::string(1, '\0'));
      return id;
    }
    case FenceStep::With::subscribe: {
      std::string id = send_receipted(
          connection,
          {"SUBSCRIBE", {{"id", word}, {"destination", bindings_.fill("${topic:fence}")}}, ""});
      transmit(connection, "UNSUBSCRIBE\nid:" + word + "\n\n" + std::string(1, '\0'));
      return id;
    }
    case FenceStep::With::send:
      break;
  }
  const bool topics = surroundings_.profile.destinations.contains("topic");
  return send_receipted(
      connection, {"SEND",
                   {{"destination", bindings_.fill(topics ? "${topic:fence}" : "${queue:fence}")}},
                   ""});
}

CaseRun::Status CaseRun::step(const FenceStep& fence) {
  Connection& connection = at(fence.connection);
  if (progress_.phase == 0) {
    if (connection.awaits_connected() ||
        (!connection.inbox().empty() && connection.inbox().front().frame.command == "CONNECTED")) {
      const Status connected = await_connected(connection, nullptr);
      if (connected != Status::done) return connected;
    }
    const FenceStep::With with =
        fence.with == FenceStep::With::send ? surroundings_.profile.fence : fence.with;
    progress_.phase = 1;
    allow_again();
    awaited_receipts_ = {send_fence(connection, with)};
  }
  if (!connection.inbox().empty()) {
    return breach("nothing but the fence's RECEIPT on " + connection.name(),
                  describe(connection.inbox().front().frame));
  }
  const Status received = await_receipts(connection, "a frame that follows");
  if (received == Status::done) pass();
  return received;
}

CaseRun::Status CaseRun::step(const SentinelStep& sentinel) {
  Connection& publisher = at(sentinel.from);
  if (progress_.phase == 0) {
    progress_.phase = 1;
    progress_.word = bindings_.fresh("sentinel");
    progress_.matched.resize(sentinel.connections.size());
    stomp::Frame frame{"SEND", {{"destination", bindings_.fill(sentinel.to)}}, progress_.word};
    frame.headers.push_back({"content-length", std::to_string(frame.body.size())});
    awaited_receipts_ = {send_receipted(publisher, std::move(frame))};
  }
  if (progress_.phase == 1) {
    const Status received = await_receipts(publisher, "the sentinel");
    if (received != Status::done) return received;
    progress_.phase = 2;
    allow_again();
  }
  bool all = true;
  for (std::size_t i = 0; i < sentinel.connections.size(); ++i) {
    if (progress_.matched[i]) continue;
    Connection& connection = at(sentinel.connections[i]);
    const std::string expected = "the sentinel as the next MESSAGE on " + connection.name();
    if (connection.inbox().empty()) {
      if (std::optional<std::string> why = dead_end(connection)) return breach(expected, *why);
      if (expired()) return no_answer(expected, connection);
      all = false;
      continue;
    }
    const Received received = std::move(connection.inbox().front());
    connection.inbox().pop_front();
    if (received.frame.command != "MESSAGE" || received.frame.body != progress_.word) {
      return breach(expected, describe(received.frame));
    }
    progress_.matched[i] = true;
  }
  if (!all) return Status::waiting;
  pass();
  return Status::done;
}

// ---- Refusals
// ---------------------------------------------------------------------------------------

Duty CaseRun::close_duty(const RefusedStep& refused) const {
  if (refused.close) return *refused.close;
  return case_.version == stomp::Version::v1_2 ? Duty::must : Duty::may;
}

void CaseRun::judge_duty(Duty duty, const std::string& id, std::string expected, std::string got) {
  if (duty == Duty::may) return;
  const Level level = duty == Duty::must ? Level::must : Level::should;
  record({.requirement = id,
          .level = level,
          .grade = in_given_ ? Grade::blocked : breach_of(level),
          .expected = std::move(expected),
          .got = std::move(got)});
}

// Phases: 0 waiting for the refusal, 1 ERROR came, 2 no refusal came and a fence asks whether the
// server goes on as if nothing had been wrong.
CaseRun::Status CaseRun::step(const RefusedStep& refused) {
  Connection& connection = at(refused.connection);
  if (progress_.phase == 1) return closed_after_error(refused, connection);
  const std::string expected = "ERROR, then the end of the connection";

  if (!connection.inbox().empty()) {
    if (connection.inbox().front().frame.command == "ERROR") {
      return refused_by_error(refused, connection);
    }
    return breach(expected, describe(connection.inbox().front().frame));
  }
  const std::string& receipt = connection.latest_receipt();
  if (progress_.phase == 0 && !receipt.empty() && connection.receipt_came(receipt)) {
    return breach(expected, "its RECEIPT, which says that it was processed");
  }
  if (connection.garbage()) return breach(expected, *dead_end(connection));
  if (connection.state() == Connection::State::ended) return refused_by_close(refused, connection);
  if (progress_.phase == 2 && connection.receipt_came(progress_.word)) {
    return breach(expected, "nothing, and the next frame was processed as if nothing were wrong");
  }
  if (!expired()) return Status::waiting;
  if (progress_.phase == 2) return no_answer(expected, connection);
  progress_.phase = 2;
  allow_again();
  progress_.word = send_fence(connection, surroundings_.profile.fence);
  return Status::waiting;
}

CaseRun::Status CaseRun::refused_by_error(const RefusedStep& refused, Connection& connection) {
  const Received received = std::move(connection.inbox().front());
  connection.inbox().pop_front();
  if (std::optional<Mismatch> wrong =
          mismatch(refused.headers, std::nullopt, received.frame, bindings_)) {
    return breach(std::move(wrong->expected), std::move(wrong->got));
  }
  pass();
  run_checks(refused.checks, received);
  if (refused.as) bindings_.capture(*refused.as, received.frame);
  if (close_duty(refused) == Duty::may) {
    connection.stop_listening();  // it may stay open or not, and nothing more is asked of it
    return Status::done;
  }
  progress_.phase = 1;
  allow_again();
  return closed_after_error(refused, connection);
}

CaseRun::Status CaseRun::refused_by_close(const RefusedStep& refused, Connection& connection) {
  if (refused.checks.empty()) {
    pass();
  } else {
    observe_only("closed without an ERROR: there is nothing to look at");
  }
  if (connection.ended() == Ended::rst && refused.error != Duty::may) {
    const std::string id = requirement();
    record({.requirement = id,
            .level = level_of(id),
            .grade = in_given_ ? Grade::blocked : Grade::weak,
            .expected = "ERROR before the end of the connection",
            .got = "a reset",
            .note = std::string(lingering)});
  } else {
    judge_duty(refused.error, requirement(), "ERROR before the end of the connection",
               "the connection closed without one");
  }
  return Status::done;
}

CaseRun::Status CaseRun::closed_after_error(const RefusedStep& refused, Connection& connection) {
  const std::string id = case_.version == stomp::Version::v1_2 &&
                                 surroundings_.catalogue.find("error/connection-closed") != nullptr
                             ? "error/connection-closed"
                             : requirement();
  const Duty duty = close_duty(refused);
  const Level level = duty == Duty::must ? Level::must : Level::should;
  std::string got;
  if (!connection.inbox().empty()) {
    got = describe(connection.inbox().front().frame) + " after the ERROR";
    connection.inbox().clear();
  } else if (connection.garbage()) {
    got = *dead_end(connection);
  } else if (connection.state() == Connection::State::ended) {
    if (!in_given_) record({.requirement = id, .level = level, .grade = Grade::pass});
    return Status::done;
  } else if (expired()) {
    got = "an open connection";
  } else {
    return Status::waiting;
  }
  judge_duty(duty, id, "the end of the connection just after the ERROR", got);
  connection.stop_listening();
  return Status::done;
}

CaseRun::Status CaseRun::step(const ExpectCloseStep& expect) {
  Connection& connection = at(expect.connection);
  const std::string expected = "the end of the connection";
  if (!connection.inbox().empty()) {
    return breach(expected, describe(connection.inbox().front().frame));
  }
  if (connection.garbage()) return breach(expected, *dead_end(connection));
  if (connection.state() == Connection::State::ended) {
    pass();
    return Status::done;
  }
  if (expired()) return breach(expected, "an open connection");
  return Status::waiting;
}

// ---- Values
// -----------------------------------------------------------------------------------------

CaseRun::Status CaseRun::step(const CompareStep& compare) {
  std::vector<std::string> values;
  for (const Template& value : compare.values) values.push_back(bindings_.fill(value));
  if (bindings_.unanswered()) return Status::done;  // poll() ends the case
  std::vector<std::string> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const bool holds = compare.equal
                         ? sorted.front() == sorted.back()
                         : std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  if (!holds) {
    std::string got;
    for (const std::string& value : values) got += (got.empty() ? "" : ", ") + shown(value);
    return breach(compare.equal ? "equal values" : "distinct values", got);
  }
  pass();
  return Status::done;
}

CaseRun::Status CaseRun::step(const ObserveStep& observe) {
  observations_.emplace_back(observe.name, bindings_.fill(observe.value));
  return Status::done;
}

}  // namespace conformance
