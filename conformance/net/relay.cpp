#include "conformance/net/relay.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace conformance {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr std::size_t read_octets = 16 * 1024;
constexpr std::size_t few_octets = 4 * 1024;  // so many are written segment by segment
constexpr std::size_t bulk_octets = 1024;     // of a write while there are more
constexpr int slow_buffer_octets = 4 * 1024;  // what the kernel takes for a slow reader
constexpr auto slow_pause = std::chrono::milliseconds(1);

// One direction of a connection: what comes from one socket goes to the other.
class Flow : public std::enable_shared_from_this<Flow> {
 public:
  Flow(asio::io_context& context, std::shared_ptr<Tcp::socket> from,
       std::shared_ptr<Tcp::socket> to, const Path& path)
      : from_(std::move(from)), to_(std::move(to)), path_(path), due_(context), pause_(context) {}

  void start() { read(); }

 private:
  enum class End : std::uint8_t { none, fin, rst };
  struct Piece {
    Clock::time_point due;
    std::string octets;
    End end = End::none;
  };

  void read() {
    const std::size_t most =
        path_.reader_octets == 0 ? buffer_.size() : std::min(path_.reader_octets, buffer_.size());
    from_->async_read_some(asio::buffer(buffer_.data(), most),
                           [self = shared_from_this()](const error_code& error, std::size_t n) {
                             self->on_read(error, n);
                           });
  }

  void on_read(const error_code& error, std::size_t octets) {
    if (error == asio::error::operation_aborted) return;
    const Clock::time_point due = Clock::now() + path_.latency;
    if (error) {
      if (deaf_) return;
      pieces_.push_back({due, "", error == asio::error::eof ? End::fin : End::rst});
      write();
      return;
    }
    if (!deaf_) {
      pieces_.push_back({due, std::string(buffer_.data(), octets)});
      waiting_ += octets;
      write();
    }
    if (path_.reader_octets == 0) return read();
    pause_.expires_after(slow_pause);
    pause_.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (!cancelled) self->read();
    });
  }

  void write() {
    if (std::exchange(writing_, true)) return;
    write_next();
  }

  void write_next() {
    if (pieces_.empty()) {
      writing_ = false;
      return;
    }
    if (pieces_.front().due > Clock::now()) {
      due_.expires_at(pieces_.front().due);
      due_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled) self->write_next();
      });
      return;
    }
    if (pieces_.front().end != End::none) return end(pieces_.front().end);
    asio::async_write(*to_, asio::buffer(pieces_.front().octets.data() + written_, segment()),
                      [self = shared_from_this()](const error_code& error, std::size_t n) {
                        self->on_written(error, n);
                      });
  }

  // How many octets of the first piece to write now.
  [[nodiscard]] std::size_t segment() const {
    const std::size_t left = pieces_.front().octets.size() - written_;
    if (path_.segment_octets == 0) return left;
    return std::min(left, waiting_ > few_octets ? bulk_octets : path_.segment_octets);
  }

  void on_written(const error_code& error, std::size_t octets) {
    if (error) {
      // It takes nothing any more; how it ended is for the other direction to tell.
      deaf_ = true;
      pieces_.clear();
      return;
    }
    written_ += octets;
    waiting_ -= octets;
    if (written_ == pieces_.front().octets.size()) {
      pieces_.pop_front();
      written_ = 0;
    }
    write_next();
  }

  void end(End how) {
    error_code ignored;
    if (how == End::fin) {
      to_->shutdown(Tcp::socket::shutdown_send, ignored);
      return;
    }
    to_->set_option(Tcp::socket::linger(true, 0), ignored);
    to_->close(ignored);
    from_->close(ignored);
  }

  const std::shared_ptr<Tcp::socket> from_;
  const std::shared_ptr<Tcp::socket> to_;
  const Path path_;
  asio::steady_timer due_;
  asio::steady_timer pause_;
  std::array<char, read_octets> buffer_;
  std::deque<Piece> pieces_;
  std::size_t waiting_ = 0;  // octets in pieces_ that have not been written
  std::size_t written_ = 0;  // octets of the first piece
  bool writing_ = false;
  bool deaf_ = false;  // the other side takes no more
};

}  // namespace

// One listening port, and where it leads to.
class Relay::Door : public std::enable_shared_from_this<Relay::Door> {
 public:
  Door(asio::io_context& context, const Endpoint& target, const Path& path)
      : context_(context),
        target_(asio::ip::make_address(target.host), target.port),
        path_(path),
        acceptor_(context, Tcp::endpoint(target_.address(), 0)) {}

  [[nodiscard]] Endpoint endpoint() const {
    const Tcp::endpoint local = acceptor_.local_endpoint();
    return {local.address().to_string(), local.port()};
  }

  void accept() {
    acceptor_.async_accept(
        [self = shared_from_this()](const error_code& error, Tcp::socket client) {
          if (error) return;
          self->admit(std::make_shared<Tcp::socket>(std::move(client)));
          self->accept();
        });
  }

  void shut() {
    error_code ignored;
    acceptor_.close(ignored);
  }

 private:
  void admit(const std::shared_ptr<Tcp::socket>& client) {
    auto server = std::make_shared<Tcp::socket>(context_);
    error_code error;
    server->open(target_.protocol(), error);
    const Tcp::endpoint peer = client->remote_endpoint(error);
    if (!error) server->bind(Tcp::endpoint(peer.address(), 0), error);
    if (error) return;
    if (path_.reader_octets != 0) {
      server->set_option(asio::socket_base::receive_buffer_size(slow_buffer_octets), error);
    }
    server->async_connect(
        target_, [self = shared_from_this(), client, server](const error_code& failure) {
          if (failure) return;  // and the client hears the end
          error_code ignored;
          client->set_option(Tcp::no_delay(true), ignored);
          server->set_option(Tcp::no_delay(true), ignored);
          Path towards = self->path_;
          towards.reader_octets = 0;  // only the suite reads slowly
          std::make_shared<Flow>(self->context_, client, server, towards)->start();
          std::make_shared<Flow>(self->context_, server, client, self->path_)->start();
        });
  }

  asio::io_context& context_;
  const Tcp::endpoint target_;
  const Path path_;
  Tcp::acceptor acceptor_;
};

Relay::Relay(asio::io_context& context, const Path& path) : context_(context), path_(path) {}

Relay::~Relay() {
  for (const std::shared_ptr<Door>& door : doors_) door->shut();
}

Endpoint Relay::lead_to(const Endpoint& target) {
  doors_.push_back(std::make_shared<Door>(context_, target, path_));
  doors_.back()->accept();
  return doors_.back()->endpoint();
}

}  // namespace conformance
