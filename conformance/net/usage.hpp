// What the processes of a group use at the moment, as Linux tells it in /proc.

#pragma once

#include <cstdint>
#include <optional>

namespace conformance {

struct Usage {
  std::uint64_t resident_octets = 0;
  std::uint64_t descriptors = 0;
};

// Of all processes of that group, and of those that they have started, but not of the one that
// leads it (process.hpp: it is the guard). Nothing where there is none, or no /proc.
[[nodiscard]] std::optional<Usage> usage_of_group(int group);

}  // namespace conformance
