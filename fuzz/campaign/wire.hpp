// What happened on the connections of one performance, for whoever reads it later.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/campaign/accusation.hpp"
#include "stomp/instant.hpp"

namespace campaign {

struct WireEvent {
  enum class Kind : std::uint8_t { opened, failed, sent, received, ended, closed };
  stomp::Duration at{};        // since the performance began
  std::size_t connection = 0;  // from 0, in the order of opening
  Kind kind = Kind::opened;
  std::string octets;  // sent and received ones; otherwise a word: "fin", "rst", a reason
};

// One script, performed on the target.
struct Performance {
  std::vector<WireEvent> wire;
  std::vector<Accusation> accusations;
  std::string signature;           // Monitor::signature() of each connection
  std::string refused;             // why a connection could not be opened; empty: all could
  bool finished = false;           // false: the target died meanwhile, or we gave up
  bool whole = true;               // false: `wire` holds the beginning alone
  stomp::Duration longest_wait{};  // for an answer
};

// A readable account of it, secrets masked.
[[nodiscard]] std::string transcript(const Performance& performance,
                                     const std::vector<std::string>& secrets);

}  // namespace campaign
