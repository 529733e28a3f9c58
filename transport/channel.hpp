// How octets travel on top of a socket: as they are, as TLS records, as WebSocket messages.
//
//     std::unique_ptr<Channel> channel = tls.client("broker.example");
//     channel->start();
//     write(channel->take_wire());              // after every call: what is to be written now
//     channel->on_wire(octets_that_were_read);
//     use(channel->take_octets());              // what the peer sent, unwrapped
//     channel->send("CONNECT\n...");            // one record, or one message
//     channel->close();                         // close_notify, or a close frame
//
// A channel is one end of one connection, client or server. It owns no socket and no clock: whoever
// does (conformance/net, reference_broker/net) passes on what was read, writes what is to be
// written, and decides how long to wait. What it holds of the peer is bounded: an HTTP head, a TLS
// record, a control frame; data is handed on as it comes, however large a message says it is.
//
// It knows no STOMP.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace transport {

class Channel {
 public:
  // opening: shaking hands. open: octets flow. ended: the peer has said goodbye in the channel's
  // own words (close_notify, a close frame), and ours may still be owed: close(). failed: reason()
  // says why; what take_wire() still has (an alert, a refusal) should reach the peer.
  enum class State : std::uint8_t { opening, open, ended, failed };

  virtual ~Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Once, when the socket is connected: the side that speaks first does so.
  virtual void start() = 0;
  virtual void on_wire(std::string_view octets) = 0;
  // Of no effect before the channel is open and after close().
  virtual void send(std::string_view octets) = 0;
  // We shall send no more. What the peer still sends is read.
  virtual void close() = 0;
  [[nodiscard]] virtual std::string take_wire() { return std::exchange(wire_, {}); }
  [[nodiscard]] std::string take_octets() { return std::exchange(octets_, {}); }

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  // What was agreed on, for people: "TLSv1.3, sub-protocol v12.stomp"; empty for plain TCP.
  [[nodiscard]] virtual std::string agreed() const { return {}; }
  // What is being waited for while it opens: "TLS handshake".
  [[nodiscard]] virtual std::string stage() const { return {}; }
  // Whether the end of our direction may be shown to the peer by a FIN once close() has left. (A
  // WebSocket client leaves that to the server: RFC 6455, 7.1.1.)
  [[nodiscard]] virtual bool ends_with_fin() const { return true; }

 protected:
  Channel() = default;
  void fail(std::string reason) {
    if (state_ == State::failed) return;
    state_ = State::failed;
    reason_ = std::move(reason);
  }

  State state_ = State::opening;
  std::string reason_;
  std::string wire_;    // to the peer
  std::string octets_;  // from the peer
};

// Octets as they are. Open from the start; its end is the socket's.
[[nodiscard]] std::unique_ptr<Channel> plain_channel();

}  // namespace transport
