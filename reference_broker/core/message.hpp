// A message as it is kept and handed on: what a SEND carried, without what was meant for the
// broker.
//
// User-defined headers pass through, all of them in their order, repeated ones too (STOMP 1.2, SEND
// and Repeated Header Entries). What every MESSAGE of it has in common is encoded once per version,
// however many subscriptions get it; what differs (subscription, message-id, ack) the router writes
// before it.

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "stomp/frame.hpp"

namespace broker {

class Message {
 public:
  // `destination` is the SEND's own: MESSAGE's SHOULD be identical to it (STOMP 1.2, MESSAGE).
  Message(const stomp::FrameView& send, std::string_view destination);

  [[nodiscard]] const std::string& destination() const { return destination_; }
  [[nodiscard]] const std::string& body() const { return body_; }

  // From the destination header to the blank line, encoded for that version.
  [[nodiscard]] const std::string& common_headers(stomp::Version version) const;

  // What it takes to keep it, roughly: the content and a word for each thing around it.
  [[nodiscard]] std::size_t octets() const { return octets_; }

 private:
  std::string destination_;
  std::vector<stomp::Header> headers_;
  std::string body_;
  bool states_length_;
  std::size_t octets_;
  // Empty until the first subscriber of that version.
  mutable std::array<std::string, std::size(stomp::versions)> encoded_;
};

}  // namespace broker
