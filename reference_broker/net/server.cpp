// Theory of operation. Every event (octets came, octets left, a connection ended, time came) is one
// call of the broker core, and its actions are performed before the next event is looked at.
// Performing an action can itself end a connection, which is another event: perform() therefore
// works on a queue and is never entered twice. Sends of one turn are only queued on their
// connections and are flushed when the queue of actions is empty, so that a turn costs each
// connection at most one system call.
//
// Handlers that Asio still holds keep the Shell alive but, once stop() was called, do nothing.

#include "reference_broker/net/server.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>

#include "reference_broker/net/channels.hpp"
#include "reference_broker/net/connection.hpp"

namespace broker {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

// How long to leave the machine alone that refused a connection: short for whoever waits to
// connect, and no load at all.
constexpr std::chrono::milliseconds accept_pause(100);

// A client that came in by IPv4 is known by its IPv4 address, also on a socket that serves both.
std::string spell(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

std::string listen_hint(const error_code& error) {
  if (error == asio::error::address_in_use) {
    return "another program listens there: stop it, or choose another port (0: any free one)";
  }
  if (error == asio::error::access_denied) {
    return "ports under 1024 are for privileged users: choose a higher one";
  }
  if (error == boost::system::errc::address_not_available) {
    return "no interface of this machine has this address: \"0.0.0.0\" is all of them";
  }
  return "";
}

struct Listener {
  Listener(asio::io_context& context, AccessPoint point)
      : access_point(std::move(point)), acceptor(context), pause(context) {}

  // The first step that fails ends it.
  error_code open() {
    error_code error;
    const asio::ip::address address = asio::ip::make_address(access_point.address, error);
    if (error) return error;
    const tcp::endpoint endpoint(address, access_point.port);
    acceptor.open(endpoint.protocol(), error);
    // A restarted broker must not wait for the last one's connections to be forgotten.
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    // "::" serves both families, whatever this machine's default is.
    if (!error && address.is_v6()) {
      acceptor.set_option(asio::ip::v6_only(!address.is_unspecified()), error);
    }
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    return error;
  }

  AccessPoint access_point;
  tcp::acceptor acceptor;
  tcp::endpoint peer;  // of the connection that is accepted next
  asio::steady_timer pause;
  MakeChannel make_channel;
  bool is_refusing = false;
};

}  // namespace

class Server::Shell final : public std::enable_shared_from_this<Shell>, public Connection::Owner {
 public:
  Shell(asio::io_context& context, std::vector<AccessPoint> access_points,
        std::unique_ptr<Service> service, LogSink log_sink)
      : context_(context),
        access_points_(std::move(access_points)),
        service_(std::move(service)),
        log_sink_(std::move(log_sink)),
        deadline_timer_(context) {}

  std::vector<ListenError> listen();
  [[nodiscard]] std::vector<Endpoint> endpoints() const;
  [[nodiscard]] std::size_t connection_count() const { return connections_.size(); }
  void stop();

 private:
  void on_octets(ConnectionId connection, std::string_view octets) override;
  void on_sent(ConnectionId connection, std::size_t octets) override;
  void on_gone(ConnectionId connection) override;
  void on_channel_failed(ConnectionId connection, const std::string& reason) override;

  void accept(Listener& listener);
  void on_accept(Listener& listener, const error_code& error, tcp::socket socket);
  void pause_accepting(Listener& listener, const error_code& error);

  void perform(Actions actions);
  void perform_one(Send& send);
  void perform_one(const Close& close);
  void perform_one(const Log& log) { log_sink_(log); }
  void arm();

  [[nodiscard]] Instant now() const {
    return std::chrono::duration_cast<Instant>(Clock::now() - start_);
  }

  asio::io_context& context_;
  const std::vector<AccessPoint> access_points_;
  const std::unique_ptr<Service> service_;
  const LogSink log_sink_;
  const Clock::time_point start_ = Clock::now();

  std::deque<Listener> listeners_;
  std::map<ConnectionId, std::shared_ptr<Connection>> connections_;
  ConnectionId last_connection_ = 0;

  std::deque<Action> pending_;
  std::vector<std::shared_ptr<Connection>> to_flush_;
  bool is_performing_ = false;

  asio::steady_timer deadline_timer_;
  std::optional<Instant> armed_for_;
  bool is_stopped_ = false;
};

std::vector<ListenError> Server::Shell::listen() {
  std::vector<ListenError> errors;
  // One for all access points that have none of their own.
  std::optional<transport::Identity> made;
  const auto fallback = [&made] {
    if (!made) made = transport::self_signed_identity();
    return *made;
  };
  for (const AccessPoint& point : access_points_) {
    Listener& listener = listeners_.emplace_back(context_, point);
    std::string message;
    std::string hint;
    listener.make_channel = channels_for(point, fallback, message);
    if (listener.make_channel) {
      const error_code error = listener.open();
      if (!error) continue;
      message = error.message();
      hint = listen_hint(error);
    }
    errors.push_back({.endpoint = {point.name, point.address, point.port, point.transport},
                      .message = std::move(message),
                      .hint = std::move(hint)});
  }
  if (!errors.empty()) {
    listeners_.clear();
    return errors;
  }
  for (Listener& listener : listeners_) accept(listener);
  return errors;
}

std::vector<Endpoint> Server::Shell::endpoints() const {
  std::vector<Endpoint> endpoints;
  for (const Listener& listener : listeners_) {
    error_code error;
    const tcp::endpoint local = listener.acceptor.local_endpoint(error);
    if (error) continue;
    endpoints.push_back({.access_point = listener.access_point.name,
                         .address = local.address().to_string(),
                         .port = local.port(),
                         .transport = listener.access_point.transport});
  }
  return endpoints;
}

void Server::Shell::stop() {
  if (std::exchange(is_stopped_, true)) return;
  error_code ignored;
  for (Listener& listener : listeners_) {
    listener.acceptor.close(ignored);
    listener.pause.cancel();
  }
  for (const auto& [id, connection] : connections_) connection->close();
  connections_.clear();
  to_flush_.clear();
  pending_.clear();
  deadline_timer_.cancel();
}

void Server::Shell::accept(Listener& listener) {
  listener.acceptor.async_accept(listener.peer, [self = shared_from_this(), &listener](
                                                    const error_code& error, tcp::socket socket) {
    self->on_accept(listener, error, std::move(socket));
  });
}

void Server::Shell::on_accept(Listener& listener, const error_code& error, tcp::socket socket) {
  if (is_stopped_) return;
  // A client that went while it waited is no reason to let the others wait.
  if (error == asio::error::connection_aborted) return accept(listener);
  if (error) return pause_accepting(listener, error);
  listener.is_refusing = false;

  const ConnectionId id = ++last_connection_;
  const auto connection =
      std::make_shared<Connection>(std::move(socket), id, *this, listener.make_channel());
  connections_.emplace(id, connection);
  const Peer peer{.access_point = listener.access_point.name,
                  .address = spell(listener.peer.address())};
  perform(service_->on_open(id, peer, now()));
  connection->start();
  accept(listener);
}

void Server::Shell::pause_accepting(Listener& listener, const error_code& error) {
  if (!std::exchange(listener.is_refusing, true)) {
    log_sink_(
        {.level = Log::Level::warning,
         .event = "cannot-accept",
         .connection = 0,
         .client_id = "",
         .fields = {{"access_point", listener.access_point.name},
                    {"reason", error.message()},
                    {"remedy", "retried every 100 ms; is the limit of open files too low?"}}});
  }
  listener.pause.expires_after(accept_pause);
  listener.pause.async_wait([self = shared_from_this(), &listener](const error_code&) {
    if (!self->is_stopped_) self->accept(listener);
  });
}

void Server::Shell::on_octets(ConnectionId connection, std::string_view octets) {
  perform(service_->on_octets(connection, octets, now()));
}

void Server::Shell::on_sent(ConnectionId connection, std::size_t octets) {
  perform(service_->on_sent(connection, octets, now()));
}

void Server::Shell::on_gone(ConnectionId connection) {
  connections_.erase(connection);
  perform(service_->on_close(connection, now()));
}

void Server::Shell::on_channel_failed(ConnectionId connection, const std::string& reason) {
  log_sink_({.level = Log::Level::info,
             .event = "transport-failed",
             .connection = connection,
             .client_id = "",
             .fields = {{"reason", reason}}});
}

void Server::Shell::perform(Actions actions) {
  std::move(actions.begin(), actions.end(), std::back_inserter(pending_));
  if (std::exchange(is_performing_, true)) return;
  while (!pending_.empty()) {
    Action action = std::move(pending_.front());
    pending_.pop_front();
    std::visit([this](auto& one) { perform_one(one); }, action);
  }
  for (const auto& connection : to_flush_) connection->flush();
  to_flush_.clear();
  is_performing_ = false;
  arm();
}

void Server::Shell::perform_one(Send& send) {
  const auto found = connections_.find(send.connection);
  if (found == connections_.end()) return;
  found->second->send(std::move(send.octets));
  to_flush_.push_back(found->second);
}

void Server::Shell::perform_one(const Close& close) {
  const auto found = connections_.find(close.connection);
  if (found == connections_.end()) return;
  const std::shared_ptr<Connection> connection = found->second;
  if (close.how == Close::How::linger) return connection->linger();
  connection->reset();
  on_gone(close.connection);
}

// A deadline that moves away, as each octet from a client with heart-beats makes it, leaves the
// timer where it is: it wakes once too early, which costs less than to set it each time.
void Server::Shell::arm() {
  const std::optional<Instant> deadline = service_->deadline();
  if (is_stopped_ || !deadline || (armed_for_ && *armed_for_ <= *deadline)) return;
  armed_for_ = deadline;
  deadline_timer_.expires_at(start_ + *deadline);
  deadline_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error || self->is_stopped_) return;
    self->armed_for_.reset();
    self->perform(self->service_->on_time(self->now()));
  });
}

std::string Endpoint::to_string() const {
  const bool is_v6 = address.find(':') != std::string::npos;
  return (is_v6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

Server::Server(asio::io_context& context, Settings settings, LogSink log_sink)
    : shell_(std::make_shared<Shell>(context, settings.access_points,
                                     std::make_unique<Broker>(settings), std::move(log_sink))) {}

Server::Server(asio::io_context& context, std::vector<AccessPoint> access_points,
               std::unique_ptr<Service> service, LogSink log_sink)
    : shell_(std::make_shared<Shell>(context, std::move(access_points), std::move(service),
                                     std::move(log_sink))) {}

Server::~Server() {
  stop();
}

std::vector<ListenError> Server::listen() {
  return shell_->listen();
}

std::vector<Endpoint> Server::endpoints() const {
  return shell_->endpoints();
}

void Server::stop() {
  shell_->stop();
}

std::size_t Server::connection_count() const {
  return shell_->connection_count();
}

}  // namespace broker
