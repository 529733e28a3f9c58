// One program of one case, performed step by step: octets, ends and time in, actions out.
//
// Theory of operation. A step is a function that is called again and again, on every input, until
// it says `done`; what it must remember between calls stands in Progress. A step that finds its
// expectation broken records a check and ends the program, because what follows would be judged on
// false premises. Each expectation has the same allowance of time, counted from the step's
// beginning, and costs time only when it is not met. Nothing here sleeps, and nothing knows whether
// the octets crossed a real network.
//
// A CaseRun does not know why it is run: judging a case, its control, and the probe for life after
// a case are all the same to it. Run (run.hpp) knows.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/engine/actions.hpp"
#include "conformance/engine/bindings.hpp"
#include "conformance/engine/connection.hpp"
#include "conformance/engine/matching.hpp"
#include "conformance/engine/transcript.hpp"
#include "conformance/scenario/catalogue.hpp"
#include "conformance/scenario/model.hpp"

namespace conformance {

// What all programs of a run share.
struct Surroundings {
  const Catalogue& catalogue;
  const Profile& profile;
  std::function<LinkId()> next_link;
};

// What a program came to. `checks` may be empty only if the grade is n/a or blocked.
struct Outcome {
  Grade grade = Grade::pass;
  std::string reason;
  std::vector<CheckResult> checks;
  std::vector<std::pair<std::string, std::string>> observations;
  std::vector<WireEntry> transcript;
  bool could_not_open = false;  // a connection was refused: a hint that the target is gone
};

class CaseRun {
 public:
  // `subject` and `program` must outlive this object.
  CaseRun(const Case& subject, const Program& program, const Surroundings& surroundings,
          std::string nonce, Duration allowance, Instant now);

  void start(Instant now, std::vector<Action>& actions);
  void on_opened(LinkId link, std::string_view agreed, Instant now, std::vector<Action>& actions);
  void on_open_failed(LinkId link, const std::string& reason, Instant now,
                      std::vector<Action>& actions);
  void on_octets(LinkId link, std::string_view octets, Instant now, std::vector<Action>& actions);
  void on_ended(LinkId link, Ended how, std::string_view why, Instant now,
                std::vector<Action>& actions);
  void on_time(Instant now, std::vector<Action>& actions);

  [[nodiscard]] bool finished() const { return outcome_.has_value(); }
  [[nodiscard]] Outcome take_outcome();
  [[nodiscard]] std::optional<Instant> deadline() const;

  // Ends the program where it stands.
  void abandon(std::string reason, Instant now, std::vector<Action>& actions);

 private:
  enum class Status : std::uint8_t { done, waiting, over };

  // What a step remembers between two calls.
  struct Progress {
    int phase = 0;
    Instant began{};
    Instant due{};
    bool extended = false;
    std::string word;  // a receipt's id, or a sentinel's body
    std::uint32_t count = 0;
    Instant mark{};
    std::vector<bool> matched;
    Grade grade = Grade::pass;
    std::string text;
  };

  // case_run.cpp: the machine
  void poll(Instant now, std::vector<Action>& actions);
  [[nodiscard]] const Step* current() const;
  void advance();
  Status perform(const Step& step);
  void beat();
  void finish(Grade grade, std::string reason);
  void finish_clean();
  void drop_links();
  Connection* by_link(LinkId link);
  Connection& at(const ConnectionName& name);
  [[nodiscard]] bool expired();
  void allow_again();

  // case_run.cpp: judging
  [[nodiscard]] std::string requirement() const;
  [[nodiscard]] Level level_of(const std::string& requirement) const;
  void record(CheckResult check);
  void pass();
  void run_checks(const std::vector<Check>& checks, const Received& received);
  Status breach(std::string expected, std::string got);
  Status no_answer(const std::string& expected, const Connection& connection);
  // Ended, unreadable, never opened, or out of time: why no further frame will come; nothing while
  // one may.
  [[nodiscard]] std::optional<std::string> dead_end(const Connection& connection) const;

  // case_run_send.cpp
  Status step(const OpenStep& open);
  Status step(const ConnectStep& connect);
  Status step(const SendStep& send);
  Status step(const SettleStep& settle);
  Status step(const CloseStep& close);
  Status step(const LetStep& let);
  Connection& open_link(const OpenStep& open);
  [[nodiscard]] stomp::Frame connect_frame(const ConnectStep& connect);
  [[nodiscard]] std::string encode(Connection& connection, const FrameToSend& frame,
                                   std::vector<std::string>& awaited);
  [[nodiscard]] std::string encode(Connection& connection, const Items& items,
                                   std::vector<std::string>& awaited);
  // Sends a frame that asks for a receipt, and returns the receipt's id.
  std::string send_receipted(Connection& connection, stomp::Frame frame);
  void transmit(Connection& connection, std::string_view octets, const Cut& cut = {});
  // What follows is sent in a way that only a stream allows: n/a where the target takes each
  // WebSocket message for one frame.
  void needs_stream();
  void shut(Connection& connection, Shut::How how);
  Status await_receipts(Connection& connection, const std::string& what);
  // Whether a fence stands in for the RECEIPT of this frame: the profile says that none comes.
  [[nodiscard]] bool fenced(const std::string& command, FrameToSend::Receipt receipt) const;
  Status await_opened(Connection& connection);
  Status await_connected(Connection& connection, const ConnectStep* connect);

  // case_run_expect.cpp
  Status step(const ExpectStep& expect);
  Status step(const ExpectSetStep& expect);
  [[nodiscard]] std::string still_missing(const ExpectSetStep& expect);
  Status step(const FenceStep& fence);
  Status step(const SentinelStep& sentinel);
  Status step(const RefusedStep& refused);
  Status step(const ExpectCloseStep& expect);
  Status step(const CompareStep& compare);
  Status step(const ObserveStep& observe);
  std::string send_fence(Connection& connection, FenceStep::With with);
  Status refused_by_error(const RefusedStep& refused, Connection& connection);
  Status refused_by_close(const RefusedStep& refused, Connection& connection);
  Status closed_after_error(const RefusedStep& refused, Connection& connection);
  [[nodiscard]] Duty close_duty(const RefusedStep& refused) const;
  void judge_duty(Duty duty, const std::string& requirement, std::string expected, std::string got);

  // case_run_time.cpp
  Status step(const ChoiceStep& choice);
  Status step(const HeartBeatsStep& beats);
  Status step(const BeatStep& beat);
  Status step(const IdleStep& idle);
  Status take(const ChoiceStep& choice, const Alternative& alternative);
  [[nodiscard]] std::optional<Duration> gaps(const Connection& connection, std::uint32_t count);
  void observe_only(std::string note);

  const Case& case_;
  const Program& program_;
  const Surroundings& surroundings_;
  Bindings bindings_;
  Duration allowance_;
  Transcript transcript_;
  Instant now_;
  std::vector<Action>* actions_ = nullptr;  // of the call in progress

  struct Place {
    const Steps* steps;
    std::size_t next = 0;
  };
  std::vector<Place> stack_;
  bool in_given_ = true;
  bool fresh_ = true;  // the current step has not been called yet
  Progress progress_;
  std::vector<std::string> awaited_receipts_;
  std::map<ConnectionName, std::unique_ptr<Connection>> connections_;
  std::map<LinkId, Connection*> links_;
  std::vector<std::unique_ptr<Connection>> replaced_;  // a name opened again after it was closed

  std::vector<CheckResult> checks_;
  std::vector<std::pair<std::string, std::string>> observations_;
  bool could_not_open_ = false;
  std::optional<Outcome> outcome_;
};

}  // namespace conformance
