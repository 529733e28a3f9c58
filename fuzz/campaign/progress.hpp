// Where a campaign stands: with it, and with what was kept, it goes on as if it had not ended.

#pragma once

#include <cstdint>
#include <string>

namespace campaign {

struct Progress {
  std::uint64_t seed = 1;
  std::uint64_t next_fresh = 0;  // ordinals of the next cases
  std::uint64_t next_pipelined = 0;
  std::uint64_t fresh = 0;  // cases so far
  std::uint64_t pipelined = 0;
  std::string target;  // as it was typed
};

}  // namespace campaign
