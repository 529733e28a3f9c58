// The target's life in a run: met, awaited, dead, started again; and the end of the run.

#include <algorithm>
#include <tuple>
#include <utility>

#include "conformance/engine/acquaintance.hpp"
#include "conformance/engine/run.hpp"

namespace conformance {
namespace {

constexpr Duration allowance_max = std::chrono::seconds(10);
// An answer that took this many times the measured one will not come any more.
constexpr int calibration_factor = 50;

// Between two golden dialogues with a target that was launched, and between two launches.
constexpr Duration dialogue_pause = std::chrono::milliseconds(100);
constexpr Duration launch_pause = std::chrono::seconds(1);
// Whoever answers and refuses may still be getting ready, but hardly for long.
constexpr Duration refusal_patience = std::chrono::seconds(30);
// Between two words about it.
constexpr Duration news_pause = std::chrono::seconds(1);

}  // namespace

// ---- Launch
// -----------------------------------------------------------------------------------------

void Run::launch(Instant now) {
  serving_ = false;
  cases_since_launch_ = 0;
  waiting_for_ = WaitingFor::start;
  not_yet_ = "it is being started";
  retry_at_ = now + news_pause;
  actions_.emplace_back(Launch{});
}

std::vector<Action> Run::on_launched(Instant now) {
  if (finished_ || waiting_for_ != WaitingFor::start) return {};
  waiting_for_ = WaitingFor::dialogue;
  retry_at_.reset();
  try_version(0, now);
  settle(now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_launch_failed(const std::string& reason, Instant now) {
  if (!finished_) {
    end(met_ ? Ending::target_died : Ending::target_unreachable,
        "the target could not be started: " + reason, now);
  }
  return std::exchange(actions_, {});
}

void Run::on_target_output(std::string_view octets) {
  output_.add(octets);
}

std::vector<Action> Run::on_target_ended(const std::string& how, Instant now) {
  if (finished_) return {};
  const std::string reason = "the target's process ended " + how;
  if (!serving_) {
    abandon_jobs(reason, now);
    // Once it has served, a failed start may have been bad luck: its port was still taken, say.
    if (met_) {
      not_yet_ = reason;
      waiting_for_ = WaitingFor::launch;
      retry_at_ = now + launch_pause;
    } else {
      end(Ending::target_unreachable, reason + " before it had served anybody", now);
    }
  } else if (!jobs_.empty() && (can_restart() || !options_.keep_going)) {
    target_died(reason, now);
  }
  settle(now);
  return std::exchange(actions_, {});
}

// Time has passed with a target that was launched and does not serve yet.
void Run::await_target(Instant now) {
  retry_at_.reset();
  if (waiting_for_ == WaitingFor::end) return target_died(not_yet_, now);
  if (now - launched_ >= options_.upkeep.patience) return give_up(now);
  if (now - awaited_ >= news_pause) {
    awaited_ = now;
    actions_.emplace_back(TargetAwaited{
        .elapsed = now - launched_, .patience = options_.upkeep.patience, .reason = not_yet_});
  }
  if (waiting_for_ == WaitingFor::start) {
    retry_at_ = now + news_pause;
  } else if (waiting_for_ == WaitingFor::launch) {
    launch(now);
  } else {
    try_version(0, now);
  }
}

void Run::give_up(Instant now) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.upkeep.patience);
  end(met_ ? Ending::target_died : Ending::target_unreachable,
      "within " + std::to_string(seconds.count()) +
          " s of its start the target did not serve: " + not_yet_,
      now);
}

// ---- Acquaintance
// -----------------------------------------------------------------------------------

void Run::try_version(std::size_t index, Instant now) {
  preflight_index_ = index;
  probe_case_.version = preflight_versions_[index];
  const std::uint64_t id = next_job_++;
  Job& job = jobs_[id];
  job.subject = &probe_case_;
  job.began = now;
  opening_job_ = id;
  start_program(job, Phase::preflight, now);
}

void Run::preflight_ended(Outcome outcome, Instant now) {
  jobs_.erase(opening_job_);
  if (reached(outcome) == Reached::delivered) {
    met(outcome);
  } else {
    not_met(std::move(outcome), now);
  }
}

void Run::not_met(Outcome outcome, Instant now) {
  const bool connected = reached(outcome) == Reached::connected;
  const bool silent = outcome.grade == Grade::timeout;
  if (!outcome.could_not_open && !silent && !connected &&
      preflight_index_ + 1 < preflight_versions_.size()) {
    try_version(preflight_index_ + 1, now);
    return;
  }
  std::string reason = to_string(profile_.endpoint);
  const bool opened =
      std::any_of(outcome.transcript.begin(), outcome.transcript.end(),
                  [](const WireEntry& entry) { return entry.kind == WireEntry::Kind::opened; });
  if (outcome.could_not_open) {
    reason += " does not accept connections";
  } else if (!opened) {
    reason += " does not finish the opening of a connection";
  } else if (connected) {
    reason += " accepts CONNECT, but a subscriber does not get what is sent to its destination";
  } else {
    reason += silent ? " accepts connections and does not answer CONNECT" : " refuses CONNECT";
  }
  reason += " (" + outcome.reason + ")";
  if (waiting_for_ == WaitingFor::nothing) return end(Ending::target_unreachable, reason, now);

  not_yet_ = std::move(reason);
  const bool refused = !outcome.could_not_open && !silent;
  const Duration patience =
      refused ? std::min(options_.upkeep.patience, refusal_patience) : options_.upkeep.patience;
  if (now - launched_ < patience) {
    retry_at_ = now + dialogue_pause;
  } else if (options_.keep_going && !met_) {
    serving_ = true;  // as far as anybody can say
    waiting_for_ = WaitingFor::nothing;
    options_.upkeep.restarts_max = 0;
  } else {
    give_up(now);
  }
}

void Run::met(const Outcome& outcome) {
  serving_ = true;
  waiting_for_ = WaitingFor::nothing;
  if (met_) return;
  met_ = true;
  const Calibration measured = measure(outcome.transcript);
  calibration_.connect = measured.connect;
  calibration_.receipt = measured.receipt;
  if (!options_.timeout) {
    calibration_.deadline =
        std::clamp(std::max(measured.connect, measured.receipt) * calibration_factor,
                   calibration_.deadline, allowance_max);
  }
  actions_.emplace_back(TargetMet{server_header(outcome.transcript), calibration_});
}

// ---- Death
// ------------------------------------------------------------------------------------------

bool Run::can_restart() const {
  return summary_.restarts < options_.upkeep.restarts_max;
}

void Run::not_survived(Job& job, const std::string& why, Instant now) {
  const std::string reason = "afterwards the target served nobody: " + why;
  if (!options_.keep_going || can_restart()) {
    if (!options_.upkeep.launch) return target_died(reason, now);
    // Who is refused by a dead process may hear of its end only later; one that hangs never ends.
    waiting_for_ = WaitingFor::end;  // settle() stands still meanwhile
    not_yet_ = reason;
    retry_at_ = now + calibration_.deadline;
    return;
  }
  job.result.grade = Grade::crash;
  job.result.reason = reason;
  job.result.output = output_since(job.output_mark);
  CaseResult result = std::move(job.result);
  jobs_.erase(opening_job_);
  emit(std::move(result));
}

// The target served, and does not any more. Whoever wrote last is accused; but this is proved only
// where nobody else has spoken to the target since it was started: there are targets that die a
// while after the frame that kills them.
void Run::target_died(const std::string& reason, Instant now) {
  waiting_for_ = WaitingFor::nothing;
  retry_at_.reset();
  std::vector<Job*> order;
  for (auto& [id, job] : jobs_) order.push_back(&job);
  std::sort(order.begin(), order.end(),
            [](const Job* left, const Job* right) { return left->turn > right->turn; });
  // Cases of the clock take seconds each, alone: they come last.
  std::sort(order.begin() + 1, order.end(), [](const Job* left, const Job* right) {
    return std::tuple(left->timed, right->turn) < std::tuple(right->timed, left->turn);
  });

  Job& accused = *order.front();
  const std::string key = accused.result.key;
  const bool proved = accused.alone && accused.fresh;
  CaseResult crash = crash_of(accused, reason, now);
  std::deque<Alone> suspects;
  for (Job* job : order) suspects.push_back({{job->subject, job->result.repetition}, {}});
  if (proved || !can_restart()) {
    emit(std::move(crash));
    suspects.pop_front();
    for (Alone& released : suspects_) put_back(released.item);
    suspects_.clear();
    jobs_.erase(std::find_if(jobs_.begin(), jobs_.end(),
                             [&](const auto& job) { return &job.second == &accused; }));
  } else {
    suspects.front().first = std::move(crash);
  }
  if (!can_restart()) {
    const std::string often = summary_.restarts == 0
                                  ? ""
                                  : ", after " + std::to_string(summary_.restarts) +
                                        (summary_.restarts == 1 ? " restart" : " restarts");
    return end(Ending::target_died, "the target died at " + key + often + ": " + reason, now);
  }
  abandon_jobs(reason, now);
  suspects_.insert(suspects_.begin(), std::make_move_iterator(suspects.begin()),
                   std::make_move_iterator(suspects.end()));
  ++summary_.restarts;
  actions_.emplace_back(
      TargetRestarted{.number = summary_.restarts,
                      .reason = (proved ? "after " : "perhaps because of ") + key + ": " + reason});
  launched_ = now;
  launch(now);
}

CaseResult Run::crash_of(Job& job, const std::string& reason, Instant now) {
  if (job.phase == Phase::control || job.phase == Phase::judged) {
    if (!job.program->finished()) job.program->abandon(reason, now, actions_);
    Outcome outcome = job.program->take_outcome();
    job.result.checks = std::move(outcome.checks);
    job.result.transcript = std::move(outcome.transcript);
    job.result.duration = now - job.began;
    job.result.control_run = job.phase == Phase::control;
  }
  CaseResult result = job.result;
  result.grade = Grade::crash;
  result.reason = reason;
  result.output = output_since(job.output_mark);
  return result;
}

void Run::put_back(const Item& item) {
  (item.subject->scenario->tagged("timed") ? timed_ : ordinary_).push_front(item);
}

void Run::abandon_jobs(const std::string& reason, Instant now) {
  for (auto& [id, job] : jobs_) job.program->abandon(reason, now, actions_);
  jobs_.clear();
  links_.clear();
}

// ---- The end
// ----------------------------------------------------------------------------------------

void Run::end(Ending ending, std::string reason, Instant now) {
  const auto not_run = [&](CaseResult result, const std::string& why) {
    result.grade = Grade::not_run;
    result.reason = why;
    emit(std::move(result));
  };
  const std::string under_way =
      ending == Ending::target_died
          ? "it was under way when the target died, and may be the cause: run it alone"
          : reason;
  for (auto& [id, job] : jobs_) {
    if (job.phase == Phase::preflight) continue;
    if (job.first) {
      emit(std::move(*job.first));
    } else {
      not_run(blank_result(*job.subject, job.result.repetition), under_way);
    }
  }
  abandon_jobs(reason, now);
  for (std::deque<Alone>* lane : {&suspects_, &again_}) {
    for (Alone& waiting : *lane) {
      if (waiting.first) {
        emit(std::move(*waiting.first));
      } else {
        not_run(blank_result(*waiting.item.subject, waiting.item.repetition), under_way);
      }
    }
    lane->clear();
  }
  for (std::deque<Item>* lane : {&timed_, &ordinary_}) {
    for (const Item& item : *lane) {
      CaseResult result = blank_result(*item.subject, item.repetition);
      if (std::optional<std::string> why = not_applicable(*item.subject)) {
        result.grade = Grade::not_applicable;
        result.reason = std::move(*why);
        emit(std::move(result));
      } else {
        not_run(std::move(result), reason);
      }
    }
    lane->clear();
  }
  summary_.duration = now - started_;
  RunFinished finished{.ending = ending,
                       .reason = std::move(reason),
                       .summary = summary_,
                       .output = {},
                       .baseline_problems = {},
                       .flaky_fails = options_.flaky_fails};
  if (expectations_ && ending == Ending::complete) {
    finished.baseline_problems = expectations_->problems(options_.suite_names);
  }
  if (ending == Ending::target_unreachable || ending == Ending::target_died) {
    finished.output = output_since(0);
  }
  actions_.emplace_back(std::move(finished));
  finished_ = true;
}

}  // namespace conformance
