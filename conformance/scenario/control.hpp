// Controls and clocks: what follows for a whole program from the steps that are in it.

#pragma once

#include "conformance/scenario/model.hpp"

namespace conformance {

// The control of a program that was read for the control run: what would have been refused is legal
// there, so each `refused` and `expect-close` becomes a fence, and a connect step whose refusal it
// was to judge waits for CONNECTED.
[[nodiscard]] Program control_of(Program program);

// Whether a step waits for time to pass: heart-beats, an idle spell, a silence.
[[nodiscard]] bool depends_on_the_clock(const Program& program);

}  // namespace conformance
