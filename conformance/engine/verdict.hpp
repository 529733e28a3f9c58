// What a run found out: checks, cases, the run itself, as plain values for whoever reports them.
//
// The engine knows no output format: it emits Events, in order, and reports/ turns them into files
// and lines. Secrets have been masked (each octet of one is a '*'), but everything that came from
// the target is still untrusted text: writers must make it harmless in their format.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "conformance/scenario/grade.hpp"
#include "conformance/scenario/model.hpp"
#include "conformance/scenario/shard.hpp"
#include "stomp/instant.hpp"

namespace conformance {

using stomp::Duration;
using stomp::Instant;

// One line of what went over the wire, or happened to it.
struct WireEntry {
  enum class Kind : std::uint8_t { opened, sent, received, closed_by_us, closed_by_target, note };
  Duration at;  // since the case began
  ConnectionName connection;
  Kind kind;
  std::string octets;  // sent, received: raw octets, masked; otherwise a word: "fin", "rst", ...
};

// One assertion. A case has at least one, or it has not been judged.
struct CheckResult {
  std::string requirement;
  Level level;
  Grade grade;
  std::string step;      // JSON pointer of the step
  std::string expected;  // in prose; empty for a plain pass
  std::string got;
  std::string note;            // of a weak or observed outcome: the clause
  std::size_t wire_entry = 0;  // index into the transcript: what the judgement was about
};

// What a target's own process wrote, masked and untrusted. The end of it; other cases that ran at
// the same time have their share in it.
struct TargetOutput {
  std::string octets;
  std::size_t left_out = 0;  // octets before these
};

// The baseline excuses a case's failure: why, and where that is discussed.
struct ExpectedFailure {
  std::string reason;
  std::string issue;    // a link; may be empty
  std::string expires;  // "2027-06-30"; empty: never
};

struct CaseResult {
  std::string key;  // "1.2/ack/x[version=1.2]"
  std::string id;   // "1.2/ack/x"
  std::string title;
  std::string why;
  stomp::Version version;
  std::vector<std::pair<std::string, std::string>> axes;
  std::vector<std::string> requirements;
  std::vector<std::string> tags;
  Level level;  // of the main requirement in this version
  Grade grade;  // the worst of the checks, or why there are none
  std::string
      reason;  // one line: of n/a, blocked, not-run, crash, and of the worst check otherwise
  std::vector<CheckResult> checks;
  std::vector<std::pair<std::string, std::string>> observations;
  std::vector<WireEntry> transcript;
  TargetOutput output;       // of a target that was launched: while the case ran
  bool control_run = false;  // the transcript and checks are those of the control, which failed
  bool flaky = false;        // failed once, and passed when it was run again alone
  bool tried_once = false;   // failed, and was not run again: the time for that was used up
  std::optional<ExpectedFailure> expected;  // every failure of it is in the baseline
  Duration duration{};
  std::uint32_t repetition = 0;  // of --repeat, from 0
};

struct Calibration {
  Duration connect{};   // TCP open and CONNECT to CONNECTED
  Duration receipt{};   // SEND to its RECEIPT
  Duration deadline{};  // what each expectation is given
};

struct RunStarted {
  std::string target;    // profile name, or the address
  std::string endpoint;  // "127.0.0.1:61613", or "embedded (rocketmq)"
  std::vector<stomp::Version> versions;
  std::uint64_t seed = 0;
  std::size_t cases_selected = 0;
  std::optional<Shard> shard;
  std::size_t cases_in_all_shards = 0;  // what all shards together select
  std::vector<std::string> filters;
};

struct TargetMet {
  std::string server;  // CONNECTED's server header, masked and untrusted; may be empty
  Calibration calibration;
};

// The target was launched by us, and does not serve yet. At most once a second.
struct TargetAwaited {
  Duration elapsed;    // since it was launched
  Duration patience;   // how long it may take
  std::string reason;  // why the last attempt failed
};

// The target died or hung, and is started again.
struct TargetRestarted {
  std::size_t number;  // from 1
  std::string reason;  // what was noticed, and after which case
};

struct CaseStarted {
  std::string key;
};

struct CaseFinished {
  CaseResult result;
};

// Why a run ended before its time.
enum class Ending : std::uint8_t { complete, target_unreachable, target_died, interrupted };

struct Summary {
  using Counts = std::map<Level, std::map<Grade, std::size_t>>;
  Counts counts;    // of everything that was selected
  Counts expected;  // of these, the failures that the baseline excuses
  std::size_t cases = 0;
  std::size_t checks = 0;
  std::size_t timed = 0;  // cases that depended on the clock
  std::size_t flaky = 0;
  std::size_t tried_once = 0;
  std::size_t restarts = 0;  // of the target, because it died or hung
  Duration duration{};

  [[nodiscard]] std::size_t count(Grade grade) const;
  [[nodiscard]] std::size_t count_expected(Grade grade) const;
  [[nodiscard]] std::size_t expected_failures() const;
};

struct RunFinished {
  Ending ending;
  std::string reason;  // of an early end: "127.0.0.1:61613 refused the connection"
  Summary summary;
  TargetOutput output;  // of an early end: the last words of a target that was launched
  std::vector<std::string> baseline_problems;  // entries that hold no more, a sentence each
  bool flaky_fails = false;                    // --fail-on-flaky
};

using Event = std::variant<RunStarted, TargetMet, TargetAwaited, TargetRestarted, CaseStarted,
                           CaseFinished, RunFinished>;

// "complete", "target-unreachable", "target-died", "interrupted".
[[nodiscard]] std::string_view to_string(Ending ending);

// Adds one case to a summary.
void count(Summary& summary, const CaseResult& result);

// The least grave level whose breach makes a run fail: --fail-on.
enum class FailOn : std::uint8_t { must, should, weak };

// The exit code of a finished run (the table is in README.md): 0, 1, 3, 4 or 130.
[[nodiscard]] int exit_code(const RunFinished& finished, FailOn fail_on);

}  // namespace conformance
