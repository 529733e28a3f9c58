// The steps that leave something open, and those that need a clock.

#include <algorithm>
#include <utility>

#include "conformance/engine/case_run.hpp"

namespace conformance {
namespace {

// A server may choose its own heart-beats. Gaps longer than this are not waited for: the run is
// meant to take seconds (go-stomp's server answers a minute).
constexpr Duration gap_max = std::chrono::seconds(3);

// "because of timing inaccuracies, the receiver SHOULD be tolerant": half a gap late is on time, a
// whole gap late is weak. The constant part is what a busy machine needs to notice anything.
constexpr Duration scheduling = std::chrono::milliseconds(20);

std::string milliseconds(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) +
         " ms";
}

}  // namespace

void CaseRun::observe_only(std::string note) {
  const std::string id = requirement();
  record({.requirement = id,
          .level = level_of(id),
          .grade = in_given_ ? Grade::blocked : Grade::observed,
          .note = std::move(note)});
}

// `count` negotiated gaps of the client's heart-beats; nothing where there are none or they are too
// long.
std::optional<Duration> CaseRun::gaps(const Connection& connection, std::uint32_t count) {
  const Duration gap = connection.terms().from_client();
  if (gap == Duration::zero()) {
    observe_only("the server wants no heart-beats from the client");
    return std::nullopt;
  }
  if (gap > gap_max) {
    observe_only("the server wants heart-beats every " + milliseconds(gap) +
                 ": longer than this suite waits");
    return std::nullopt;
  }
  return gap * count;
}

// ---- What the specification leaves open
// -------------------------------------------------------------

CaseRun::Status CaseRun::step(const ChoiceStep& choice) {
  Connection& connection = at(choice.connection);
  if (progress_.phase == 0) {
    progress_.phase = 1;
    if (choice.within_ms) progress_.due = now_ + std::chrono::milliseconds(*choice.within_ms);
    if (choice.within_gaps) {
      const std::optional<Duration> wait = gaps(connection, *choice.within_gaps);
      if (!wait) return Status::done;
      progress_.due = now_ + *wait;
    }
  }
  const auto alternative = [&](Alternative::Kind kind) -> const Alternative* {
    const auto found = std::find_if(choice.any.begin(), choice.any.end(),
                                    [&](const Alternative& a) { return a.kind == kind; });
    return found == choice.any.end() ? nullptr : &*found;
  };
  const std::string expected = "one of the outcomes that the specification leaves open";

  if (!connection.inbox().empty()) {
    const stomp::Frame& frame = connection.inbox().front().frame;
    for (const Alternative& candidate : choice.any) {
      if (candidate.kind != Alternative::Kind::frame) continue;
      if (!mismatch(candidate.frame, frame, bindings_)) return take(choice, candidate);
    }
    return breach(expected, describe(frame));
  }
  const std::string& receipt = connection.latest_receipt();
  if (!receipt.empty() && connection.receipt_came(receipt)) {
    if (const Alternative* found = alternative(Alternative::Kind::receipt)) {
      return take(choice, *found);
    }
  }
  if (const std::optional<std::string> why = dead_end(connection)) {
    const Alternative* found = alternative(Alternative::Kind::closed);
    if (found != nullptr && !connection.garbage()) return take(choice, *found);
    return breach(expected, *why);
  }
  if (!expired()) return Status::waiting;
  if (const Alternative* found = alternative(Alternative::Kind::silent))
    return take(choice, *found);
  return no_answer(expected, connection);
}

CaseRun::Status CaseRun::take(const ChoiceStep& choice, const Alternative& alternative) {
  Connection& connection = at(choice.connection);
  const std::string id = requirement();
  CheckResult check{.requirement = id,
                    .level = level_of(id),
                    .grade = alternative.grade,
                    .note = alternative.note};
  if (alternative.grade > Grade::weak) {
    check.expected = "another of the outcomes that the specification permits";
    check.got = alternative.note;
  }
  if (alternative.kind == Alternative::Kind::frame) {
    const Received received = std::move(connection.inbox().front());
    connection.inbox().pop_front();
    if (check.got.empty()) check.got = describe(received.frame);
    if (alternative.as) bindings_.capture(*alternative.as, received.frame);
  }
  if (in_given_ && alternative.grade > Grade::weak) check.grade = Grade::blocked;
  if (!in_given_ || check.grade == Grade::blocked) record(std::move(check));
  if (!alternative.record.empty()) {
    observations_.emplace_back(choice.name, bindings_.fill(alternative.record));
  }
  if (alternative.then) stack_.push_back({alternative.then.get()});
  return Status::done;
}

// ---- Heart-beats
// ------------------------------------------------------------------------------------

CaseRun::Status CaseRun::step(const HeartBeatsStep& beats) {
  Connection& connection = at(beats.connection);
  const Duration gap = connection.terms().from_server();
  if (progress_.phase == 0) {
    progress_.phase = 1;
    if (gap == Duration::zero() || gap > gap_max) {
      observe_only(gap == Duration::zero() ? "the server declared that it sends no heart-beats"
                                           : "the server beats every " + milliseconds(gap) +
                                                 ": longer than this suite waits");
      return Status::done;
    }
    progress_.mark = connection.last_received();
  }
  const std::string expected = "octets from the server within " + milliseconds(gap);
  if (const std::optional<std::string> why = dead_end(connection)) return breach(expected, *why);
  if (connection.last_received() > progress_.mark) {
    const Duration passed = connection.last_received() - progress_.mark;
    progress_.mark = connection.last_received();
    ++progress_.count;
    if (passed > 2 * gap + scheduling) return breach(expected, "after " + milliseconds(passed));
    if (passed > gap + gap / 2 + scheduling && progress_.text.empty()) {
      progress_.text = "after " + milliseconds(passed);
    }
  }
  if (progress_.count >= beats.count) {
    if (progress_.text.empty()) {
      pass();
    } else {
      const std::string id = requirement();
      record({.requirement = id,
              .level = level_of(id),
              .grade = in_given_ ? Grade::blocked : Grade::weak,
              .expected = expected,
              .got = progress_.text,
              .note = "late, within the margin of error that a receiver grants (Heart-beating)"});
    }
    return Status::done;
  }
  progress_.due = progress_.mark + 2 * gap + scheduling;
  if (expired()) return no_answer(expected, connection);
  return Status::waiting;
}

CaseRun::Status CaseRun::step(const BeatStep& beat) {
  at(beat.connection).beating = !beat.stop;
  return Status::done;
}

CaseRun::Status CaseRun::step(const IdleStep& idle) {
  Connection& connection = at(idle.connection);
  if (progress_.phase == 0) {
    progress_.phase = 1;
    std::optional<Duration> wait = std::chrono::milliseconds(idle.for_ms.value_or(0));
    if (idle.gaps) wait = gaps(connection, *idle.gaps);
    if (!wait) return Status::done;
    progress_.due = now_ + *wait;
  }
  const std::string expected = "the connection left as it is";
  if (!connection.inbox().empty()) {
    return breach(expected, describe(connection.inbox().front().frame));
  }
  if (const std::optional<std::string> why = dead_end(connection)) return breach(expected, *why);
  if (now_ < progress_.due) return Status::waiting;
  pass();
  return Status::done;
}

}  // namespace conformance
