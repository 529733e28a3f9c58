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

}  // namespace

Link::Link(asio::io_context& context, Callbacks callbacks)
    : context_(context),
      callbacks_(std::move(callbacks)),
      resolver_(context),
      socket_(context),
      linger_(context) {}

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
    socket_.async_connect(*endpoints.begin(),
                          [self = shared_from_this()](const error_code& failure) {
                            if (failure) return self->fail(failure.message());
                            self->on_connected();
                          });
    return;
  }
  asio::async_connect(socket_, endpoints,
                      [self = shared_from_this()](const error_code& failure, const Tcp::endpoint&) {
                        if (failure) return self->fail(failure.message());
                        self->on_connected();
                      });
}

void Link::on_connected() {
  if (!listening_) return;
  error_code ignored;
  socket_.set_option(Tcp::no_delay(true), ignored);
  read_next();
  callbacks_.opened();
}

// ---- Writing
// ------------------------------------------------------------------------------------------

void Link::transmit(std::string octets) {
  if (octets.empty() || half_) return;
  outbound_.push_back(std::move(octets));
  write_next();
}

void Link::write_next() {
  if (writing_ || !socket_.is_open()) return;
  if (outbound_.empty()) {
    after_writes();
    return;
  }
  writing_ = true;
  asio::async_write(socket_, asio::buffer(outbound_.front()),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      self->writing_ = false;
                      if (error) {
                        // The target takes nothing any more; how it ended shows when reading.
                        self->outbound_.clear();
                      } else {
                        self->outbound_.pop_front();
                      }
                      self->write_next();
                    });
}

void Link::after_writes() {
  if (!half_) return;
  error_code ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
}

// ---- Reading
// ------------------------------------------------------------------------------------------

void Link::read_next() {
  socket_.async_read_some(asio::buffer(buffer_),
                          [self = shared_from_this()](const error_code& error, std::size_t octets) {
                            self->on_read(error, octets);
                          });
}

void Link::on_read(const error_code& error, std::size_t octets) {
  if (error) {
    report_end(error == asio::error::eof ? Ended::fin : Ended::rst);
    return;
  }
  if (listening_) callbacks_.octets(std::string_view(buffer_.data(), octets));
  if (socket_.is_open()) read_next();
}

void Link::report_end(Ended how) {
  const bool wanted = std::exchange(listening_, false);
  linger_.cancel();
  error_code ignored;
  socket_.close(ignored);
  if (wanted) callbacks_.ended(how);
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
  half_ = true;
  write_next();
  if (how == Shut::How::half) return;
  linger_.expires_after(linger_time);
  linger_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled) self->drop();
  });
}

void Link::drop() {
  listening_ = false;
  linger_.cancel();
  resolver_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace conformance
