#include "conformance/engine/run.hpp"

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

#include "conformance/engine/acquaintance.hpp"

namespace conformance {
namespace {

// What an expectation is given before anything has been measured, and at least thereafter: it costs
// time only where it is not met, and a loaded machine may well need it.
constexpr Duration allowance_min = std::chrono::milliseconds(2000);
constexpr Duration preflight_allowance = std::chrono::seconds(3);
// The timed lane: such cases only wait, so many of them can do so at once.
constexpr std::size_t timed_jobs = 64;

}  // namespace

Run::Run(const Catalogue& catalogue, Profile profile, std::vector<Case> cases, Options options)
    : catalogue_(catalogue),
      profile_(std::move(profile)),
      cases_(std::move(cases)),
      options_(std::move(options)),
      surroundings_{catalogue_, profile_,
                    [this] {
                      const LinkId link = next_link_++;
                      links_[link] = opening_job_;
                      return link;
                    }},
      acquaintance_(golden_dialogue(profile_, 3)),
      probe_(golden_dialogue(profile_, 0)),
      preflight_versions_(profile_.versions) {
  calibration_.deadline = options_.timeout.value_or(allowance_min);
  std::sort(preflight_versions_.rbegin(), preflight_versions_.rend());
  auto scenario = std::make_shared<Scenario>();
  scenario->id = "probe";
  scenario->title = "The target serves a fresh connection";
  probe_case_.scenario = std::move(scenario);
  if (!preflight_versions_.empty()) probe_case_.version = preflight_versions_.front();
  if (options_.baseline) expectations_.emplace(*options_.baseline, options_.today);
  order_items();
}

// ---- Inputs
// -----------------------------------------------------------------------------------------

std::vector<Action> Run::start(Instant now) {
  started_ = now;
  const std::size_t selected = cases_.size() * options_.repeat;
  actions_.emplace_back(
      RunStarted{.target = options_.target.empty() ? profile_.name : options_.target,
                 .endpoint = profile_.embedded == Embedded::none
                                 ? to_string(profile_.endpoint)
                                 : to_string(profile_.endpoint) + " (embedded)",
                 .versions = profile_.versions,
                 .seed = options_.seed,
                 .cases_selected = selected,
                 .shard = options_.shard,
                 .cases_in_all_shards =
                     options_.shard ? options_.cases_in_all_shards * options_.repeat : selected,
                 .filters = options_.filters});
  if (options_.upkeep.launch) {
    launched_ = now;
    launch(now);
  } else if (!options_.keep_going && !preflight_versions_.empty()) {
    try_version(0, now);
  } else {
    serving_ = true;
  }
  settle(now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_opened(LinkId link, Instant now, std::string_view agreed) {
  feed(link, [&](Job& job) { job.program->on_opened(link, agreed, now, actions_); }, now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_open_failed(LinkId link, const std::string& reason, Instant now) {
  feed(link, [&](Job& job) { job.program->on_open_failed(link, reason, now, actions_); }, now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_octets(LinkId link, std::string_view octets, Instant now) {
  feed(link, [&](Job& job) { job.program->on_octets(link, octets, now, actions_); }, now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_ended(LinkId link, Ended how, Instant now, std::string_view why) {
  feed(link, [&](Job& job) { job.program->on_ended(link, how, why, now, actions_); }, now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_time(Instant now) {
  for (auto& [id, job] : jobs_) {
    if (!job.due || *job.due > now) continue;
    opening_job_ = id;
    const std::size_t before = actions_.size();
    job.program->on_time(now, actions_);
    note_turn(job, before);
    job.due = job.program->deadline();
  }
  if (retry_at_ && *retry_at_ <= now) await_target(now);
  settle(now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::interrupt(Instant now) {
  if (!finished_) end(Ending::interrupted, "interrupted", now);
  return std::exchange(actions_, {});
}

std::optional<Instant> Run::deadline() const {
  std::optional<Instant> earliest = retry_at_;
  for (const auto& [id, job] : jobs_) {
    if (job.due && (!earliest || *job.due < *earliest)) earliest = job.due;
  }
  return earliest;
}

// ---- Lanes
// ------------------------------------------------------------------------------------------

void Run::order_items() {
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < options_.repeat; ++i) {
    for (const Case& subject : cases_) items.push_back({&subject, i});
  }
  // A shuffle of our own: std::shuffle gives different orders with different libraries.
  std::mt19937_64 random(options_.seed);
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random() % i]);
  for (const Item& item : items) {
    (item.subject->scenario->tagged("timed") ? timed_ : ordinary_).push_back(item);
  }
}

void Run::feed(LinkId link, const std::function<void(Job&)>& input, Instant now) {
  const auto found = links_.find(link);
  if (found == links_.end()) return;
  const auto job = jobs_.find(found->second);
  if (job == jobs_.end()) return;
  opening_job_ = job->first;
  const std::size_t before = actions_.size();
  input(job->second);
  note_turn(job->second, before);
  job->second.due = job->second.program->deadline();
  // Nothing else moves before a program has ended.
  if (job->second.program->finished()) settle(now);
}

// Whoever wrote last before the target died is the likeliest cause.
void Run::note_turn(Job& job, std::size_t actions_before) {
  if (job.phase != Phase::control && job.phase != Phase::judged) return;
  const auto first = actions_.begin() + static_cast<std::ptrdiff_t>(actions_before);
  const bool wrote = std::any_of(first, actions_.end(), [](const Action& action) {
    return std::holds_alternative<Transmit>(action);
  });
  if (wrote) job.turn = ++turn_;
}

// Deals with every program that has ended, and begins what there is room for, until nothing moves.
void Run::settle(Instant now) {
  while (!finished_ && waiting_for_ != WaitingFor::end) {
    const auto ended = std::find_if(jobs_.begin(), jobs_.end(),
                                    [](const auto& job) { return job.second.program->finished(); });
    if (ended != jobs_.end()) {
      opening_job_ = ended->first;
      program_ended(ended->second, now);
      continue;
    }
    if (!serving_) return;
    const std::size_t before = waiting() + jobs_.size();
    fill_lanes(now);
    if (jobs_.empty() && waiting() == 0) {
      end(Ending::complete, "", now);
    } else if (before == waiting() + jobs_.size() &&
               std::none_of(jobs_.begin(), jobs_.end(),
                            [](const auto& job) { return job.second.program->finished(); })) {
      return;
    }
  }
}

std::size_t Run::waiting() const {
  return ordinary_.size() + timed_.size() + again_.size() + suspects_.size();
}

void Run::fill_lanes(Instant now) {
  const auto busy = [&](bool timed) {
    return static_cast<std::size_t>(std::count_if(
        jobs_.begin(), jobs_.end(), [&](const auto& job) { return job.second.timed == timed; }));
  };
  if (std::any_of(jobs_.begin(), jobs_.end(), [](const auto& job) { return job.second.alone; })) {
    return;
  }
  if (!suspects_.empty()) {
    if (jobs_.empty()) begin_alone(suspects_, now);
    return;
  }
  while (!timed_.empty() && busy(true) < timed_jobs) {
    const Item item = timed_.front();
    timed_.pop_front();
    begin(item, false, now);
  }
  while (!ordinary_.empty() && busy(false) < options_.jobs) {
    const Item item = ordinary_.front();
    ordinary_.pop_front();
    begin(item, false, now);
  }
  if (!jobs_.empty() || again_.empty()) return;
  if (rerun_spent_ < options_.rerun_time) {
    begin_alone(again_, now);
  } else {
    stop_second_runs();
  }
}

void Run::begin_alone(std::deque<Alone>& lane, Instant now) {
  Alone next = std::move(lane.front());
  lane.pop_front();
  if (Job* job = begin(next.item, true, now)) job->first = std::move(next.first);
}

// Nothing where the case does not apply.
Run::Job* Run::begin(const Item& item, bool alone, Instant now) {
  CaseResult result = blank_result(*item.subject, item.repetition);
  if (std::optional<std::string> why = not_applicable(*item.subject)) {
    result.grade = Grade::not_applicable;
    result.reason = std::move(*why);
    emit(std::move(result));
    return nullptr;
  }
  actions_.emplace_back(CaseStarted{result.key});
  const std::uint64_t id = next_job_++;
  Job& job = jobs_[id];
  job.subject = item.subject;
  job.result = std::move(result);
  job.began = now;
  job.timed = item.subject->scenario->tagged("timed");
  job.alone = alone;
  job.fresh = cases_since_launch_++ == 0;
  job.output_mark = output_.mark();
  opening_job_ = id;
  start_program(job, item.subject->control ? Phase::control : Phase::judged, now);
  return &job;
}

void Run::start_program(Job& job, Phase phase, Instant now) {
  job.phase = phase;
  const Program* program = nullptr;
  switch (phase) {
    case Phase::preflight:
      program = &acquaintance_;
      break;
    case Phase::control:
      program = &*job.subject->control;
      break;
    case Phase::judged:
      program = &job.subject->program;
      break;
    case Phase::probe:
    case Phase::second_probe:
      program = &probe_;
      break;
  }
  const bool of_case = phase == Phase::control || phase == Phase::judged;
  job.program = std::make_unique<CaseRun>(of_case ? *job.subject : probe_case_, *program,
                                          surroundings_, next_nonce(), allowance(job), now);
  job.program->start(now, actions_);
  job.due = job.program->deadline();
}

void Run::program_ended(Job& job, Instant now) {
  Outcome outcome = job.program->take_outcome();
  std::erase_if(links_, [&](const auto& link) { return link.second == opening_job_; });
  switch (job.phase) {
    case Phase::preflight:
      preflight_ended(std::move(outcome), now);
      return;
    case Phase::control:
      if (outcome.grade == Grade::not_applicable || outcome.grade == Grade::blocked ||
          outcome.grade > Grade::should) {
        if (outcome.grade != Grade::not_applicable) {
          outcome.reason =
              "its control failed, so a refusal would prove nothing: " + outcome.reason;
          outcome.grade = Grade::blocked;
        }
        job.result.control_run = true;
        judged(job, std::move(outcome), now);
        return;
      }
      start_program(job, Phase::judged, now);
      return;
    case Phase::judged:
      judged(job, std::move(outcome), now);
      return;
    case Phase::probe:
    case Phase::second_probe:
      if (outcome.grade == Grade::pass) {
        complete(job, now);
      } else if (job.phase == Phase::probe && !options_.keep_going) {
        start_program(job, Phase::second_probe, now);  // more patiently
      } else {
        not_survived(job, outcome.reason, now);
      }
      return;
  }
}

void Run::judged(Job& job, Outcome outcome, Instant now) {
  job.result.grade = outcome.grade;
  job.result.reason = std::move(outcome.reason);
  job.result.checks = std::move(outcome.checks);
  job.result.observations = std::move(outcome.observations);
  job.result.transcript = std::move(outcome.transcript);
  job.result.duration = now - job.began;
  if (job.result.grade == Grade::not_applicable) {
    complete(job, now);
  } else {
    start_program(job, Phase::probe, now);
  }
}

Duration Run::allowance(const Job& job) const {
  if (job.phase == Phase::preflight) return options_.timeout.value_or(preflight_allowance);
  if (job.phase == Phase::second_probe) return 2 * calibration_.deadline;
  return job.alone ? 2 * calibration_.deadline : calibration_.deadline;
}

std::string Run::next_nonce() {
  return options_.tag + std::to_string(next_nonce_++);
}

}  // namespace conformance
