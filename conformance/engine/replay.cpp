#include "conformance/engine/replay.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

namespace conformance {
namespace {

using Kind = WireEntry::Kind;

constexpr std::string_view could_not_connect = "cannot connect: ";
// Stands for the fresh words in the first attempt; as long as they mostly are, so that numbers of
// octets have as many digits.
constexpr std::string_view placeholder = "zzzzzzzz000";

// Timers of a real clock are late by a little, and what is heard meanwhile comes first. In virtual
// time they never are.
enum class Clock : std::uint8_t { exact, real };
constexpr Duration lateness_max = std::chrono::milliseconds(20);

// One attempt: the program, what it did and was not yet seen in the record, and the time.
class Attempt {
 public:
  Attempt(const Case& subject, const Program& program, const Catalogue& catalogue,
          const Profile& profile, std::string nonce, Duration deadline)
      : surroundings_{catalogue, profile, [this] { return next_link_++; }},
        run_(subject, program, surroundings_, std::move(nonce), deadline, now_) {
    run_.start(now_, actions_);
    collect();
  }

  // Follows the record; false where the program went another way.
  bool follow(const std::vector<WireEntry>& recorded, Clock clock = Clock::exact) {
    clock_ = clock;
    for (const WireEntry& entry : recorded) {
      if (run_.finished()) return true;  // what follows is not its affair any more
      if (!take(entry)) return false;
    }
    // From here on only time passes: it may end the program, and must not make it say more.
    while (!run_.finished() && outputs_.empty() && let_time_pass(Instant::max())) {
    }
    if (!run_.finished() || !outputs_.empty()) return stop("it would go on where the record ends");
    return true;
  }

  [[nodiscard]] const std::string& sent() const { return sent_; }
  [[nodiscard]] std::string obstacle() const { return obstacle_; }
  [[nodiscard]] bool finished() const { return run_.finished(); }
  [[nodiscard]] Outcome take_outcome() { return run_.take_outcome(); }

 private:
  bool stop(std::string obstacle) {
    obstacle_ = std::move(obstacle);
    return false;
  }

  void collect() {
    for (const Action& action : actions_) {
      if (const auto* open = std::get_if<Open>(&action)) opening_.push_back(open->link);
      if (const auto* transmit = std::get_if<Transmit>(&action)) {
        outputs_.push_back(Kind::sent);
        sent_ += transmit->octets;
      }
      // The end of a program drops its connections, and says nothing about that.
      const auto* shut = std::get_if<Shut>(&action);
      if (shut != nullptr && !run_.finished()) outputs_.push_back(Kind::closed_by_us);
    }
    actions_.clear();
  }

  // Whether something was due until `until`; `said`: when the record has what comes of it.
  bool let_time_pass(Instant until, std::optional<Instant> said = std::nullopt) {
    const std::optional<Instant> due = run_.deadline();
    if (!due || *due > until || ++timers_ > timers_max) return false;
    now_ = std::max(now_, clock_ == Clock::real && said ? *said : *due);
    run_.on_time(now_, actions_);
    collect();
    return true;
  }

  bool take(const WireEntry& entry) {
    const Instant at{entry.at};
    if (entry.kind == Kind::sent || entry.kind == Kind::closed_by_us) {
      while (outputs_.empty() && !run_.finished() && let_time_pass(at, at)) {
      }
      if (run_.finished()) return true;
      if (outputs_.empty() || outputs_.front() != entry.kind) {
        return stop("it does not say what was said at +" + std::to_string(entry.at.count()) +
                    " us on " + entry.connection);
      }
      outputs_.pop_front();
      return true;
    }
    // What is due before the input, and not with it: an answer in time is no late one.
    const Duration before = clock_ == Clock::real ? lateness_max : Duration(1);
    while (!run_.finished() && outputs_.empty() && let_time_pass(at - before)) {
    }
    if (run_.finished()) return true;
    if (!outputs_.empty()) return stop("it says more than was said, on " + entry.connection);
    now_ = std::max(now_, at);
    return hear(entry);
  }

  bool hear(const WireEntry& entry) {
    if (entry.kind == Kind::opened || entry.octets.starts_with(could_not_connect)) {
      if (opening_.empty()) return stop("it does not open " + entry.connection);
      const LinkId link = opening_.front();
      opening_.pop_front();
      links_[entry.connection] = link;
      if (entry.kind == Kind::opened) {
        run_.on_opened(link, entry.octets, now_, actions_);
      } else {
        run_.on_open_failed(link, entry.octets.substr(could_not_connect.size()), now_, actions_);
      }
    } else if (entry.kind == Kind::received) {
      run_.on_octets(links_[entry.connection], entry.octets, now_, actions_);
    } else if (entry.kind == Kind::closed_by_target) {
      const Ended how = entry.octets == "fin"   ? Ended::fin
                        : entry.octets == "rst" ? Ended::rst
                                                : Ended::broken;
      run_.on_ended(links_[entry.connection], how, entry.octets, now_, actions_);
    } else {
      return stop("the record says of itself: " + entry.octets);
    }
    collect();
    return true;
  }

  static constexpr int timers_max = 100'000;  // far beyond any case: against a loop

  Clock clock_ = Clock::exact;
  Instant now_{};
  LinkId next_link_ = 1;
  int timers_ = 0;
  Surroundings surroundings_;
  CaseRun run_;
  std::vector<Action> actions_;
  std::deque<LinkId> opening_;
  std::map<ConnectionName, LinkId> links_;
  std::deque<Kind> outputs_;
  std::string sent_;
  std::string obstacle_;
};

std::string sent_of(const std::vector<WireEntry>& transcript) {
  std::string sent;
  for (const WireEntry& entry : transcript) {
    if (entry.kind == Kind::sent) sent += entry.octets;
  }
  return sent;
}

// The fresh word that stands in the record where the attempt has the placeholder. Where it stands
// nowhere, nothing depends on it.
std::string nonce_of(const std::string& attempted, const std::string& recorded) {
  const std::size_t at = attempted.find(placeholder);
  if (at == std::string::npos || at >= recorded.size()) return std::string(placeholder);
  const std::size_t end = recorded.find('-', at);
  return recorded.substr(at, end == std::string::npos ? end : end - at);
}

bool same_octets(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return a == b || a == '*' || b == '*'; });
}

// That what the program did is what the record has, as far as the program went.
bool agrees(const std::vector<WireEntry>& replayed, const std::vector<WireEntry>& recorded) {
  if (replayed.size() > recorded.size()) return false;
  return std::equal(replayed.begin(), replayed.end(), recorded.begin(),
                    [](const WireEntry& left, const WireEntry& right) {
                      return left.kind == right.kind && left.connection == right.connection &&
                             same_octets(left.octets, right.octets);
                    });
}

}  // namespace

Replay replay_case(const Case& subject, const Program& program, const Catalogue& catalogue,
                   const Profile& profile, const std::vector<WireEntry>& recorded,
                   Duration deadline) {
  Attempt first(subject, program, catalogue, profile, std::string(placeholder), deadline);
  (void)first.follow(recorded);  // it goes wrong at the latest where a fresh word comes back
  const std::string nonce = nonce_of(first.sent(), sent_of(recorded));
  std::string obstacle;
  for (const Clock clock : {Clock::exact, Clock::real}) {
    Attempt attempt(subject, program, catalogue, profile, nonce, deadline);
    if (!attempt.follow(recorded, clock)) {
      obstacle = attempt.obstacle();
      continue;
    }
    Outcome outcome = attempt.take_outcome();
    if (agrees(outcome.transcript, recorded)) return {std::move(outcome), ""};
    obstacle = "it sends other octets than were sent";
  }
  return {std::nullopt, obstacle};
}

std::optional<CaseResult> regraded(const CaseResult& stored, const Case& subject,
                                   const Catalogue& catalogue, const Profile& profile,
                                   Duration deadline, std::string& obstacle) {
  if (stored.grade == Grade::crash || stored.grade == Grade::not_run ||
      stored.grade == Grade::not_applicable) {
    return stored;
  }
  if (stored.control_run && !subject.control) {
    obstacle = "only its control was run, and it has none any more";
    return std::nullopt;
  }
  const Program& program = stored.control_run ? *subject.control : subject.program;
  // A case that was run alone had twice the time.
  Replay replay = replay_case(subject, program, catalogue, profile, stored.transcript, deadline);
  if (!replay.outcome) {
    Replay patient =
        replay_case(subject, program, catalogue, profile, stored.transcript, 2 * deadline);
    if (patient.outcome) replay = std::move(patient);
  }
  obstacle = replay.obstacle;
  if (!replay.outcome) return std::nullopt;
  Outcome& outcome = *replay.outcome;
  if (stored.control_run) {
    if (outcome.grade <= Grade::should && outcome.grade != Grade::blocked &&
        outcome.grade != Grade::not_applicable) {
      obstacle = "its control would pass now, and the case itself was not run";
      return std::nullopt;
    }
    outcome.reason = "its control failed, so a refusal would prove nothing: " + outcome.reason;
    outcome.grade = Grade::blocked;
  }
  CaseResult result = stored;
  result.grade = outcome.grade;
  result.reason = std::move(outcome.reason);
  result.checks = std::move(outcome.checks);
  result.observations = std::move(outcome.observations);
  result.title = subject.scenario->title;
  result.why = subject.scenario->why;
  return result;
}

}  // namespace conformance
