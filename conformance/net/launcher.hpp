// Starts the target, and starts it again: a program of ours that is the target, or somebody else's
// target and a command that revives it.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "conformance/net/process.hpp"
#include "stomp/instant.hpp"

namespace conformance {

// Commands are words without holes. Exactly one of them is there.
struct LaunchPlan {
  std::vector<std::string> command;  // the target: it runs in the foreground until SIGTERM
  std::vector<std::string> restart;  // revives a target that is not ours, and ends with status 0
  std::string directory;             // to run in
  std::string ready_output;          // what the target writes when it serves; empty: not awaited
  stomp::Duration grace = std::chrono::seconds(10);  // between SIGTERM and SIGKILL
};

class Launcher {
 public:
  // None of them is called from within launch().
  struct Listener {
    std::function<void()> launched;
    std::function<void(const std::string& reason)> failed;
    std::function<void(std::string_view octets)> output;
    std::function<void(const std::string& how)> ended;  // the target, by itself
  };

  // Throws std::regex_error where `ready_output` is none.
  Launcher(boost::asio::io_context& context, LaunchPlan plan, Listener listener);
  // No process is left when it returns.
  ~Launcher();
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;

  // Ends what is left of the target, and starts it. How long that may take is the caller's affair.
  // One that hangs would not obey: it is ended `by_force`, or its whole grace would go by.
  enum class Ending : std::uint8_t { in_order, by_force };
  void launch(Ending ending = Ending::in_order);

  // Of the target, where it is a program of ours and runs (Process::group()).
  [[nodiscard]] std::optional<int> group() const;

 private:
  void start();
  void revive();
  void on_output(std::string_view octets);
  void on_ended(const std::string& how);
  void later(std::function<void()> call);

  boost::asio::io_context& context_;
  LaunchPlan plan_;
  Listener listener_;
  std::optional<std::regex> ready_;
  std::unique_ptr<Process> process_;
  std::string line_;        // of output, as far as it has come
  bool awaiting_ = false;   // the output that says that it serves
  bool replacing_ = false;  // the process is being ended, so that another can be started
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace conformance
