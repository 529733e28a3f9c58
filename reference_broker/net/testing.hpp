// For the tests of this folder: a client on a real socket, and a server that runs beside the test.
//
// The client is plain POSIX, so that it shares nothing with what is tested, and knows no more STOMP
// than that frames end with NUL. No wait is unbounded: where ten seconds pass, the test fails.

#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <future>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "reference_broker/net/server.hpp"

namespace broker {

class Client {
 public:
  struct Options {
    const char* source = "127.0.0.1";
    int receive_buffer = 0;  // 0: the system's default
  };

  explicit Client(std::uint16_t port, const Options& options)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    EXPECT_GE(socket_, 0);
    const timeval timeout{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (options.receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof(int));
    }
    sockaddr_in address = spell(options.source, 0);
    EXPECT_EQ(::bind(socket_, generic(address), sizeof address), 0);
    address = spell("127.0.0.1", port);
    EXPECT_EQ(::connect(socket_, generic(address), sizeof address), 0) << "port " << port;
  }
  explicit Client(std::uint16_t port) : Client(port, Options()) {}
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}
  Client(const Client&) = delete;
  Client& operator=(Client&&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { close(); }

  void send(std::string_view octets) {
    while (!octets.empty()) {
      const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
      ASSERT_GT(sent, 0) << "errno " << errno;
      octets.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // As much as the kernel and the other side take without waiting.
  std::size_t send_what_fits(std::string_view octets) {
    const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }

  // The next frame without its NUL, or what came of it before the end.
  std::string read_frame() {
    std::size_t end = 0;
    while ((end = received_.find('\0')) == std::string::npos) {
      if (!receive()) return std::exchange(received_, {});
    }
    const std::size_t begin = std::min(received_.find_first_not_of('\n'), end);
    std::string frame = received_.substr(begin, end - begin);
    received_.erase(0, end + 1);
    return frame;
  }

  // What comes next, be it a part of a frame or a heart-beat.
  std::string read_some() {
    static_cast<void>(receive());
    return std::exchange(received_, {});
  }

  // Whatever comes until the connection ends.
  std::string read_to_end() {
    while (receive()) {
    }
    return std::exchange(received_, {});
  }

  // True where the last read ended with the other side's orderly close, not with a reset or too
  // late.
  [[nodiscard]] bool saw_orderly_end() const { return last_read_ == 0; }
  [[nodiscard]] bool saw_reset() const { return last_read_ < 0 && last_error_ == ECONNRESET; }

  // Waits until the connection is wholly gone at the other side.
  [[nodiscard]] bool is_reset_soon() const {
    pollfd events{.fd = socket_, .events = 0, .revents = 0};
    return ::poll(&events, 1, 10'000) == 1 && (events.revents & (POLLHUP | POLLERR)) != 0;
  }

  void close_sending() { ::shutdown(socket_, SHUT_WR); }
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

 private:
  static sockaddr_in spell(const char* address, std::uint16_t port) {
    sockaddr_in spelled{};
    spelled.sin_family = AF_INET;
    spelled.sin_port = htons(port);
    EXPECT_EQ(::inet_pton(AF_INET, address, &spelled.sin_addr), 1);
    return spelled;
  }
  static sockaddr* generic(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

  bool receive() {
    std::string block(64UL * 1024, '\0');
    last_read_ = ::recv(socket_, block.data(), block.size(), 0);
    last_error_ = errno;
    if (last_read_ <= 0) return false;
    received_.append(block, 0, static_cast<std::size_t>(last_read_));
    return true;
  }

  int socket_;
  std::string received_;
  ssize_t last_read_ = 1;
  int last_error_ = 0;
};

// A server whose context runs in a thread of its own until this goes.
class RunningServer {
 public:
  explicit RunningServer(Settings settings)
      : server_(context_, std::move(settings), [this](const Log& log) { add(log); }) {
    const std::vector<ListenError> errors = server_.listen();
    for (const ListenError& error : errors) ADD_FAILURE() << error.message;
    endpoints_ = server_.endpoints();
    thread_ = std::thread([this] { context_.run(); });
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  ~RunningServer() { stop(); }

  // The context runs dry by itself, or this never returns.
  void stop() {
    boost::asio::post(context_, [this] { server_.stop(); });
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] std::uint16_t port(std::size_t access_point = 0) const {
    return endpoints_.at(access_point).port;
  }

  [[nodiscard]] std::size_t connection_count() {
    std::promise<std::size_t> count;
    boost::asio::post(context_, [&] { count.set_value(server_.connection_count()); });
    return count.get_future().get();
  }

  // Does something while the server stands still, as on a busy machine.
  template <typename Action>
  void while_it_stands_still(Action action) {
    std::promise<void> stands;
    std::promise<void> done;
    boost::asio::post(context_, [&stands, released = done.get_future().share()] {
      stands.set_value();
      released.wait();
    });
    stands.get_future().wait();
    action();
    done.set_value();
  }

  // Waits for that many connections to be left.
  [[nodiscard]] bool comes_down_to(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (connection_count() != count) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }

  // Waits for the log to have `count` lines of that event, and returns the last of them.
  Log wait_for(const std::string& event, std::size_t count = 1) {
    std::unique_lock lock(mutex_);
    Log last;
    const auto have_come = [&] {
      std::size_t found = 0;
      for (const Log& log : logs_) {
        if (log.event != event) continue;
        last = log;
        ++found;
      }
      return found >= count;
    };
    EXPECT_TRUE(logged_.wait_for(lock, std::chrono::seconds(10), have_come))
        << "not " << count << " lines of " << event;
    return last;
  }

 private:
  void add(const Log& log) {
    {
      const std::lock_guard lock(mutex_);
      logs_.push_back(log);
    }
    logged_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable logged_;
  std::vector<Log> logs_;
  boost::asio::io_context context_{1};
  Server server_;
  std::vector<Endpoint> endpoints_;
  std::thread thread_;
};

inline std::string field(const Log& log, std::string_view name) {
  for (const auto& [key, value] : log.fields) {
    if (key == name) return value;
  }
  return "(none)";
}

}  // namespace broker
