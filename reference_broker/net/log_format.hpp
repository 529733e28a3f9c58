// One line of the broker's log, as text for people and as JSON for programs.
//
//     2024-05-01T12:00:00.123Z info subscribed connection=7 client-id=c1 destination=/t/a id=001
//     {"time":"2024-05-01T12:00:00.123Z","level":"info","event":"subscribed","connection":7,
//      "client-id":"c1","fields":{"destination":"/t/a","id":"001"}}            (in one line)
//
// Every line about a client names its client id, by which logs are searched; a client that has
// none, or has not said it yet, is "-" in text and "" in JSON. What clients say is untrusted: in
// text nothing but printable characters leaves, values with blanks are in quotes, and a line is
// always one line.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "reference_broker/core/broker.hpp"

namespace broker {

enum class LogFormat : std::uint8_t { text, json };

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// With its line end.
[[nodiscard]] std::string format_log(const Log& log, LogFormat format, WallTime time);

}  // namespace broker
