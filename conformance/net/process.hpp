// A program that we start and that must not outlive us: in a process group of its own, its output
// read by us, ended whatever happens.
//
// Between us and the program stands a guard: a fork of ours that does nothing but wait for two
// things, the program's end and ours. It learns of ours by a pipe that the kernel closes when we
// die, of whatever we die; then it ends the whole group, first with SIGTERM and, where that is not
// obeyed in time, with SIGKILL. When the program ends by itself, what it leaves behind in its group
// is killed. Ctrl-C on a terminal does not reach the group: we decide when it ends.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "stomp/instant.hpp"

namespace conformance {

struct ProgramToRun {
  std::vector<std::string> words;                    // the program and its arguments
  std::string directory;                             // to run in; empty: ours
  stomp::Duration grace = std::chrono::seconds(10);  // between SIGTERM and SIGKILL
};

class Process {
 public:
  struct Callbacks {
    // Standard output and standard error, as they come.
    std::function<void(std::string_view octets)> output;
    // "with exit status 1", "by signal 11 (Segmentation fault)"; after its last output.
    std::function<void(const std::string& how)> ended;
  };

  // A program that cannot be run says so in its output, and ends with exit status 127.
  Process(boost::asio::io_context& context, const ProgramToRun& program, Callbacks callbacks);
  // Ends it, silently, and returns when it has ended.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The process group that it is in, and the guard that leads it.
  [[nodiscard]] int group() const;
  // Begins to end it; ended() follows.
  void stop();
  // The same at once, with its group and without asking: for one that is known not to obey.
  void kill();

 private:
  class Shell;
  std::shared_ptr<Shell> shell_;
};

}  // namespace conformance
