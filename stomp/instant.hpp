// Time as the state machines know it: given to them with every call, never asked for.

#pragma once

#include <chrono>

namespace stomp {

// Since an arbitrary start that the shell chooses; a simulator counts it up by hand.
using Instant = std::chrono::microseconds;
using Duration = std::chrono::microseconds;

}  // namespace stomp
