// The axes of a scenario, and what stands behind each `$by` on one point of them.
//
// A scenario file is read once for every combination of its axes and, where a control is wanted,
// once more for the control run. While it is read a Chooser takes the place of every `$by` object:
// readers never see one. An axis is declared by the file ("cut"); "version" is one always, and
// "run" ("case" or "control") is known to `$by` alone.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/document.hpp"

namespace conformance {

struct Axis {
  std::string name;
  std::vector<std::string> values;
};

// One value for each axis, in the order of the axes.
using Combination = std::vector<std::pair<std::string, std::string>>;

// All of them; the last axis varies fastest.
[[nodiscard]] std::vector<Combination> combinations(const std::vector<Axis>& axes);

enum class Role : std::uint8_t { judged, control };

class Chooser {
 public:
  Chooser(const std::vector<Axis>& axes, Combination combination, Role role,
          json::Problems& problems);

  // The node itself, or what its `$by` comes to here: possibly null, which leaves the place empty.
  [[nodiscard]] json::Node choose(const json::Node& node);

  // Whether any `$by` so far asked for the run: then the control is another program.
  [[nodiscard]] bool met_run() const { return met_run_; }
  [[nodiscard]] json::Problems& problems() { return problems_; }

 private:
  [[nodiscard]] json::Node choose_once(const json::Node& choice);
  void complain_of_unknown_values(const json::Node& choice, const Axis& axis);

  std::vector<Axis> axes_;  // with "run"
  Combination combination_;
  json::Problems& problems_;
  bool met_run_ = false;
};

[[nodiscard]] bool is_choice(const json::Node& node);

}  // namespace conformance
