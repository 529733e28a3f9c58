// How long answers usually take, and which one took far longer.
//
// Slow is what took `slow_times` as long as the median of the last few thousand, and `slow_least`
// at least: no clause says how fast a server must be, so this is an observation. What reads in
// quadratic time, say, shows itself so long before anybody has to wait.

#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "stomp/instant.hpp"

namespace campaign {

class Waits {
 public:
  static constexpr int slow_times = 50;
  static constexpr stomp::Duration slow_least = std::chrono::milliseconds(100);

  void add(stomp::Duration wait);
  // Takes notice of those that were added.
  void settle();
  // Zero as long as there are too few.
  [[nodiscard]] stomp::Duration usual() const { return usual_; }
  [[nodiscard]] bool is_slow(stomp::Duration wait) const;

 private:
  std::vector<stomp::Duration> last_;
  std::size_t added_ = 0;
  stomp::Duration usual_{};
};

}  // namespace campaign
