// A campaign: cases of all classes against one target until the time is over, and findings.
//
//     Campaign campaign(context, dialect, channels, home, performer, options, listener);
//     campaign.run([&] { return interrupted; });
//     campaign.findings()
//
// Rounds: legal frames pipelined on standing connections (lanes.hpp), then cases each on
// connections of its own, then a probe. What was accused, or died, is attributed at once: to one
// case, or to the shortest run of the last cases that does it again; made small (minimiser.hpp);
// and replayed three times, on a freshly started target where that can be had.

#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

#include "fuzz/campaign/difference.hpp"
#include "fuzz/campaign/finding.hpp"
#include "fuzz/campaign/generator.hpp"
#include "fuzz/campaign/net/comparisons.hpp"
#include "fuzz/campaign/net/home.hpp"
#include "fuzz/campaign/net/lanes.hpp"
#include "fuzz/campaign/net/performer.hpp"
#include "fuzz/campaign/progress.hpp"
#include "fuzz/campaign/trend.hpp"
#include "fuzz/campaign/waits.hpp"

namespace campaign {

struct Options {
  stomp::Duration budget = std::chrono::seconds(60);
  std::uint64_t seed = 1;
  double rate = 0;                   // cases a second; 0: as many as go
  std::size_t connections_max = 64;  // at once
  std::uint64_t cases_max = 0;       // 0: by the budget alone
  std::size_t findings_max = 100;
  std::size_t replays_max = 400;  // of one minimising
  std::size_t restarts_max = 2000;
};

struct Figures {
  std::uint64_t pipelined = 0;
  std::uint64_t broken_off = 0;  // times that pipelining had to stop
  std::uint64_t fresh = 0;
  std::map<Class, std::uint64_t> by_class;
  stomp::Duration pipelining{};  // time spent on them
  stomp::Duration freshening{};
  std::uint64_t connections = 0;
  std::size_t restarts = 0;
  std::size_t novel = 0;  // answers of a new kind
  std::uint64_t replays = 0;
  stomp::Duration elapsed{};
};

// A case that was answered late when it was met, and three times more, alone (waits.hpp).
struct Slow {
  std::string shape;  // shape_of() its script; one of each is kept
  std::string script;
  stomp::Duration wait{};  // the shortest
};

// Cases on connections of their own, as they were begun.
struct Round {
  struct One {
    Case made;
    std::size_t place = 0;
    bool taken = false;  // it was begun, and is over
    bool finished = false;
    bool was_cut_off = false;   // the target died meanwhile, or we gave up
    bool was_answered = false;  // by whatever
    std::vector<Accusation> accusations = {};
    Performance seen = {};  // where one of them is new
  };
  std::vector<One> cases = {};
  std::size_t most = 16'384;
  std::chrono::steady_clock::time_point until = {};
  std::vector<Slow> slow = {};  // that may be, to be looked into
  bool refused = false;         // a connection could not be opened
  bool suspicious = false;      // something was seen that must be looked into: no more are begun
};

class Campaign {
 public:
  struct Listener {
    std::function<void(const Finding&)> found;  // new, and again when it has changed
    std::function<void(const Figures&, std::size_t findings)> progress;
    std::function<void(const std::string& text)> kept;  // was answered in a new way
    std::function<void(const Difference&)> differs;     // from the reference broker; new
  };

  Campaign(boost::asio::io_context& context, const Dialect& dialect,
           const conformance::Channels& channels, Home& home, Performer& performer, Options options,
           Listener listener);

  // Goes on where an earlier campaign with the same seed has ended. Findings that are known are
  // neither found nor reported again.
  void go_on(const Progress& progress, std::vector<Finding> findings,
             const std::vector<std::string>& kept, std::vector<Difference> differences);
  [[nodiscard]] Progress progress() const;

  // Until the budget is used up, or `interrupted`. Empty, or why it could not go on.
  [[nodiscard]] std::string run(const std::function<bool()>& interrupted);

  // How many clients a dialect needs for a campaign: for cases and lanes, and one that probes.
  [[nodiscard]] static constexpr std::size_t clients_for(std::size_t connections_max) {
    return Generator::client(Generator::places_for(connections_max), 0) + 16;
  }

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  // From the reference broker: observations.
  [[nodiscard]] const std::vector<Difference>& differences() const { return differences_; }
  // Why it was not asked: they differ about the plainest session. Empty: it was.
  [[nodiscard]] const std::string& incomparable() const { return incomparable_; }
  // Answers that took long, and how long they usually take.
  [[nodiscard]] const std::vector<Slow>& slow() const { return slow_; }
  [[nodiscard]] stomp::Duration usual_wait() const { return waits_.usual(); }
  // Octets of memory and descriptors of a target that we have started, since its last start.
  [[nodiscard]] std::optional<Trend> memory() const { return memory_.trend(); }
  [[nodiscard]] std::optional<Trend> descriptors() const { return descriptors_.trend(); }
  [[nodiscard]] const Figures& figures() const { return figures_; }

  // For findings of earlier campaigns: performs the script so often and fills in what came of it.
  void verify(Finding& finding, unsigned replays);
  // Makes its script smaller.
  void minimise(Finding& finding);

 private:
  // What is under way when the time is over is given so long to become a finding.
  static constexpr auto overtime = std::chrono::seconds(20);

  // A case that was sent, for sending it again.
  using Sent = std::variant<std::string, LaneCase>;

  void pipeline();
  void freshen();
  [[nodiscard]] std::optional<fuzz::Script> next_of(Round& round);
  void take(Round& round, std::size_t number, Performance performance);
  void judge(const Round& round);
  [[nodiscard]] static std::vector<std::string> suspects_of(const Round& round, Kind kind);

  void note_wait(Round& round, const std::string& script, const Performance& performance);
  void look_into_waits(std::vector<Slow> slow);
  void note_usage();

  void meet_reference();
  [[nodiscard]] std::vector<Difference> new_differences();
  void look_into_differences(std::vector<Difference> differences);
  [[nodiscard]] std::optional<Accusation> examine();
  void pace(std::uint64_t cases);

  // `seen` is what it was seen in, where that was kept.
  void suspect(const std::vector<std::string>& scripts, Accusation accusation,
               const Performance& seen = {});
  [[nodiscard]] std::string script_of_last(std::size_t count, const std::deque<Sent>& ring) const;
  [[nodiscard]] std::optional<std::string> attribute(const std::vector<std::string>& scripts,
                                                     Accusation& accusation);
  [[nodiscard]] std::optional<Accusation> replay(std::string_view script, const Accusation* wanted,
                                                 const Patience& patience,
                                                 Performance* performance = nullptr);
  [[nodiscard]] bool ensure_up();
  void record(std::string script, std::string original, Accusation accusation);
  [[nodiscard]] bool is_known(const Accusation& accusation, std::string_view script);
  void remember(Sent sent);
  [[nodiscard]] bool over() const;
  [[nodiscard]] bool tired() const;

  boost::asio::io_context& context_;
  const Dialect& dialect_;
  const conformance::Channels& channels_;
  Home& home_;
  Performer& performer_;
  Options options_;
  Listener listener_;
  Generator generator_;
  Lanes lanes_;
  unsigned lanes_rest_ = 0;   // rounds before lanes are opened again
  unsigned lanes_tired_ = 0;  // rounds that they rested the last time
  Waits waits_;
  std::vector<Slow> slow_;
  Series memory_;
  Series descriptors_;
  std::size_t measured_start_ = 0;
  std::size_t lanes_on_ = 0;  // which start of the target they are of
  // The start that the last replay was on: none so far, since a campaign begins on one that it
  // uses.
  std::size_t replayed_on_ = 0;
  Comparison comparison_;
  Comparisons comparisons_;
  std::string incomparable_;
  std::vector<Difference> differences_;
  std::chrono::steady_clock::duration comparing_{};  // time spent on them
  Patience patience_;                                // while fuzzing
  std::function<bool()> interrupted_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point due_;
  std::chrono::steady_clock::time_point paced_;
  stomp::Duration work_time_;  // for one suspicion
  std::chrono::steady_clock::time_point work_due_ = std::chrono::steady_clock::time_point::max();
  stomp::Duration attribution_{};  // what the last one took
  std::uint64_t ordinal_ = 0;
  std::deque<std::size_t> places_;  // that are free, the longest first
  std::deque<Sent> ring_;
  std::unordered_set<std::string> signatures_;
  std::vector<Finding> findings_;
  Figures figures_;
  Progress before_;      // of earlier runs of it
  std::string stopped_;  // why it cannot go on
};

}  // namespace campaign
