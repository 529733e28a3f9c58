// Tasks done side by side on threads. The only place of the program that has any.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace cli {

// Calls task(0) ... task(count - 1), each once, `threads` of them at a time, and `done` on the
// calling thread whenever some have ended, with their number so far. An exception of a task ends
// the whole and leaves from here; `stop`, asked before each task, ends it early. Returns whether
// all were done.
[[nodiscard]] bool side_by_side(std::size_t count, std::size_t threads,
                                const std::function<void(std::size_t)>& task,
                                const std::function<void(std::size_t)>& done,
                                const std::function<bool()>& stop);

// Keeps that many CPUs busy for as long as it lives.
class Load {
 public:
  explicit Load(std::size_t threads);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// How many threads the machine runs at once; at least one.
[[nodiscard]] std::size_t cpus();

}  // namespace cli
