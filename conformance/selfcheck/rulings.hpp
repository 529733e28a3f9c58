// What one run of the suite said, boiled down to what a self-check compares: a Ruling for each
// case.
//
//     Tally tally(suite);
//     Simulator(server, run, [&](const Event& event) { tally.on(event); }).run_to_end();
//     const Rulings rulings = tally.take();
//
// Texts, transcripts and durations are left behind: they differ between two runs that agree. A
// Tally only reads its Docket, so that any number of them may be at work at once.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/loader.hpp"

namespace selfcheck {

struct Ruling {
  conformance::Grade grade = conformance::Grade::not_run;
  bool flaky = false;
  std::string reason;
  // The requirements under which a check of the case itself came to should, timeout or fail. What
  // its control, its prerequisites or the golden dialogue after it came to is not in here.
  std::vector<std::string> broken;
};

// Passed, in a wide sense: what a deviation is then measured by.
[[nodiscard]] bool sound(const Ruling& ruling);

using Rulings = std::vector<Ruling>;  // as the suite's cases

// The cases of a suite, found by their keys.
class Docket {
 public:
  // The suite must outlive it.
  explicit Docket(const conformance::Suite& suite);

  [[nodiscard]] const conformance::Suite& suite() const { return suite_; }
  [[nodiscard]] const std::vector<conformance::Case>& cases() const { return suite_.cases; }
  [[nodiscard]] const std::string& key(std::size_t index) const { return keys_[index]; }
  [[nodiscard]] std::size_t index(const std::string& key) const { return indices_.at(key); }
  // Of a case's main requirement, in the case's version.
  [[nodiscard]] conformance::Level level(std::size_t index) const;

 private:
  const conformance::Suite& suite_;
  std::vector<std::string> keys_;
  std::unordered_map<std::string, std::size_t> indices_;
};

class Tally {
 public:
  explicit Tally(const Docket& docket) : docket_(docket), rulings_(docket.cases().size()) {}

  void on(const conformance::Event& event);
  [[nodiscard]] Rulings take() { return std::move(rulings_); }

 private:
  const Docket& docket_;
  Rulings rulings_;
};

// "fail", "pass (flaky)".
[[nodiscard]] std::string describe(const Ruling& ruling);

}  // namespace selfcheck
