// Writers on a thread of their own: while they work, the run goes on.
//
//     Background behind({&events, &documents});
//     behind.on(std::move(event));    // each event of the run, in order
//     behind.finish();                // until they have finished, too
//     complain(events.error());       // from here on they belong to the caller again
//
// They are called as if there were no thread: with every event, in order, and one after the other.
// It keeps three promises:
//
//   moments  an event reaches them within moments of on(), whether or not another follows.
//   bounded  where they cannot keep up, on() waits: never are more than 2 * events_max on the way.
//   failure  what they throw leaves from finish(); they get nothing after it, and on() waits for
//            nobody then.
//
// Whoever destroys it without finish() has no use for what still waits: that is dropped.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "reports/writer.hpp"

namespace cli {

class Background {
 public:
  // Some hundred cases: what a run makes in tenths of a second.
  static constexpr std::size_t default_events_max = 256;

  // The writers must outlive it, and are not to be touched before finish() has returned.
  explicit Background(std::vector<reports::Writer*> writers,
                      std::size_t events_max = default_events_max);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  void on(conformance::Event event);
  void finish();

 private:
  enum class State : std::uint8_t { open, finishing, abandoned, failed };

  void end(State state);
  // On the thread.
  void work();
  [[nodiscard]] std::vector<conformance::Event> next_batch();
  [[nodiscard]] bool is_finishing();

  const std::vector<reports::Writer*> writers_;
  const std::size_t events_max_;
  std::exception_ptr failure_;  // the thread's, until it has been joined
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::condition_variable room_;
  State state_ = State::open;  // guarded by mutex_
  bool urgent_ = false;        // guarded by mutex_: what is in the queue must not wait for company
  std::vector<conformance::Event> queue_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace cli
