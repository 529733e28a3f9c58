#include "conformance/net/link.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace conformance {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// How long a connection that we have closed is still read and dropped: a close with unread octets
// would become a reset, which may overtake what we sent last.
constexpr auto linger_time = std::chrono::seconds(1);

// A target that asks for replies (pings) and does not take them is not read any further meanwhile.
constexpr std::size_t unsent_replies_max = 1024UL * 1024;

}  // namespace

Link::Link(asio::io_context& context, Callbacks callbacks,
           std::unique_ptr<transport::Channel> channel)
    : context_(context),
      callbacks_(std::move(callbacks)),
      resolver_(context),
      socket_(context),
      linger_(context),
      channel_(std::move(channel)) {}

void Link::fail(const std::string& reason) {
  asio::post(context_, [self = shared_from_this(), reason] {
    if (std::exchange(self->listening_, false)) self->callbacks_.open_failed(reason);
  });
}

void Link::open(const Open& open) {
  error_code error;
  const asio::ip::address address = asio::ip::make_address(open.endpoint.host, error);
  if (!error) {
    connect(Tcp::resolver::results_type::create(Tcp::endpoint(address, open.endpoint.port),
                                                open.endpoint.host, ""),
            open.source);
    return;
  }
  resolver_.async_resolve(
      open.endpoint.host, std::to_string(open.endpoint.port),
      [self = shared_from_this(), source = open.source, host = open.endpoint.host](
          const error_code& failure, Tcp::resolver::results_type endpoints) {
        if (failure) {
          self->fail(host + " cannot be resolved: " + failure.message());
        } else {
          self->connect(std::move(endpoints), source);
        }
      });
}

void Link::connect(Tcp::resolver::results_type endpoints, const std::string& source) {
  if (!listening_) return;
  if (!source.empty()) {
    error_code error;
    const asio::ip::address address = asio::ip::make_address(source, error);
    if (!error) {
      socket_.open(address.is_v6() ? Tcp::v6() : Tcp::v4(), error);
      if (!error) socket_.bind(Tcp::endpoint(address, 0), error);
    }
    if (error) {
      fail("cannot come from the address " + source + ": " + error.message());
      return;
    }
    socket_.async_connect(
        *endpoints.begin(),
        [self = shared_from_this()](const error_code& failure) { self->on_connect(failure); });
    return;
  }
  asio::async_connect(socket_, endpoints,
                      [self = shared_from_this()](const error_code& failure, const Tcp::endpoint&) {
                        self->on_connect(failure);
                      });
}

// A target that resets what it has just accepted may be faster than we: the connection was open
// then, and has ended (who does not accept one refuses it, which is another error).
void Link::on_connect(const error_code& failure) {
  const bool was_reset = failure == asio::error::connection_reset;
  if (failure && !was_reset) return fail(failure.message());
  if (!listening_) return;
  error_code ignored;
  socket_.set_option(Tcp::no_delay(true), ignored);
  channel_->start();
  if (!was_reset) read_next();
  advance();
  if (was_reset) report_end(Ended::rst);
}

// After whatever the channel was told: its replies, its news. A callback may shut the link.
void Link::advance() {
  using State = transport::Channel::State;
  queue(true);
  const State state = channel_->state();
  if (!announced_ && (state == State::open || state == State::ended)) {
    announced_ = true;
    if (listening_) callbacks_.opened(channel_->agreed());
  }
  const std::string octets = channel_->take_octets();
  if (listening_ && !octets.empty()) callbacks_.octets(octets);
  if (listening_ && (state == State::ended || state == State::failed)) break_off();
}

// The channel has ended, in order or not: what it still has to say is said, and the owner is told.
void Link::break_off() {
  const bool failed = channel_->state() == transport::Channel::State::failed;
  listening_ = false;
  linger();
  if (!announced_) {
    callbacks_.open_failed(channel_->reason());
  } else {
    callbacks_.ended(failed ? Ended::broken : Ended::fin, channel_->reason());
  }
}

// ---- Writing
// ------------------------------------------------------------------------------------------

void Link::transmit(std::string octets) {
  if (octets.empty() || half_) return;
  channel_->send(octets);
  queue(false);
}

void Link::queue(bool is_reply) {
  std::string wire = channel_->take_wire();
  if (!wire.empty()) {
    if (is_reply) unsent_replies_ += wire.size();
    outbound_.push_back({std::move(wire), is_reply});
  }
  write_next();
}

void Link::write_next() {
  if (writing_ || !socket_.is_open()) return;
  if (outbound_.empty()) {
    after_writes();
    return;
  }
  writing_ = true;
  asio::async_write(socket_, asio::buffer(outbound_.front().octets),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      self->writing_ = false;
                      if (error) {
                        // The target takes nothing any more; how it ended shows when reading.
                        self->outbound_.clear();
                        self->unsent_replies_ = 0;
                      } else {
                        const Piece& done = self->outbound_.front();
                        if (done.is_reply) self->unsent_replies_ -= done.octets.size();
                        self->outbound_.pop_front();
                      }
                      self->read_next();
                      self->write_next();
                    });
}

void Link::after_writes() {
  const bool said_all = channel_->ends_with_fin() ||
                        channel_->state() == transport::Channel::State::ended ||
                        channel_->state() == transport::Channel::State::failed;
  if (!half_ || !said_all) return;
  error_code ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
}

// ---- Reading
// ------------------------------------------------------------------------------------------

void Link::read_next() {
  if (reading_ || !socket_.is_open() || unsent_replies_ > unsent_replies_max) return;
  reading_ = true;
  socket_.async_read_some(asio::buffer(buffer_),
                          [self = shared_from_this()](const error_code& error, std::size_t octets) {
                            self->on_read(error, octets);
                          });
}

void Link::on_read(const error_code& error, std::size_t octets) {
  reading_ = false;
  if (error) {
    report_end(error == asio::error::eof ? Ended::fin : Ended::rst);
    return;
  }
  if (listening_) {
    channel_->on_wire(std::string_view(buffer_.data(), octets));
    advance();
  }
  read_next();
}

void Link::report_end(Ended how, const std::string& why) {
  const bool wanted = std::exchange(listening_, false);
  close();
  if (!wanted) return;
  if (announced_) return callbacks_.ended(how, why);
  callbacks_.open_failed(std::string("the connection was ") +
                         (how == Ended::fin ? "closed" : "reset") + " during the " +
                         channel_->stage());
}

void Link::close() {
  linger_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

// ---- Shutting
// -----------------------------------------------------------------------------------------

void Link::shut(Shut::How how) {
  if (how != Shut::How::half) listening_ = false;
  resolver_.cancel();
  if (!socket_.is_open()) return;
  error_code error;
  if (how == Shut::How::reset) {
    socket_.set_option(Tcp::socket::linger(true, 0), error);
    socket_.close(error);
    return;
  }
  if (how == Shut::How::whole) return linger();
  half_ = true;
  channel_->close();
  queue(false);
}

// Our direction is closed once all is written, and what still comes is dropped for a while.
void Link::linger() {
  half_ = true;
  channel_->close();
  queue(false);
  linger_.expires_after(linger_time);
  linger_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled) self->drop();
  });
}

void Link::drop() {
  listening_ = false;
  resolver_.cancel();
  close();
}

}  // namespace conformance
