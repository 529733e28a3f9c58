#include "reference_broker/net/connection.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

namespace broker {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// "For short time" (STOMP 1.2, Connection Lingering): time for a client on the other side of the
// world to read the ERROR that stands before our end of the stream.
constexpr std::chrono::seconds linger_max(1);

// For a client that is ending, or is being ended, and does not read what it is still owed: enough
// for a full outbound queue on a slow line, too short to be a place to hide.
constexpr std::chrono::seconds flush_max(5);

// Dropped while closing. A client that sends more is held back by TCP itself from then on, so that
// it gets round to reading, and costs nothing.
constexpr std::size_t dropped_octets_max = 1024UL * 1024;

// Of one write. The kernel takes up to 1024 (IOV_MAX) and Asio passes on 64.
constexpr std::size_t gathered_max = 64;

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, ConnectionId id, Owner& owner)
    : socket_(std::move(socket)), end_timer_(socket_.get_executor()), id_(id), owner_(owner) {
  // Frames are answered one by one: Nagle's algorithm would hold each answer for the one before it.
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

void Connection::start() {
  if (state_ != State::gone) read();
}

void Connection::send(std::string octets) {
  if (octets.empty() || output_is_broken_ || state_ == State::gone) return;
  queued_octets_ += octets.size();
  queue_.push_back(std::move(octets));
}

void Connection::flush() {
  if (is_writing_ || queue_.empty() || state_ == State::gone) return;
  gathered_.clear();
  std::size_t skip = front_sent_;
  for (const std::string& octets : queue_) {
    if (gathered_.size() == gathered_max) break;
    gathered_.push_back(asio::buffer(octets) + std::exchange(skip, 0));
  }
  is_writing_ = true;
  // A span, because Asio copies what it is given and a vector would be copied with its elements.
  socket_.async_write_some(
      std::span<const asio::const_buffer>(gathered_),
      [self = shared_from_this()](const error_code& error, std::size_t octets) {
        self->on_written(error, octets);
      });
}

void Connection::linger() {
  if (state_ == State::gone || state_ == State::closing) return;
  state_ = State::closing;
  end_after(flush_max);
  if (queue_.empty()) on_flushed();
}

void Connection::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

void Connection::close() {
  if (std::exchange(state_, State::gone) == State::gone) return;
  error_code ignored;
  socket_.close(ignored);
  end_timer_.cancel();
}

void Connection::read() {
  socket_.async_read_some(asio::buffer(input_),
                          [self = shared_from_this()](const error_code& error, std::size_t octets) {
                            self->on_read(error, octets);
                          });
}

void Connection::on_read(const error_code& error, std::size_t octets) {
  if (state_ == State::gone) return;
  if (error == asio::error::eof) return on_end_of_input();
  if (error) return finish();
  if (state_ == State::open) {
    owner_.on_octets(id_, std::string_view(input_.data(), octets));
    if (state_ == State::gone) return;
  } else {
    dropped_octets_ += octets;
  }
  if (dropped_octets_ < dropped_octets_max) read();
}

// Frames that came before it were processed, and a client that half-closes may be waiting for their
// answers: they leave before the connection ends.
void Connection::on_end_of_input() {
  end_of_input_ = true;
  if (queue_.empty()) return finish();
  if (state_ != State::open) return;
  state_ = State::draining;
  drained_when_sent_ = queued_octets_;
  end_after(flush_max);
}

void Connection::on_written(const error_code& error, std::size_t octets) {
  is_writing_ = false;
  if (state_ == State::gone) return;
  if (error) {
    // What the client sent before it went may still wait to be read, and counts: while the
    // connection is open, its end is the reader's to find.
    output_is_broken_ = true;
    queue_.clear();
    if (state_ != State::open) finish();
    return;
  }
  drop_from_queue(octets);
  if (state_ != State::closing) {
    owner_.on_sent(id_, octets);
    if (state_ == State::gone) return;
  }
  if (state_ == State::draining && sent_octets_ >= drained_when_sent_) return finish();
  if (queue_.empty()) return on_flushed();
  flush();
}

void Connection::drop_from_queue(std::size_t octets) {
  sent_octets_ += octets;
  front_sent_ += octets;
  while (!queue_.empty() && front_sent_ >= queue_.front().size()) {
    front_sent_ -= queue_.front().size();
    queue_.pop_front();
  }
}

void Connection::on_flushed() {
  if (state_ != State::closing) return;
  if (end_of_input_ || output_is_broken_) return finish();
  error_code error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  if (error) return finish();
  end_after(linger_max);
}

void Connection::end_after(std::chrono::steady_clock::duration duration) {
  end_timer_.expires_after(duration);
  end_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error) self->finish();
  });
}

void Connection::finish() {
  if (state_ == State::gone) return;
  close();
  owner_.on_gone(id_);
}

}  // namespace broker
