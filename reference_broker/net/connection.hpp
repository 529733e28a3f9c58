// One TCP connection of a client: reads, gathered writes, and the three ways in which it ends.
//
// It knows no STOMP and no broker: octets that came, octets that left and the end are told to its
// owner (Server), and the owner queues octets and asks for an end. Private to this folder.
//
//     open      reads; writes what is queued, one gathered write at a time
//     draining  the client closed its direction: what was queued by then leaves, and that is the
//     end closing   linger() was called: what is queued leaves, our direction is closed, and what
//     still
//               comes is read and dropped until the client closes too, or for a second
//     gone      the socket is closed; the owner has been told, unless it did it itself by reset()
//     or close()
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

namespace broker {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // Its calls may call back: send(), flush(), linger(), reset(). After on_gone() nothing follows.
  class Owner {
   public:
    virtual void on_octets(ConnectionId connection, std::string_view octets) = 0;
    virtual void on_sent(ConnectionId connection, std::size_t octets) = 0;
    virtual void on_gone(ConnectionId connection) = 0;

   protected:
    ~Owner() = default;
  };

  // The owner must live until on_gone(), or until it has called reset() or close().
  Connection(boost::asio::ip::tcp::socket socket, ConnectionId id, Owner& owner);

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
  void on_end_of_input();
  void on_written(const boost::system::error_code& error, std::size_t octets);
  void drop_from_queue(std::size_t octets);
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

  std::deque<std::string> queue_;  // the front one from front_sent_ on
  std::size_t front_sent_ = 0;
  std::uint64_t queued_octets_ = 0;      // ever
  std::uint64_t sent_octets_ = 0;        // ever
  std::uint64_t drained_when_sent_ = 0;  // draining: what had been queued when the input ended
  std::vector<boost::asio::const_buffer> gathered_;
  std::array<char, read_octets_max> input_{};
};

}  // namespace broker
