// The reference broker on sockets: access points, connections and a clock around the broker core.
//
//     boost::asio::io_context context(1);
//     Server server(context, sample_settings(PolicyKind::open), [](const Log& log) { ... });
//     if (server.listen().empty()) context.run();
//
// It decides nothing that a client could observe as STOMP: that is reference_broker/core. What is
// its own is how octets travel (connection.hpp) and that it goes on: where the machine refuses a
// connection (no file descriptors left, say), it waits a little and accepts again.
//
// One thread: call everything from the one that runs the context. The server may be destroyed
// before the context has run dry, but not after the context itself.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "reference_broker/core/broker.hpp"
#include "reference_broker/core/settings.hpp"

namespace broker {

// An access point and where it really listens: port 0 has become a number.
struct Endpoint {
  std::string access_point;
  std::string address;
  std::uint16_t port = 0;
  Transport transport = Transport::tcp;

  // "127.0.0.1:8080", "[::1]:8080".
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Why an access point cannot listen, and what to do about it.
struct ListenError {
  Endpoint endpoint;
  std::string message;
  std::string hint;  // may be empty
};

class Server {
 public:
  using LogSink = std::function<void(const Log&)>;

  Server(boost::asio::io_context& context, Settings settings, LogSink log_sink);
  // Serves something that is not the plain broker, such as one with a deviation.
  Server(boost::asio::io_context& context, std::vector<AccessPoint> access_points,
         std::unique_ptr<Service> service, LogSink log_sink);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens all access points and begins to accept; or opens none and says why.
  [[nodiscard]] std::vector<ListenError> listen();
  // Those that listen, in the order of the settings.
  [[nodiscard]] std::vector<Endpoint> endpoints() const;
  // Closes everything, so that the context runs dry.
  void stop();

  // Connections whose sockets are open, lingering ones included.
  [[nodiscard]] std::size_t connection_count() const;

 private:
  class Shell;
  std::shared_ptr<Shell> shell_;
};

}  // namespace broker
