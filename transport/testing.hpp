// For the tests of this folder: two channels face to face, without a socket.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "transport/channel.hpp"

namespace transport {

// Passes on what either side has to say, in pieces of `piece` octets, until both are silent.
inline void converse(Channel& left, Channel& right, std::size_t piece = std::string::npos) {
  const auto pass = [piece](Channel& from, Channel& to) {
    const std::string wire = from.take_wire();
    for (std::size_t at = 0; at < wire.size(); at += std::min(piece, wire.size() - at)) {
      to.on_wire(std::string_view(wire).substr(at, piece));
    }
    return !wire.empty();
  };
  bool said = true;
  while (said) {
    said = pass(left, right);
    said = pass(right, left) || said;
  }
}

inline void shake_hands(Channel& client, Channel& server, std::size_t piece = std::string::npos) {
  client.start();
  server.start();
  converse(client, server, piece);
}

}  // namespace transport
