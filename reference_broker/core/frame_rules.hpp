// What a frame must look like before anyone asks what it means: known, a client's, complete.
//
// The lists come from stomp/grammar.hpp; here they are turned into what is said to a client that
// breaks them. Commands ask nothing of this again: a header that is required is there and not
// empty.

#pragma once

#include <optional>
#include <string_view>

#include "reference_broker/core/violation.hpp"
#include "stomp/frame.hpp"

namespace broker {

// For the frames of a connection that speaks `version`.
[[nodiscard]] std::optional<Violation> break_of_form(const stomp::FrameView& frame,
                                                     stomp::Version version);

// "Only the SEND, MESSAGE, and ERROR frames MAY have a body" (STOMP 1.1 and 1.2). 1.0 ignores it.
[[nodiscard]] std::optional<Violation> break_of_body(const stomp::FrameView& frame,
                                                     stomp::Version version);

// CONNECT or STOMP (STOMP 1.2: "MUST handle a STOMP frame in the same manner as a CONNECT frame").
[[nodiscard]] bool opens_session(std::string_view command);

}  // namespace broker
