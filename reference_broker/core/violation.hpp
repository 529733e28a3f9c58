// What a client did wrong, as a value: the ERROR frame that it will get, before there is a frame.
//
// Whoever finds a fault returns a Violation and writes nothing. The broker core alone turns it into
// an ERROR, a Close and a line of the log, so that no path forgets one of the three. What the
// client sent is quoted in excerpts only: bounded and printable, because an ERROR ends up on
// terminals and in logs.

#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stomp/frame.hpp"

namespace broker {

struct Violation {
  std::string_view message;            // the `message` header: a literal of ours, never an echo
  std::string explanation;             // the body
  std::string log_only;                // why, where the client must not learn it
  std::vector<stomp::Header> headers;  // besides those that every ERROR has
};

// At most 64 octets of `text` (arbitrary: enough to recognise a name), printable ASCII, in quotes.
[[nodiscard]] std::string excerpt(std::string_view text);

[[nodiscard]] std::string joined(std::initializer_list<std::string_view> parts);

// Appends the ERROR frame. `receipt` is the header of the frame at fault, if it had one.
void append_error(std::string& out, const Violation& violation,
                  std::optional<std::string_view> receipt, stomp::Version version);

}  // namespace broker
