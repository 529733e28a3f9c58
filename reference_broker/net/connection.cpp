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

// Unsent replies of the channel (pongs, above all): who asks for more and takes none is cut off.
constexpr std::size_t channel_octets_max = 64UL * 1024;

// Of one write. The kernel takes up to 1024 (IOV_MAX) and Asio passes on 64.
constexpr std::size_t gathered_max = 64;

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, ConnectionId id, Owner& owner,
                       std::unique_ptr<transport::Channel> channel)
    : socket_(std::move(socket)),
      end_timer_(socket_.get_executor()),
      id_(id),
      owner_(owner),
      channel_(std::move(channel)) {
  // Frames are answered one by one: Nagle's algorithm would hold each answer for the one before it.
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

void Connection::start() {
  if (state_ == State::gone) return;
  channel_->start();
  read();
}

void Connection::send(std::string octets) {
  if (octets.empty() || output_is_broken_ || state_ == State::gone) return;
  channel_->send(octets);
  enqueue(octets.size());
}

void Connection::enqueue(std::size_t octets) {
  std::string wire = channel_->take_wire();
  if (wire.empty()) return;
  queued_octets_ += octets;
  if (octets == 0) channel_octets_ += wire.size();
  queue_.push_back({.wire = std::move(wire), .octets = octets});
}

void Connection::flush() {
  if (is_writing_ || queue_.empty() || state_ == State::gone) return;
  gathered_.clear();
  std::size_t skip = front_sent_;
  for (const Piece& piece : queue_) {
    if (gathered_.size() == gathered_max) break;
    gathered_.push_back(asio::buffer(piece.wire) + std::exchange(skip, 0));
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
    channel_->on_wire(std::string_view(input_.data(), octets));
    advance();
    if (state_ == State::gone) return;
  } else {
    dropped_octets_ += octets;
  }
  if (dropped_octets_ < dropped_octets_max) read();
}

// After whatever the channel was told: its replies, its news.
void Connection::advance() {
  enqueue(0);
  if (channel_octets_ > channel_octets_max) return finish();
  flush();
  const std::string octets = channel_->take_octets();
  if (!octets.empty()) owner_.on_octets(id_, octets);
  if (state_ != State::open) return;
  if (channel_->state() == transport::Channel::State::ended) return drain();
  if (channel_->state() != transport::Channel::State::failed) return;
  owner_.on_channel_failed(id_, channel_->reason());
  linger();  // for an alert, or an HTTP status, to arrive
}

bool Connection::say_goodbye() {
  if (std::exchange(said_goodbye_, true)) return false;
  channel_->close();
  const std::size_t before = queue_.size();
  enqueue(0);
  return queue_.size() > before;
}

void Connection::on_end_of_input() {
  end_of_input_ = true;
  if (state_ == State::open) return drain();
  if (queue_.empty()) finish();
}

// Frames that came before the client's end were processed, and a client that half-closes may be
// waiting for their answers: they leave before the connection ends.
void Connection::drain() {
  if (output_is_broken_) return finish();  // nothing can leave any more
  state_ = State::draining;
  drained_when_sent_ = queued_octets_;
  end_after(flush_max);
  if (sent_octets_ >= drained_when_sent_) on_drained();
}

void Connection::on_drained() {
  if (!say_goodbye()) return finish();
  state_ = State::closing;
  flush();
}

void Connection::on_written(const error_code& error, std::size_t octets) {
  is_writing_ = false;
  if (state_ == State::gone) return;
  if (error) {
    // What the client sent before it went may still wait to be read, and counts: while the
    // connection is open, its end is the reader's to find.
    output_is_broken_ = true;
    queue_.clear();
    channel_octets_ = 0;
    if (state_ != State::open) finish();
    return;
  }
  const std::size_t sent = drop_from_queue(octets);
  if (state_ != State::closing && sent > 0) {
    owner_.on_sent(id_, sent);
    if (state_ == State::gone) return;
  }
  if (state_ == State::draining && sent_octets_ >= drained_when_sent_) return on_drained();
  if (queue_.empty()) return on_flushed();
  flush();
}

// How many of the owner's octets have left with these. Of a piece that has left in part, its octets
// have left in that proportion: on plain TCP that is what it is.
std::size_t Connection::drop_from_queue(std::size_t wire_octets) {
  const auto owners_part = [this] {
    if (queue_.empty()) return std::size_t{0};
    const Piece& front = queue_.front();
    return front.octets * front_sent_ / front.wire.size();
  };
  const std::size_t counted_before = owners_part();
  std::size_t sent = 0;
  front_sent_ += wire_octets;
  while (!queue_.empty() && front_sent_ >= queue_.front().wire.size()) {
    const Piece& front = queue_.front();
    sent += front.octets;
    if (front.octets == 0) channel_octets_ -= front.wire.size();
    front_sent_ -= front.wire.size();
    queue_.pop_front();
  }
  sent = sent + owners_part() - counted_before;
  sent_octets_ += sent;
  return sent;
}

void Connection::on_flushed() {
  if (state_ != State::closing) return;
  if (!output_is_broken_ && say_goodbye()) return flush();
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
