// A whole run of the suite against one target, as a state machine: what happened in, what to do
// out.
//
//     Run run(catalogue, profile, cases, options);
//     perform(run.start(now));
//     while (!run.finished()) { ... perform(run.on_octets(link, octets, now)); ... }
//
// It first makes the target's acquaintance: the golden dialogue (CONNECT, SUBSCRIBE, SEND, and the
// MESSAGE comes) shows that there is a service to judge, and how fast it is. Then it keeps `jobs`
// cases going at once, each with connections and destinations of its own. A case with a control is
// preceded by it. After each case the same dialogue on a fresh connection asks whether the target
// still serves, and only then is the case's result believed: a server that answers and delivers
// nothing passes nothing, and a target that died makes the cases beside its victim fail for
// nothing. Cases that depend on the clock have a lane of their own beside the others.
//
// At the end, every failure that the baseline does not excuse is run again, alone. If it passes
// then, it is `flaky`; if not, the first account stands.
//
// Where the driver can start the target (Upkeep), a death does not end the run. Every case that was
// under way is a suspect; the target is started again, and they are run alone, the likeliest first,
// until it dies of one: that one is graded `crash`, and the others go back to where they were.
//
// Results leave as Events among the actions, in the order in which they became certain.

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/engine/actions.hpp"
#include "conformance/engine/case_run.hpp"
#include "conformance/engine/expectations.hpp"
#include "conformance/engine/output_log.hpp"
#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/catalogue.hpp"
#include "conformance/scenario/model.hpp"
#include "conformance/scenario/profile.hpp"

namespace conformance {

// What the driver can do for the target's life.
struct Upkeep {
  bool launch = false;           // starts it before the first case
  std::size_t restarts_max = 0;  // starts it again after a death, so many times; 0: never
  Duration patience{};           // how long a target that was started may take until it serves
};

struct Options {
  std::size_t jobs = 16;            // cases at once, those that depend on the clock not counted
  std::optional<Duration> timeout;  // of each expectation; absent: calibrated
  std::uint64_t seed = 1;           // of the order
  std::uint32_t repeat = 1;
  // Neither begin with the target's acquaintance nor end where it serves nobody: run every case,
  // and grade `crash` each one that it does not survive.
  bool keep_going = false;
  Upkeep upkeep;
  // What fails unexpectedly is run again alone, one case after the other, until this much time has
  // been spent on it; the failures that are left then stand as they are.
  Duration rerun_time = std::chrono::seconds(60);
  bool flaky_fails = false;
  std::optional<Baseline> baseline;
  std::string today;                  // "2026-12-31", for entries that expire
  std::set<std::string> suite_names;  // keys and ids of all cases, selected or not
  std::optional<Shard> shard;         // for the record
  std::size_t cases_in_all_shards = 0;
  std::string tag = "t";  // letters and digits that no other run against this target used
  std::string target;     // how reports name it; empty: the profile's name
  std::vector<std::string> filters;  // as given, for the record
};

class Run {
 public:
  // `catalogue` must outlive it.
  Run(const Catalogue& catalogue, Profile profile, std::vector<Case> cases, Options options);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  [[nodiscard]] std::vector<Action> start(Instant now);
  // `agreed`: what the handshakes of TLS and WebSocket settled, for the record.
  [[nodiscard]] std::vector<Action> on_opened(LinkId link, Instant now,
                                              std::string_view agreed = {});
  [[nodiscard]] std::vector<Action> on_open_failed(LinkId link, const std::string& reason,
                                                   Instant now);
  [[nodiscard]] std::vector<Action> on_octets(LinkId link, std::string_view octets, Instant now);
  // `why`: of a link that is broken.
  [[nodiscard]] std::vector<Action> on_ended(LinkId link, Ended how, Instant now,
                                             std::string_view why = {});
  [[nodiscard]] std::vector<Action> on_time(Instant now);
  // Answers to Launch.
  [[nodiscard]] std::vector<Action> on_launched(Instant now);
  [[nodiscard]] std::vector<Action> on_launch_failed(const std::string& reason, Instant now);
  // A process of ours is the target: what it writes, and that it has ended ("with exit status 1").
  void on_target_output(std::string_view octets);
  [[nodiscard]] std::vector<Action> on_target_ended(const std::string& how, Instant now);
  // Ends the run where it stands: the report says that it is partial.
  [[nodiscard]] std::vector<Action> interrupt(Instant now);

  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] std::optional<Instant> deadline() const;

 private:
  enum class Phase : std::uint8_t { preflight, control, judged, probe, second_probe };

  // Of a target that was launched: that the driver has started it, that it may be started again,
  // that it serves; and, when it serves no more, word of how its process ended.
  enum class WaitingFor : std::uint8_t { nothing, start, launch, dialogue, end };

  struct Item {
    const Case* subject;
    std::uint32_t repetition;
  };
  struct Job {
    const Case* subject;
    Phase phase;
    std::unique_ptr<CaseRun> program;
    std::optional<Instant> due;  // the program's deadline, as of its last input
    CaseResult result;
    Instant began;
    bool timed = false;
    bool alone = false;
    bool fresh = false;               // the first case since the target was started
    std::optional<CaseResult> first;  // what the first run came to, where this is the second
    std::uint64_t turn = 0;           // of its last input: the greatest was active last
    std::uint64_t output_mark = 0;    // where the target's output stood when it began
  };
  // To be run when nothing else does.
  struct Alone {
    Item item;
    std::optional<CaseResult> first;
  };

  void feed(LinkId link, const std::function<void(Job&)>& input, Instant now);
  void note_turn(Job& job, std::size_t actions_before);
  void settle(Instant now);
  [[nodiscard]] std::size_t waiting() const;
  void fill_lanes(Instant now);
  void begin_alone(std::deque<Alone>& lane, Instant now);
  Job* begin(const Item& item, bool alone, Instant now);
  void start_program(Job& job, Phase phase, Instant now);
  void program_ended(Job& job, Instant now);
  void judged(Job& job, Outcome outcome, Instant now);
  void complete(Job& job, Instant now);

  // run_target.cpp: the target's life
  void launch(Instant now);
  void await_target(Instant now);
  void give_up(Instant now);
  void try_version(std::size_t index, Instant now);
  void preflight_ended(Outcome outcome, Instant now);
  void not_met(Outcome outcome, Instant now);
  void met(const Outcome& outcome);
  [[nodiscard]] bool can_restart() const;
  void not_survived(Job& job, const std::string& reason, Instant now);
  void target_died(const std::string& reason, Instant now);
  [[nodiscard]] CaseResult crash_of(Job& job, const std::string& reason, Instant now);
  void put_back(const Item& item);
  void abandon_jobs(const std::string& reason, Instant now);
  void end(Ending ending, std::string reason, Instant now);

  // run_results.cpp
  void second_run_ended(CaseResult first, CaseResult second);
  void stop_second_runs();
  void emit(CaseResult result);
  [[nodiscard]] TargetOutput output_since(std::uint64_t mark) const;
  [[nodiscard]] CaseResult blank_result(const Case& subject, std::uint32_t repetition) const;
  [[nodiscard]] std::optional<std::string> not_applicable(const Case& subject) const;
  [[nodiscard]] Duration allowance(const Job& job) const;
  [[nodiscard]] std::string next_nonce();
  void order_items();

  const Catalogue& catalogue_;
  Profile profile_;
  const std::vector<Case> cases_;
  Options options_;
  Surroundings surroundings_;
  Calibration calibration_;
  Program acquaintance_;
  Program probe_;
  std::vector<stomp::Version> preflight_versions_;  // highest first
  std::size_t preflight_index_ = 0;
  Case probe_case_;  // preflight and probes are programs of this case

  std::deque<Item> ordinary_;
  std::deque<Item> timed_;
  std::deque<Alone> again_;     // failures, to be run once more when all else is done
  std::deque<Alone> suspects_;  // under way when the target died: before anything else
  std::map<std::uint64_t, Job> jobs_;
  std::map<LinkId, std::uint64_t> links_;
  std::uint64_t next_job_ = 1;
  LinkId next_link_ = 1;
  std::uint64_t next_nonce_ = 1;
  std::uint64_t opening_job_ = 0;  // whose links are being made
  std::vector<Action> actions_;
  Summary summary_;
  std::optional<Expectations> expectations_;
  Duration rerun_spent_{};
  Instant started_{};
  std::size_t cases_since_launch_ = 0;
  std::uint64_t turn_ = 0;
  OutputLog output_;
  Instant launched_{};
  Instant awaited_{};  // when it was last said that the target is awaited
  WaitingFor waiting_for_ = WaitingFor::nothing;
  std::optional<Instant> retry_at_;
  std::string not_yet_;   // why a target that was launched does not serve yet
  bool met_ = false;      // the target has served once
  bool serving_ = false;  // the lanes move
  bool finished_ = false;
};

}  // namespace conformance
