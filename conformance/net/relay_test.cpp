// What a relay must leave as it is, on real sockets. Bounded waits, no sleeps.

#include "conformance/net/relay.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace conformance {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr auto patience = std::chrono::seconds(60);  // far beyond what any of these takes

class RelayTest : public testing::Test {
 protected:
  // A client that has been accepted behind the relay, coming from `source`.
  void connect(const Path& path, const std::string& source = "127.0.0.1") {
    relay_.emplace(context_, path);
    const Endpoint door = relay_->lead_to({"127.0.0.1", acceptor_.local_endpoint().port()});
    client_.open(Tcp::v4());
    client_.bind(Tcp::endpoint(asio::ip::make_address(source), 0));
    bool accepted = false;
    acceptor_.async_accept(server_, [&](const error_code& error) { accepted = !error; });
    client_.async_connect(Tcp::endpoint(asio::ip::make_address(door.host), door.port),
                          [](const error_code& error) { EXPECT_FALSE(error); });
    run_until([&] { return accepted; });
  }

  void run_until(const std::function<bool()>& done) {
    asio::steady_timer timer(context_, patience);
    // Shared, because the handler of a timer that was in time is called later, by another run.
    const auto late = std::make_shared<bool>(false);
    timer.async_wait([late](const error_code& cancelled) { *late = !cancelled; });
    while (!done() && !*late) context_.run_one();
    EXPECT_FALSE(*late) << "nothing came in time";
  }

  // All that comes to its end, and how it ended.
  std::pair<std::string, error_code> read_all(Tcp::socket& socket) {
    std::string all;
    error_code end;
    std::array<char, 4096> buffer{};
    std::function<void()> next = [&] {
      socket.async_read_some(asio::buffer(buffer), [&](const error_code& error, std::size_t n) {
        all.append(buffer.data(), n);
        end = error;
        if (!error) next();
      });
    };
    next();
    run_until([&] { return static_cast<bool>(end); });
    return {all, end};
  }

  // And then the end; `octets` must live until it has been read.
  void write_all(Tcp::socket& socket, const std::string& octets) {
    asio::async_write(socket, asio::buffer(octets), [&](const error_code& error, std::size_t) {
      EXPECT_FALSE(error);
      error_code ignored;
      socket.shutdown(Tcp::socket::shutdown_send, ignored);
    });
  }

  // What one side writes is what the other reads, to the end.
  void expect_same(Tcp::socket& from, Tcp::socket& to, const std::string& octets) {
    write_all(from, octets);
    const auto [came, end] = read_all(to);
    EXPECT_TRUE(came == octets) << came.size() << " octets of " << octets.size();
    EXPECT_EQ(end, error_code(asio::error::eof));
  }

  asio::io_context context_{1};
  std::optional<Relay> relay_;
  Tcp::acceptor acceptor_{context_, Tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)};
  Tcp::socket client_{context_};
  Tcp::socket server_{context_};
};

TEST_F(RelayTest, ChangesNoOctetInEitherDirectionAndPassesTheEndOn) {
  std::string large;
  for (int i = 0; large.size() < 300'000; ++i) large += std::to_string(i) + '\n';
  for (const Path& path : {Path{}, Path{.segment_octets = 1}, Path{.reader_octets = 4096},
                           Path{.latency = std::chrono::milliseconds(5), .segment_octets = 3}}) {
    connect(path);
    expect_same(client_, server_, large);
    expect_same(server_, client_, large);
    client_.close();
    server_.close();
  }
}

TEST_F(RelayTest, PassesAResetOn) {
  connect({.latency = std::chrono::milliseconds(1)});
  server_.set_option(Tcp::socket::linger(true, 0));
  server_.close();
  EXPECT_EQ(read_all(client_).second, error_code(asio::error::connection_reset));
}

TEST_F(RelayTest, DelaysEachDirection) {
  constexpr auto delay = std::chrono::milliseconds(50);
  connect({.latency = delay});
  const auto began = std::chrono::steady_clock::now();
  expect_same(client_, server_, "x");
  EXPECT_GE(std::chrono::steady_clock::now() - began, delay);
}

TEST_F(RelayTest, ShowsTheTargetWhereTheClientCameFrom) {
  connect({}, "127.0.0.9");
  EXPECT_EQ(server_.remote_endpoint().address().to_string(), "127.0.0.9");
}

}  // namespace
}  // namespace conformance
