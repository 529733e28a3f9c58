// A relay between suite and target that makes the way between them as bad as a Path says.
//
//     Relay relay(context, {.segment_octets = 1});
//     profile.endpoint = relay.lead_to(profile.endpoint);
//
// What one side does reaches the other later and in other pieces, and in the same order: octets,
// the end of a direction, a reset. The target sees the address that the client came from. A slow
// reader is one that takes little at a time from a small buffer, so that the target's own buffers
// fill.
//
// Where more than 4 KiB wait to be written, they go in larger segments until 4 KiB are left: a body
// of half a MiB, octet by octet, would keep the kernel busy for minutes and show nothing new.

#pragma once

#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "conformance/engine/path.hpp"
#include "conformance/scenario/profile.hpp"

namespace conformance {

class Relay {
 public:
  // One thread: the one that runs the context.
  Relay(boost::asio::io_context& context, const Path& path);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Listens beside `target`, which is an address, and returns where. Throws
  // boost::system::system_error where it cannot.
  [[nodiscard]] Endpoint lead_to(const Endpoint& target);

 private:
  class Door;
  boost::asio::io_context& context_;
  const Path path_;
  std::vector<std::shared_ptr<Door>> doors_;
};

}  // namespace conformance
