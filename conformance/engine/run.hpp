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
// nothing. Cases that depend on the clock have a lane of their own beside the others, and one that
// failed is run again alone.
//
// Results leave as Events among the actions, in the order in which they became certain.

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/engine/actions.hpp"
#include "conformance/engine/case_run.hpp"
#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/catalogue.hpp"
#include "conformance/scenario/model.hpp"
#include "conformance/scenario/profile.hpp"

namespace conformance {

struct Options {
  std::size_t jobs = 16;            // cases at once, those that depend on the clock not counted
  std::optional<Duration> timeout;  // of each expectation; absent: calibrated
  std::uint64_t seed = 1;           // of the order
  std::uint32_t repeat = 1;
  // Neither begin with the target's acquaintance nor end where it serves nobody: run every case,
  // and grade `crash` each one that it does not survive.
  bool keep_going = false;
  std::string tag = "t";  // letters and digits that no other run against this target used
  std::string target;     // how reports name it; empty: the profile's name
  std::vector<std::string> filters;  // as given, for the record
};

class Run {
 public:
  Run(const Catalogue& catalogue, Profile profile, std::vector<Case> cases, Options options);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  [[nodiscard]] std::vector<Action> start(Instant now);
  [[nodiscard]] std::vector<Action> on_opened(LinkId link, Instant now);
  [[nodiscard]] std::vector<Action> on_open_failed(LinkId link, const std::string& reason,
                                                   Instant now);
  [[nodiscard]] std::vector<Action> on_octets(LinkId link, std::string_view octets, Instant now);
  [[nodiscard]] std::vector<Action> on_ended(LinkId link, Ended how, Instant now);
  [[nodiscard]] std::vector<Action> on_time(Instant now);
  // Ends the run where it stands: the report says that it is partial.
  [[nodiscard]] std::vector<Action> interrupt(Instant now);

  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] std::optional<Instant> deadline() const;

 private:
  enum class Phase : std::uint8_t { preflight, control, judged, probe, second_probe };

  struct Item {
    const Case* subject;
    std::uint32_t repetition;
  };
  struct Job {
    const Case* subject;
    Phase phase;
    std::unique_ptr<CaseRun> program;
    CaseResult result;
    Instant began;
    bool timed = false;
    bool again = false;               // a second run, alone
    std::optional<CaseResult> first;  // what the first run came to
  };

  void feed(LinkId link, const std::function<void(Job&)>& input, Instant now);
  void settle(Instant now);
  void fill_lanes(Instant now);
  void begin(const Item& item, bool again, Instant now);
  void start_program(Job& job, Phase phase, Instant now);
  void program_ended(Job& job, Instant now);
  void preflight_ended(Job& job, Outcome outcome, Instant now);
  void try_version(std::size_t index, Instant now);
  void judged(Job& job, Outcome outcome, Instant now);
  void complete(Job& job, Instant now);
  void not_survived(Job& job, const std::string& reason, Instant now);
  void end(Ending ending, std::string reason, Instant now);
  void emit(CaseResult result);
  [[nodiscard]] CaseResult blank_result(const Case& subject, std::uint32_t repetition) const;
  [[nodiscard]] std::optional<std::string> not_applicable(const Case& subject) const;
  [[nodiscard]] Duration allowance(const Job& job) const;
  [[nodiscard]] std::string next_nonce();
  void order_items();

  const Catalogue& catalogue_;
  Profile profile_;
  std::vector<Case> cases_;
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
  std::deque<CaseResult> again_;  // timed cases that failed, to be run once more alone
  std::map<std::uint64_t, Job> jobs_;
  std::map<LinkId, std::uint64_t> links_;
  std::uint64_t next_job_ = 1;
  LinkId next_link_ = 1;
  std::uint64_t next_nonce_ = 1;
  std::uint64_t opening_job_ = 0;  // whose links are being made
  std::vector<Action> actions_;
  Summary summary_;
  Instant started_{};
  bool started_lanes_ = false;
  bool finished_ = false;
};

}  // namespace conformance
