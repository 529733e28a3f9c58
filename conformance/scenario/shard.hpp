// One of several equal parts of a run, so that as many machines can share it.
//
// The parts of the same selection of the same suite are disjoint, together they are all of it, and
// they differ by one case at most (cases of the clock are dealt out apart, because they take
// longest). Which part a case is in depends on its key and its neighbours, not on the machine.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "conformance/scenario/model.hpp"

namespace conformance {

struct Shard {
  std::size_t number = 1;  // from 1
  std::size_t of = 1;

  // "2/4".
  [[nodiscard]] static std::optional<Shard> parse(std::string_view text);

  friend bool operator==(const Shard&, const Shard&) = default;
};

// The cases of this part, in the order in which they came.
[[nodiscard]] std::vector<Case> part_of(const std::vector<Case>& cases, const Shard& shard);

}  // namespace conformance
