#include "conformance/sim/null_server.hpp"

#include <variant>

#include "stomp/serializer.hpp"

namespace conformance {
namespace {

using broker::Actions;
using broker::Close;
using broker::ConnectionId;
using broker::Send;

bool is_connect(const stomp::FrameView& frame) {
  return frame.command == "CONNECT" || frame.command == "STOMP";
}

// The CONNECTED that the CONNECT hopes for.
std::string connected(const stomp::FrameView& frame) {
  stomp::Frame answer{"CONNECTED", {}, ""};
  if (const auto versions = frame.find("accept-version")) {
    answer.headers.push_back({"version", std::string(versions->substr(0, 3))});
  }
  return stomp::serialize(answer, {});
}

std::string receipt(std::string_view id) {
  return stomp::serialize(stomp::Frame{"RECEIPT", {{"receipt-id", std::string(id)}}, ""}, {});
}

std::string error() {
  return stomp::serialize(stomp::Frame{"ERROR", {{"message", "no"}}, ""}, {});
}

std::string message(std::size_t number) {
  return stomp::serialize(stomp::Frame{"MESSAGE",
                                       {{"destination", "/topic/nowhere"},
                                        {"message-id", std::to_string(number)},
                                        {"subscription", "s"}},
                                       "nothing"},
                          {});
}

constexpr std::size_t flood_frames = 100;
constexpr std::size_t noise_octets = 64;

}  // namespace

const std::vector<NullServerName>& null_servers() {
  static const std::vector<NullServerName> all = {
      {Nothing::accept_and_close, "accept-and-close"},
      {Nothing::black_hole, "black-hole"},
      {Nothing::close_after_connected, "close-after-connected"},
      {Nothing::close_on_second_frame, "close-on-second-frame"},
      {Nothing::error_to_everything, "error-to-everything"},
      {Nothing::error_and_close, "error-and-close"},
      {Nothing::receipt_for_everything, "receipt-for-everything"},
      {Nothing::echo, "echo"},
      {Nothing::connected_for_ever, "connected-for-ever"},
      {Nothing::noise, "noise"},
      {Nothing::flood, "flood"},
  };
  return all;
}

std::optional<std::string> NullServer::access_point(const std::string& name) const {
  return name;
}

Actions NullServer::on_open(ConnectionId connection, const broker::Peer& /*peer*/,
                            broker::Instant /*now*/) {
  clients_[connection];
  if (kind_ != Nothing::accept_and_close) return {};
  clients_[connection].closed = true;
  Actions actions;
  actions.emplace_back(Close{connection, Close::How::linger});
  return actions;
}

Actions NullServer::on_octets(ConnectionId connection, std::string_view octets,
                              broker::Instant /*now*/) {
  Actions actions;
  Client& client = clients_[connection];
  if (client.closed) return actions;
  if (kind_ == Nothing::echo) actions.emplace_back(Send{connection, std::string(octets)});
  if (kind_ == Nothing::noise) actions.emplace_back(Send{connection, noise(noise_octets)});
  client.parser.feed(octets);
  while (const std::optional<stomp::ParseEvent> event = client.parser.next()) {
    const auto* frame = std::get_if<stomp::FrameView>(&*event);
    if (frame == nullptr || client.closed) continue;
    ++client.frames;
    answer(connection, *frame, actions);
  }
  return actions;
}

void NullServer::answer(ConnectionId connection, const stomp::FrameView& frame, Actions& actions) {
  Client& client = clients_[connection];
  const auto send = [&](std::string octets) {
    actions.emplace_back(Send{connection, std::move(octets)});
  };
  const auto close = [&] {
    client.closed = true;
    actions.emplace_back(Close{connection, Close::How::linger});
  };
  switch (kind_) {
    case Nothing::close_after_connected:
      send(connected(frame));
      close();
      break;
    case Nothing::close_on_second_frame:
      if (!is_connect(frame)) return close();
      send(connected(frame));
      break;
    case Nothing::error_to_everything:
      send(error());
      break;
    case Nothing::error_and_close:
      send(error());
      close();
      break;
    case Nothing::receipt_for_everything:
      if (is_connect(frame)) send(connected(frame));
      if (const auto id = frame.find("receipt")) send(receipt(*id));
      break;
    case Nothing::connected_for_ever:
      send(connected(frame));
      break;
    case Nothing::flood:
      if (is_connect(frame)) send(connected(frame));
      for (std::size_t i = 0; i < flood_frames; ++i) send(message(i));
      break;
    case Nothing::accept_and_close:
    case Nothing::black_hole:
    case Nothing::echo:
    case Nothing::noise:
      break;
  }
}

Actions NullServer::on_close(ConnectionId connection, broker::Instant /*now*/) {
  clients_.erase(connection);
  return {};
}

std::string NullServer::noise(std::size_t octets) {
  std::string result;
  for (std::size_t i = 0; i < octets; ++i) {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    result += static_cast<char>(random_ & 0xff);
  }
  return result;
}

}  // namespace conformance
