// The golden dialogue: CONNECT, SUBSCRIBE, SEND, and the MESSAGE comes.
//
// A run begins with it, to learn whether there is a service to judge and how fast it is; and it is
// held again after each case, to learn whether the target survived. Whoever cannot hold it passes
// nothing: a RECEIPT for everything is no service.

#pragma once

#include <string>
#include <vector>

#include "conformance/engine/case_run.hpp"
#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/model.hpp"
#include "conformance/scenario/profile.hpp"

namespace conformance {

// On one connection; then `fences` frames with a receipt each, for measure().
[[nodiscard]] Program golden_dialogue(const Profile& profile, int fences);

// How far it came.
enum class Reached : std::uint8_t { nothing, connected, delivered };
[[nodiscard]] Reached reached(const Outcome& outcome);

// CONNECTED's server header; empty where there was none.
[[nodiscard]] std::string server_header(const std::vector<WireEntry>& transcript);

// The time to CONNECTED, and the longest from a frame to what it brought about. The deadline is
// left.
[[nodiscard]] Calibration measure(const std::vector<WireEntry>& transcript);

}  // namespace conformance
