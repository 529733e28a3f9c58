// What octets meet on their way between suite and target, on every connection alike.
//
// Nothing is lost, changed or overtaken: whatever the path, a right broker is as right as before,
// and a suite that judges it otherwise is wrong. The simulator has one, and a relay makes one over
// TCP.

#pragma once

#include <cstddef>

#include "stomp/instant.hpp"

namespace conformance {

struct Path {
  stomp::Duration latency{};  // in each direction
  // Each write arrives in segments of so many octets, in both directions; 0: as it was written.
  std::size_t segment_octets = 0;
  // The client takes so many octets in each millisecond, and the server learns that they have left
  // only then; 0: all at once.
  std::size_t reader_octets = 0;
};

}  // namespace conformance
