// Comparisons with the reference broker beside a campaign: while the target answers the next cases,
// other threads ask the reference broker about those that are over.
//
//     Comparisons beside(comparison);
//     beside.add(script, std::move(performance));   // as they are over
//     for (const Told& each : beside.take()) ...    // those that differ, in the order of add()
//
// Where they cannot keep up, add() waits: a bounded number is kept.

#pragma once

#include <deque>
#include <future>
#include <string>
#include <vector>

#include "fuzz/campaign/difference.hpp"
#include "fuzz/campaign/wire.hpp"

namespace campaign {

class Comparisons {
 public:
  struct Told {
    std::string words;  // as Comparison::difference() has them
    std::string script;
  };

  // `comparison` must outlive it.
  explicit Comparisons(const Comparison& comparison) : comparison_(comparison) {}

  void add(std::string script, Performance performance);
  // Waits for those that are under way.
  [[nodiscard]] std::vector<Told> take();

 private:
  struct Case {
    std::string script;
    Performance performance;
  };

  void begin_batch();
  void take_first();

  const Comparison& comparison_;
  std::vector<Case> batch_;  // not begun
  std::deque<std::future<std::vector<Told>>> under_way_;
  std::vector<Told> told_;
};

}  // namespace campaign
