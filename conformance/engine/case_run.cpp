#include "conformance/engine/case_run.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "stomp/check.hpp"

namespace conformance {
namespace {

// Later than this after its time, a timer was not late by itself: our own process stood still, and
// what the target did meanwhile has not been read yet. The step gets its time once more.
constexpr Duration stall = std::chrono::milliseconds(150);

// A client beats twice in each gap, so that one late beat harms nothing.
constexpr int beats_per_gap = 2;

}  // namespace

CaseRun::CaseRun(const Case& subject, const Program& program, const Surroundings& surroundings,
                 std::string nonce, Duration allowance, Instant now)
    : case_(subject),
      program_(program),
      surroundings_(surroundings),
      bindings_(subject, surroundings.profile, std::move(nonce)),
      allowance_(allowance),
      transcript_(now),
      now_(now) {
  stack_.push_back({&program_.given});
}

// ---- Inputs
// ---------------------------------------------------------------------------------------

void CaseRun::start(Instant now, std::vector<Action>& actions) {
  poll(now, actions);
}

void CaseRun::on_opened(LinkId link, std::string_view agreed, Instant now,
                        std::vector<Action>& actions) {
  if (Connection* connection = by_link(link)) {
    transcript_.add(now, connection->name(), WireEntry::Kind::opened, agreed);
    connection->on_opened(now);
  }
  poll(now, actions);
}

void CaseRun::on_open_failed(LinkId link, const std::string& reason, Instant now,
                             std::vector<Action>& actions) {
  if (Connection* connection = by_link(link)) {
    transcript_.add(now, connection->name(), WireEntry::Kind::note, "cannot connect: " + reason);
    connection->on_open_failed(reason);
    could_not_open_ = true;
  }
  poll(now, actions);
}

void CaseRun::on_octets(LinkId link, std::string_view octets, Instant now,
                        std::vector<Action>& actions) {
  if (Connection* connection = by_link(link); connection != nullptr && connection->listening()) {
    transcript_.add(now, connection->name(), WireEntry::Kind::received, octets);
    connection->on_octets(octets, transcript_.size() - 1, now);
  }
  poll(now, actions);
}

void CaseRun::on_ended(LinkId link, Ended how, std::string_view why, Instant now,
                       std::vector<Action>& actions) {
  if (Connection* connection = by_link(link)) {
    if (connection->listening()) {
      transcript_.add(now, connection->name(), WireEntry::Kind::closed_by_target,
                      how == Ended::rst   ? "rst"
                      : how == Ended::fin ? "fin"
                                          : why);
    }
    connection->on_ended(how, why);
  }
  poll(now, actions);
}

void CaseRun::on_time(Instant now, std::vector<Action>& actions) {
  poll(now, actions);
}

void CaseRun::abandon(std::string reason, Instant now, std::vector<Action>& actions) {
  if (finished()) return;
  now_ = now;
  actions_ = &actions;
  finish(Grade::not_run, std::move(reason));
  actions_ = nullptr;
}

std::optional<Instant> CaseRun::deadline() const {
  if (finished()) return std::nullopt;
  Instant earliest = progress_.due;
  for (const auto& [link, connection] : links_) {
    const Duration gap = connection->terms().from_client();
    if (!connection->beating || gap == Duration::zero()) continue;
    earliest = std::min(earliest, connection->last_sent() + gap / beats_per_gap);
  }
  return earliest;
}

Outcome CaseRun::take_outcome() {
  stomp::check(finished(), "an outcome was taken from a program that still runs");
  return std::move(*outcome_);
}

// ---- The machine
// ------------------------------------------------------------------------------------

void CaseRun::poll(Instant now, std::vector<Action>& actions) {
  if (finished()) return;
  now_ = now;
  actions_ = &actions;
  beat();
  while (!finished()) {
    if (fresh_) advance();
    if (stack_.empty()) {
      finish_clean();
      break;
    }
    const Status status = perform(*current());
    if (finished()) break;
    if (bindings_.lacking()) {
      finish(Grade::not_applicable, *bindings_.lacking());
    } else if (bindings_.unanswered()) {
      finish(Grade::blocked, *bindings_.unanswered());
    } else if (status == Status::done) {
      fresh_ = true;
    } else {
      break;
    }
  }
  actions_ = nullptr;
}

// The step being performed: its place already points behind it.
const Step* CaseRun::current() const {
  return stack_.empty() ? nullptr : &(*stack_.back().steps)[stack_.back().next - 1];
}

void CaseRun::advance() {
  fresh_ = false;
  while (!stack_.empty() && stack_.back().next == stack_.back().steps->size()) stack_.pop_back();
  if (stack_.empty() && in_given_) {
    in_given_ = false;
    stack_.push_back({&program_.steps});
    advance();
    return;
  }
  if (stack_.empty()) return;
  ++stack_.back().next;
  progress_ = {};
  progress_.began = now_;
  progress_.due = now_ + allowance_;
}

CaseRun::Status CaseRun::perform(const Step& step) {
  return std::visit([this](const auto& verb) { return this->step(verb); }, step.what);
}

void CaseRun::beat() {
  for (const auto& [link, connection] : links_) {
    const Duration gap = connection->terms().from_client();
    if (!connection->beating || gap == Duration::zero()) continue;
    if (connection->state() != Connection::State::open) continue;
    if (now_ >= connection->last_sent() + gap / beats_per_gap) transmit(*connection, "\n");
  }
}

bool CaseRun::expired() {
  if (now_ < progress_.due) return false;
  if (now_ - progress_.due > stall && !progress_.extended) {
    progress_.extended = true;
    progress_.due = now_ + allowance_;
    return false;
  }
  return true;
}

void CaseRun::allow_again() {
  progress_.due = now_ + allowance_;
  progress_.extended = false;
}

void CaseRun::finish(Grade grade, std::string reason) {
  drop_links();
  Outcome outcome;
  outcome.grade = grade;
  outcome.reason = masked(std::move(reason), bindings_.secrets());
  outcome.checks = std::move(checks_);
  for (CheckResult& check : outcome.checks) {
    check.expected = masked(std::move(check.expected), bindings_.secrets());
    check.got = masked(std::move(check.got), bindings_.secrets());
  }
  outcome.observations = std::move(observations_);
  for (auto& [name, value] : outcome.observations) {
    value = masked(std::move(value), bindings_.secrets());
  }
  outcome.transcript = transcript_.masked(bindings_.secrets());
  outcome.could_not_open = could_not_open_;
  outcome_ = std::move(outcome);
}

// Every step has been performed: what is left over was listed by nobody.
void CaseRun::finish_clean() {
  for (const auto& [name, connection] : connections_) {
    if (!connection->listening()) continue;
    if (!connection->inbox().empty()) {
      const Received& rest = connection->inbox().front();
      breach("nothing more on " + name, describe(rest.frame));
      return;
    }
    if (connection->garbage()) {
      breach("STOMP frames on " + name, *connection->garbage());
      return;
    }
  }
  Grade worst = Grade::not_applicable;
  std::string reason;
  for (const CheckResult& check : checks_) {
    if (check.grade <= worst) continue;
    worst = check.grade;
    reason = !check.note.empty() ? check.note : check.expected + "; got " + check.got;
  }
  if (checks_.empty()) {
    finish(Grade::blocked, "no step of it asserts anything");
  } else {
    finish(worst, worst == Grade::pass ? "" : reason);
  }
}

void CaseRun::drop_links() {
  for (const auto& [link, connection] : links_) {
    connection->stop_listening();
    if (connection->state() != Connection::State::failed) {
      actions_->push_back(Shut{link, Shut::How::whole});
    }
  }
  links_.clear();
}

Connection* CaseRun::by_link(LinkId link) {
  const auto found = links_.find(link);
  return found == links_.end() ? nullptr : found->second;
}

Connection& CaseRun::at(const ConnectionName& name) {
  const auto found = connections_.find(name);
  stomp::check(found != connections_.end(), "the loader let an unopened connection through");
  return *found->second;
}

// ---- Judging
// ----------------------------------------------------------------------------------------

std::string CaseRun::requirement() const {
  const Step* step = current();
  if (step != nullptr && !step->requirement.empty()) return step->requirement;
  const std::vector<std::string>& all = case_.scenario->requirements;
  return all.empty() ? "" : all.front();
}

Level CaseRun::level_of(const std::string& requirement) const {
  const Statement* statement = surroundings_.catalogue.statement(requirement, case_.version);
  return statement != nullptr ? statement->level : Level::must;
}

void CaseRun::record(CheckResult check) {
  const Step* step = current();
  check.step = step != nullptr ? step->path : "";
  check.wire_entry = transcript_.size() == 0 ? 0 : transcript_.size() - 1;
  checks_.push_back(std::move(check));
}

void CaseRun::pass() {
  if (in_given_) return;
  const std::string id = requirement();
  record({.requirement = id, .level = level_of(id), .grade = Grade::pass});
}

void CaseRun::run_checks(const std::vector<Check>& checks, const Received& received) {
  for (const Check& check : checks) {
    const Level level = level_of(check.requirement);
    CheckResult result{.requirement = check.requirement, .level = level, .grade = Grade::pass};
    if (std::optional<Mismatch> wrong =
            mismatch(check.headers, check.body, received.frame, bindings_)) {
      result.grade = breach_of(level);
      result.expected = std::move(wrong->expected);
      result.got = std::move(wrong->got);
    } else if (check.escaped && received.had_bare_colon) {
      result.grade = breach_of(level);
      result.expected = "every colon in a value written as \\c";
      result.got = "a colon as it is in " + describe(received.frame);
    }
    record(std::move(result));
    checks_.back().wire_entry = received.wire_entry;
  }
}

CaseRun::Status CaseRun::breach(std::string expected, std::string got) {
  const std::string id = requirement();
  const Level level = level_of(id);
  std::string reason = "expected " + expected + "; got " + got;
  const Grade grade = in_given_ ? Grade::blocked : breach_of(level);
  record({.requirement = id,
          .level = level,
          .grade = grade,
          .expected = std::move(expected),
          .got = std::move(got)});
  finish(grade, std::move(reason));
  return Status::over;
}

CaseRun::Status CaseRun::no_answer(const std::string& expected, const Connection& connection) {
  const std::string id = requirement();
  const Level level = level_of(id);
  Grade grade = breach_of(level);
  if (grade == Grade::fail) grade = Grade::timeout;
  if (in_given_) grade = Grade::blocked;
  // The time that was given, not when we came to look: the same failure has the same words.
  const Duration waited = std::min(now_, progress_.due) - progress_.began;
  const std::string got = "nothing on " + connection.name() + " within " +
                          std::to_string(waited.count() / 1000) + " ms";
  record({.requirement = id, .level = level, .grade = grade, .expected = expected, .got = got});
  finish(grade, "expected " + expected + "; got " + got);
  return Status::over;
}

std::optional<std::string> CaseRun::dead_end(const Connection& connection) const {
  if (connection.garbage()) return "octets that are no STOMP: " + *connection.garbage();
  if (connection.state() == Connection::State::failed) {
    return "no connection: " + connection.failure();
  }
  if (connection.state() == Connection::State::ended) {
    return connection.ended() == Ended::rst ? "the connection reset" : "the connection closed";
  }
  return std::nullopt;
}

}  // namespace conformance
