// The reference broker as a second opinion: the same script, without sockets, and what it answers.
//
//     const std::vector<Answer> answers = ask_reference(script, dialect);
//
// Many thousand scripts a second. It has its sample settings; the policy is RocketMQ's where the
// target follows its rules.

#pragma once

#include <vector>

#include "fuzz/campaign/dialect.hpp"
#include "fuzz/campaign/wire.hpp"
#include "fuzz/mutator/script.hpp"
#include "stomp/frame.hpp"

namespace campaign {

// What came on one connection of a script, by its name there; of one that was opened again, the
// last.
struct Answer {
  std::vector<stomp::Frame> frames;
  bool ended = false;  // by the server
};

[[nodiscard]] std::vector<Answer> ask_reference(const fuzz::Script& script, const Dialect& dialect);

// The same of what came over the wire, by the connection's name in the script too; for scripts that
// open none again.
[[nodiscard]] std::vector<Answer> answers_of(const fuzz::Script& script,
                                             const Performance& performance);

}  // namespace campaign
