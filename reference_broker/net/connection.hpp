// One connection of a client: reads, gathered writes, and the three ways in which it ends.
//
// It knows no STOMP and no broker: octets that came, octets that left and the end are told to its
// owner (Server), and the owner queues octets and asks for an end. Private to this folder. What the
// octets travel in (TLS, WebSocket) is its channel's business; to the owner only STOMP's octets
// count.
//
//     open      reads; writes what is queued, one gathered write at a time
//     draining  the client closed its direction: what was queued by then leaves, then the channel's
//               goodbye (a close_notify, a close frame), and that is the end
//     closing   linger() was called: what is queued leaves, then the goodbye, our direction is
//               closed, and what still comes is read and dropped until the client closes too, or
//               for a second
//     gone      the socket is closed; the owner has been told, unless it did it itself by reset()
//               or close()
//
// It must be held by a shared_ptr: asynchronous operations keep it alive until they have ended.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include "reference_broker/core/broker.hpp"
#include "transport/channel.hpp"

namespace broker {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // Its calls may call back: send(), flush(), linger(), reset(). After on_gone() nothing follows.
  class Owner {
   public:
    virtual void on_octets(ConnectionId connection, std::string_view octets) = 0;
    virtual void on_sent(ConnectionId connection, std::size_t octets) = 0;
    virtual void on_gone(ConnectionId connection) = 0;
    // No TLS or WebSocket came of it, or does no longer; on_gone() follows.
    virtual void on_channel_failed(ConnectionId connection, const std::string& reason) = 0;

   protected:
    ~Owner() = default;
  };

  // The owner must live until on_gone(), or until it has called reset() or close().
  Connection(boost::asio::ip::tcp::socket socket, ConnectionId id, Owner& owner,
             std::unique_ptr<transport::Channel> channel);

  // Begins to read.
  void start();

  // Queues octets; flush() once after all of a turn, so that they leave in one gathered write.
  void send(std::string octets);
  void flush();

  void linger();
  // End it now, with a reset and without one. The owner is not told.
  void reset();
  void close();

 private:
  enum class State : std::uint8_t { open, draining, closing, gone };

  void read();
  void on_read(const boost::system::error_code& error, std::size_t octets);
  void advance();
  void enqueue(std::size_t octets);
  // False where the channel has no word for it, or has said it already.
  bool say_goodbye();
  void on_end_of_input();
  void drain();
  void on_drained();
  void on_written(const boost::system::error_code& error, std::size_t octets);
  [[nodiscard]] std::size_t drop_from_queue(std::size_t wire_octets);
  // What is queued has left: the next step of an ending.
  void on_flushed();
  void end_after(std::chrono::steady_clock::duration duration);
  void finish();

  // Large enough for a whole frame of ordinary size, small enough for a thousand connections.
  static constexpr std::size_t read_octets_max = 16UL * 1024;

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer end_timer_;
  const ConnectionId id_;
  Owner& owner_;

  State state_ = State::open;
  bool end_of_input_ = false;
  bool output_is_broken_ = false;
  bool is_writing_ = false;
  std::size_t dropped_octets_ = 0;  // read while closing

  // What is on its way out, in the channel's wrapping.
  struct Piece {
    std::string wire;
    std::size_t octets;  // of the owner's in it; none: the channel's own words
  };

  const std::unique_ptr<transport::Channel> channel_;
  bool said_goodbye_ = false;
  std::deque<Piece> queue_;  // the front one from front_sent_ on
  std::size_t front_sent_ = 0;
  std::size_t channel_octets_ = 0;       // queued: the channel's own words
  std::uint64_t queued_octets_ = 0;      // ever
  std::uint64_t sent_octets_ = 0;        // ever
  std::uint64_t drained_when_sent_ = 0;  // draining: what had been queued when the input ended
  std::vector<boost::asio::const_buffer> gathered_;
  std::array<char, read_octets_max> input_{};
};

}  // namespace broker
