// What the engine asks of its driver, and the words in which the driver answers.
//
// A driver (conformance/sim, conformance/net) owns the links: real sockets, or the reference broker
// in the same process. It performs Actions in order and calls Run's on_... functions with what
// happened.

#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/profile.hpp"

namespace conformance {

// One connection to the target, for the whole run; never reused.
using LinkId = std::uint64_t;

// Answered by on_opened() or on_open_failed().
struct Open {
  LinkId link;
  std::string access_point;  // of the profile; empty: the target itself
  Endpoint endpoint;
  std::string source;                       // local address to come from; empty: any
  std::vector<std::string> protocols = {};  // WebSocket sub-protocols to offer
};

// One write: octets of two Transmits are never joined by the driver. Over TLS it is a record of its
// own, over WebSocket a message of its own.
struct Transmit {
  LinkId link;
  std::string octets;
};

// half: no more will be sent (over TLS a close_notify says so, over WebSocket a close frame).
// whole: the same, and what still comes is not read. reset: at once, with RST. Nothing is reported
// about a link after whole or reset.
struct Shut {
  enum class How : std::uint8_t { half, whole, reset };
  LinkId link;
  How how;
};

// Ends what is left of the target, and starts it (again). Answered by on_launched(), which promises
// nothing but that it was started: whether it serves shows the golden dialogue. Or by
// on_launch_failed(). Only asked of a driver whose run has Upkeep.
struct Launch {};

using Action = std::variant<Open, Transmit, Shut, Launch, Event>;

// How the target ended a link. fin: in order, by a FIN, a close_notify or a WebSocket close frame.
// broken: what came was no TLS or WebSocket any more, so that the driver gave up.
enum class Ended : std::uint8_t { fin, rst, broken };

}  // namespace conformance
