// WebSocket (RFC 6455) as a channel over another one: over plain TCP it is ws, over TLS wss.
//
//     auto channel = websocket_client(plain_channel(), {.host = "127.0.0.1:15674",
//                                                       .path = "/stomp",
//                                                       .protocols = {"v12.stomp"}});
//
// One send() is one message in one frame, never joined and never split. A message is text where its
// octets are UTF-8, as browsers' clients send STOMP, and binary otherwise; a server answers a
// client that has sent a binary message in binary ones. Pings are answered. No extension is offered
// or accepted, so nothing is compressed.
//
// A peer that breaks the framing is told so with a close frame (1002, 1007), and the channel fails.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "transport/channel.hpp"

namespace transport {

struct WebSocketClientOptions {
  std::string host;  // of the Host field: "broker.example:15674"
  std::string path = "/";
  std::vector<std::string> protocols;  // sub-protocols to offer, preferred first; may be empty
  bool always_binary = false;
};

// Fails where the answer is no 101, with what it is instead: "HTTP 404 Not Found at /stomp".
[[nodiscard]] std::unique_ptr<Channel> websocket_client(std::unique_ptr<Channel> below,
                                                        WebSocketClientOptions options);

struct WebSocketServerOptions {
  std::string path = "/";              // the one that is served; anything else is 404
  std::vector<std::string> protocols;  // that it knows, preferred first
};

// Refuses what is no WebSocket handshake with an HTTP status (400, 404, 405, 426), and then fails.
// Of the sub-protocols offered it chooses the one that it prefers; none where it knows none.
[[nodiscard]] std::unique_ptr<Channel> websocket_server(std::unique_ptr<Channel> below,
                                                        WebSocketServerOptions options);

}  // namespace transport
