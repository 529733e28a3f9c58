// Which commands there are, who sends them, and what each must carry: the specifications' lists
// ("Frames and Headers", the BNF) as one table for all versions.
//
// The broker enforces it and `explain` prints it. Verdicts of the suite rest on scenarios and never
// on this table alone, or the two could be wrong together.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "stomp/frame.hpp"

namespace stomp {

enum class Sender : std::uint8_t { client, server };

struct CommandRule {
  std::string_view command;
  Sender sender;
  Version since;      // the first version that has the command (NACK and STOMP: 1.1)
  bool body_allowed;  // "Only the SEND, MESSAGE, and ERROR frames MAY have a body" (1.1, 1.2)
};

// Every command of every version, in the order of the specification.
[[nodiscard]] std::span<const CommandRule> commands();

// The rule for a command in a version, or nullptr where that version does not know it. Commands
// are case sensitive.
[[nodiscard]] const CommandRule* find_command(std::string_view command, Version version);

// The headers that a frame of this command must carry, in the version's own terms. (1.0's
// UNSUBSCRIBE needs `destination` or `id`: that choice is not in the list, which is empty then.)
// Nor are the standard headers in either list, which any frame may carry: content-length,
// content-type and, from clients, receipt (STOMP 1.2, Standard Headers). Both are empty for unknown
// commands.
[[nodiscard]] std::span<const std::string_view> required_headers(std::string_view command,
                                                                 Version version);
[[nodiscard]] std::span<const std::string_view> optional_headers(std::string_view command,
                                                                 Version version);

}  // namespace stomp
