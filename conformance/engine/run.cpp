#include "conformance/engine/run.hpp"

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

#include "conformance/engine/acquaintance.hpp"
#include "conformance/scenario/glob.hpp"

namespace conformance {
namespace {

// What an expectation is given before anything has been measured, and at least thereafter: it costs
// time only where it is not met, and a loaded machine may well need it.
constexpr Duration allowance_min = std::chrono::milliseconds(2000);
constexpr Duration allowance_max = std::chrono::seconds(10);
constexpr Duration preflight_allowance = std::chrono::seconds(3);
// An answer that took this many times the measured one will not come any more.
constexpr int calibration_factor = 50;
// The timed lane: such cases only wait, so many of them can do so at once.
constexpr std::size_t timed_jobs = 64;

bool broken(Grade grade) {
  return grade == Grade::should || grade == Grade::timeout || grade == Grade::fail;
}

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
                 .filters = options_.filters});
  if (!options_.keep_going && !preflight_versions_.empty()) {
    try_version(0, now);
  } else {
    started_lanes_ = true;
  }
  settle(now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_opened(LinkId link, Instant now) {
  feed(link, [&](Job& job) { job.program->on_opened(link, now, actions_); }, now);
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

std::vector<Action> Run::on_ended(LinkId link, Ended how, Instant now) {
  feed(link, [&](Job& job) { job.program->on_ended(link, how, now, actions_); }, now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::on_time(Instant now) {
  for (auto& [id, job] : jobs_) {
    const std::optional<Instant> due = job.program->deadline();
    if (!due || *due > now) continue;
    opening_job_ = id;
    job.program->on_time(now, actions_);
  }
  settle(now);
  return std::exchange(actions_, {});
}

std::vector<Action> Run::interrupt(Instant now) {
  if (!finished_) end(Ending::interrupted, "interrupted", now);
  return std::exchange(actions_, {});
}

std::optional<Instant> Run::deadline() const {
  std::optional<Instant> earliest;
  for (const auto& [id, job] : jobs_) {
    const std::optional<Instant> due = job.program->deadline();
    if (due && (!earliest || *due < *earliest)) earliest = due;
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
  input(job->second);
  settle(now);
}

// Deals with every program that has ended, and begins what there is room for, until nothing moves.
void Run::settle(Instant now) {
  while (!finished_) {
    const auto ended = std::find_if(jobs_.begin(), jobs_.end(),
                                    [](const auto& job) { return job.second.program->finished(); });
    if (ended != jobs_.end()) {
      opening_job_ = ended->first;
      program_ended(ended->second, now);
      continue;
    }
    if (!started_lanes_) return;
    const std::size_t before = jobs_.size() + ordinary_.size() + timed_.size() + again_.size();
    fill_lanes(now);
    if (jobs_.empty() && ordinary_.empty() && timed_.empty() && again_.empty()) {
      end(Ending::complete, "", now);
    } else if (before == jobs_.size() + ordinary_.size() + timed_.size() + again_.size() &&
               std::none_of(jobs_.begin(), jobs_.end(),
                            [](const auto& job) { return job.second.program->finished(); })) {
      return;
    }
  }
}

void Run::fill_lanes(Instant now) {
  const auto busy = [&](bool timed) {
    return static_cast<std::size_t>(std::count_if(
        jobs_.begin(), jobs_.end(), [&](const auto& job) { return job.second.timed == timed; }));
  };
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
  if (jobs_.empty() && !again_.empty()) {
    CaseResult first = std::move(again_.front());
    again_.pop_front();
    const auto same = std::find_if(cases_.begin(), cases_.end(), [&](const Case& candidate) {
      return candidate.key() == first.key;
    });
    begin({&*same, first.repetition}, true, now);
    if (!jobs_.empty()) jobs_.rbegin()->second.first = std::move(first);
  }
}

void Run::begin(const Item& item, bool again, Instant now) {
  CaseResult result = blank_result(*item.subject, item.repetition);
  if (std::optional<std::string> why = not_applicable(*item.subject)) {
    result.grade = Grade::not_applicable;
    result.reason = std::move(*why);
    emit(std::move(result));
    return;
  }
  actions_.emplace_back(CaseStarted{result.key});
  const std::uint64_t id = next_job_++;
  Job& job = jobs_[id];
  job.subject = item.subject;
  job.result = std::move(result);
  job.began = now;
  job.timed = item.subject->scenario->tagged("timed");
  job.again = again;
  opening_job_ = id;
  start_program(job, item.subject->control ? Phase::control : Phase::judged, now);
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
}

void Run::program_ended(Job& job, Instant now) {
  Outcome outcome = job.program->take_outcome();
  std::erase_if(links_, [&](const auto& link) { return link.second == opening_job_; });
  switch (job.phase) {
    case Phase::preflight:
      preflight_ended(job, std::move(outcome), now);
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

// The case's result is believed: the target served somebody after it.
void Run::complete(Job& job, Instant /*now*/) {
  CaseResult result = std::move(job.result);
  if (job.again) {
    if (broken(result.grade) || result.grade == Grade::blocked) {
      result = std::move(*job.first);  // it fails alone, too: the first account stands
    } else {
      result.flaky = true;
      result.reason = "passed when it was run again alone; at first: " + job.first->reason;
    }
    emit(std::move(result));
  } else if (job.timed && broken(result.grade)) {
    again_.push_back(std::move(result));
  } else {
    emit(std::move(result));
  }
  jobs_.erase(opening_job_);
}

// ---- Acquaintance and end
// ---------------------------------------------------------------------------

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

void Run::preflight_ended(Job& /*job*/, Outcome outcome, Instant now) {
  jobs_.erase(opening_job_);
  if (reached(outcome) != Reached::delivered) {
    std::string reason = to_string(profile_.endpoint);
    const bool connected = reached(outcome) == Reached::connected;
    const bool silent = outcome.grade == Grade::timeout;
    if (!outcome.could_not_open && !silent && !connected &&
        preflight_index_ + 1 < preflight_versions_.size()) {
      try_version(preflight_index_ + 1, now);
      return;
    }
    if (outcome.could_not_open) {
      reason += " does not accept connections";
    } else if (connected) {
      reason += " accepts CONNECT, but a subscriber does not get what is sent to its destination";
    } else {
      reason += silent ? " accepts connections and does not answer CONNECT" : " refuses CONNECT";
    }
    end(Ending::target_unreachable, reason + " (" + outcome.reason + ")", now);
    return;
  }
  const Calibration measured = measure(outcome.transcript);
  calibration_.connect = measured.connect;
  calibration_.receipt = measured.receipt;
  if (!options_.timeout) {
    calibration_.deadline =
        std::clamp(std::max(measured.connect, measured.receipt) * calibration_factor, allowance_min,
                   allowance_max);
  }
  actions_.emplace_back(TargetMet{server_header(outcome.transcript), calibration_});
  started_lanes_ = true;
}

void Run::not_survived(Job& job, const std::string& reason, Instant now) {
  const std::string key = job.result.key;
  job.result.grade = Grade::crash;
  job.result.reason = "afterwards the target served nobody: " + reason;
  CaseResult result = std::move(job.result);
  jobs_.erase(opening_job_);
  emit(std::move(result));
  if (options_.keep_going) return;
  end(Ending::target_died, "the target served nobody after " + key + ": " + reason, now);
}

void Run::end(Ending ending, std::string reason, Instant now) {
  const auto not_run = [&](CaseResult result, const std::string& why) {
    result.grade = Grade::not_run;
    result.reason = why;
    emit(std::move(result));
  };
  for (auto& [id, job] : jobs_) {
    job.program->abandon(reason, now, actions_);
    if (job.phase == Phase::preflight) continue;
    const bool died = ending == Ending::target_died;
    not_run(blank_result(*job.subject, job.result.repetition),
            died ? "it was under way when the target died, and may be the cause: run it alone"
                 : reason);
  }
  jobs_.clear();
  links_.clear();
  for (CaseResult& first : again_) emit(std::move(first));
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
  again_.clear();
  summary_.duration = now - started_;
  actions_.emplace_back(RunFinished{ending, std::move(reason), summary_});
  finished_ = true;
}

// ---- Results
// ----------------------------------------------------------------------------------------

void Run::emit(CaseResult result) {
  count(summary_, result);
  actions_.emplace_back(CaseFinished{std::move(result)});
}

CaseResult Run::blank_result(const Case& subject, std::uint32_t repetition) const {
  const Scenario& scenario = *subject.scenario;
  CaseResult result;
  result.key = subject.key();
  result.id = scenario.id;
  result.title = scenario.title;
  result.why = scenario.why;
  result.version = subject.version;
  result.axes = subject.axes;
  result.requirements = scenario.requirements;
  result.tags = scenario.tags;
  const Statement* statement =
      scenario.requirements.empty()
          ? nullptr
          : catalogue_.statement(scenario.requirements.front(), subject.version);
  result.level = statement != nullptr ? statement->level : Level::must;
  result.grade = Grade::not_run;
  result.repetition = repetition;
  return result;
}

std::optional<std::string> Run::not_applicable(const Case& subject) const {
  if (std::find(profile_.versions.begin(), profile_.versions.end(), subject.version) ==
      profile_.versions.end()) {
    return "the target does not speak STOMP " + std::string(stomp::to_string(subject.version));
  }
  for (const std::string& need : subject.scenario->needs) {
    const auto missing = profile_.missing.find(need);
    if (missing != profile_.missing.end()) return need + ": " + missing->second;
  }
  for (const auto& [pattern, reason] : profile_.not_applicable) {
    if (glob_matches(pattern, subject.scenario->id)) return reason;
  }
  return std::nullopt;
}

Duration Run::allowance(const Job& job) const {
  if (job.phase == Phase::preflight) return options_.timeout.value_or(preflight_allowance);
  if (job.phase == Phase::second_probe) return 2 * calibration_.deadline;
  return job.again ? 2 * calibration_.deadline : calibration_.deadline;
}

std::string Run::next_nonce() {
  return options_.tag + std::to_string(next_nonce_++);
}

}  // namespace conformance
