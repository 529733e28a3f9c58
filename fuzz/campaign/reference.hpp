// The reference broker as a second opinion: the same script, without sockets, and what it answers.
//
//     const std::vector<Answer> answers = ask_reference(script, dialect);
//
// Many thousand scripts a second. It has its sample settings; the policy is RocketMQ's where the
// target follows its rules.

#pragma once

#include <string_view>
#include <vector>

#include "fuzz/campaign/dialect.hpp"
#include "fuzz/campaign/wire.hpp"
#include "stomp/frame.hpp"

namespace campaign {

// What came on one connection of a script; of one that was opened again, the last.
struct Answer {
  std::vector<stomp::Frame> frames;
  bool ended = false;  // by the server
};

[[nodiscard]] std::vector<Answer> ask_reference(std::string_view script, const Dialect& dialect);

// The same of what came over the wire. Connections are told apart by the order of opening there, so
// this holds for scripts that open none again.
[[nodiscard]] std::vector<Answer> answers_of(const Performance& performance);

// In what they differ, in words without anything of the input; empty where they agree. Only what a
// client is told counts: who was refused, which receipts came, which bodies on topics. Not: texts,
// identifiers, headers that a server adds, the order of frames, how a connection ended.
[[nodiscard]] std::string difference(const std::vector<Answer>& reference,
                                     const std::vector<Answer>& target);

}  // namespace campaign
