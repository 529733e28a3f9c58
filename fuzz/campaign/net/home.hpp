// The target's life during a campaign: started by us or not, whether it serves, how it died, what
// it wrote, and started again.
//
//     Home home(context, dialect, performer, plan, patience);
//     if (std::string why = home.begin(); !why.empty()) ...   // no target to judge: say why
//     if (home.died()) ...                                    // and home.epitaph()
//     home.restart()

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "conformance/net/launcher.hpp"
#include "fuzz/campaign/net/performer.hpp"

namespace campaign {

// Of a dialogue that any target must be able to hold, what went wrong; with the transcript.
struct Unmet {
  std::string expected;
  std::string got;
  std::string wire;
};

class Home {
 public:
  // `plan`: nothing where the target is not ours to start. `patience`: until it serves.
  Home(boost::asio::io_context& context, const Dialect& dialect, Performer& performer,
       std::optional<conformance::LaunchPlan> plan, stomp::Duration patience);

  // Starts the target where it is ours, and holds the golden dialogue in each version.
  [[nodiscard]] std::optional<Unmet> begin();
  // The same for a target that died; nothing where that is not ours to do. One that hangs is
  // killed.
  using Ending = conformance::Launcher::Ending;
  [[nodiscard]] std::optional<Unmet> restart(Ending ending = Ending::in_order);
  [[nodiscard]] bool is_ours() const { return plan_.has_value(); }
  [[nodiscard]] std::size_t restarts() const { return restarts_; }

  // The process ended by itself: "by signal 11 (Segmentation fault)".
  [[nodiscard]] bool died() const { return ended_.has_value(); }
  // When that was known; nothing where it lives.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> died_at() const {
    return died() ? std::optional(ended_at_) : std::nullopt;
  }
  // Of a process that died, or of a sanitizer's words in what it wrote; empty: nothing of the kind.
  [[nodiscard]] std::string epitaph() const;
  // Since the last start, at most the end of it.
  [[nodiscard]] const std::string& output() const { return output_; }

  // Whether a fresh connection is served: one frame with a RECEIPT.
  enum class Health : std::uint8_t { serves, mute, refuses };
  [[nodiscard]] Health probe(stomp::Duration patience);
  // Lets news of the process come in.
  void listen(stomp::Duration time);

  // What the golden dialogue accuses the target of, where it was held all the same, with its
  // script.
  struct Complaint {
    std::string script;
    Accusation accusation;
  };
  [[nodiscard]] const std::vector<Complaint>& complaints() const { return complaints_; }

  // Its process group, where it is a program that we have started.
  [[nodiscard]] std::optional<int> group() const;

  // How long the golden dialogue took at the start.
  [[nodiscard]] stomp::Duration usual_wait() const { return usual_wait_; }

 private:
  [[nodiscard]] std::optional<Unmet> launch(Ending ending);
  [[nodiscard]] std::optional<Unmet> golden(stomp::Version version, stomp::Duration patience);

  boost::asio::io_context& context_;
  const Dialect& dialect_;
  Performer& performer_;
  std::optional<conformance::LaunchPlan> plan_;
  stomp::Duration patience_;
  std::unique_ptr<conformance::Launcher> launcher_;
  bool launched_ = false;
  std::string launch_failure_;
  std::optional<std::string> ended_;
  std::chrono::steady_clock::time_point ended_at_;
  std::string output_;
  std::size_t restarts_ = 0;
  std::uint64_t probes_ = 0;
  stomp::Duration usual_wait_{};
  std::vector<Complaint> complaints_;
};

// The line by which a sanitizer or a run-time system announces that the program is broken, without
// addresses and numbers; empty where there is none. `ended` is how its process did, if it has, in
// the words of conformance::Process.
[[nodiscard]] std::string complaint(std::string_view output,
                                    const std::optional<std::string>& ended);

}  // namespace campaign
