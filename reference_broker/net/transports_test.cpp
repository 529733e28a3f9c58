// The broker over TLS and WebSocket: what STOMP owes to its clients arrives, and what is no TLS and
// no WebSocket is told so and harms nobody.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_broker/net/server.hpp"
#include "reference_broker/net/testing.hpp"
#include "transport/tls.hpp"
#include "transport/websocket.hpp"
#include "transport/websocket_frames.hpp"

namespace broker {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::StartsWith;
using State = transport::Channel::State;

constexpr std::size_t kibi = 1024;
constexpr std::size_t mebi = 1024 * kibi;

const transport::Identity& identity() {
  static const transport::Identity made = transport::self_signed_identity();
  return made;
}

Settings over(Transport transport) {
  Settings settings = sample_settings(PolicyKind::open);
  AccessPoint point = sample_access_point(transport);
  point.port = 0;
  if (is_over_tls(transport)) {
    point.certificate = identity().certificate;
    point.key = identity().key;
  }
  settings.access_points = {point};
  return settings;
}

std::unique_ptr<transport::Channel> client_channel(Transport transport) {
  std::unique_ptr<transport::Channel> channel = transport::plain_channel();
  if (is_over_tls(transport)) {
    std::string error;
    channel =
        transport::TlsContext::client({.ca = identity().certificate}, error)->connect("127.0.0.1");
  }
  if (!is_websocket(transport)) return channel;
  return transport::websocket_client(
      std::move(channel), {.host = "h", .path = "/stomp", .protocols = {"v11.stomp", "v12.stomp"}});
}

// A client of one transport on a real socket.
class ChannelClient {
 public:
  ChannelClient(std::uint16_t port, Transport transport, const Client::Options& options = {})
      : client_(port, options), channel_(client_channel(transport)) {
    channel_->start();
    client_.send(channel_->take_wire());
    while (channel_->state() == State::opening && hear()) {
    }
    EXPECT_EQ(channel_->state(), State::open) << channel_->reason();
  }

  void send(std::string_view octets) {
    channel_->send(octets);
    client_.send(channel_->take_wire());
  }
  void close() {
    channel_->close();
    client_.send(channel_->take_wire());
  }

  // As Client::read_frame().
  std::string read_frame() {
    std::size_t end = 0;
    while ((end = octets_.find('\0')) == std::string::npos) {
      if (!hear()) return std::exchange(octets_, {});
    }
    const std::size_t begin = std::min(octets_.find_first_not_of('\n'), end);
    std::string frame = octets_.substr(begin, end - begin);
    octets_.erase(0, end + 1);
    return frame;
  }
  std::string read_to_end() {
    while (hear()) {
    }
    return std::exchange(octets_, {});
  }

  [[nodiscard]] const transport::Channel& channel() const { return *channel_; }
  [[nodiscard]] Client& socket() { return client_; }

 private:
  bool hear() {
    const std::string wire = client_.read_some();
    channel_->on_wire(wire);
    octets_ += channel_->take_octets();
    const std::string reply = channel_->take_wire();
    if (!reply.empty()) static_cast<void>(client_.send_what_fits(reply));
    return !wire.empty();
  }

  Client client_;
  std::unique_ptr<transport::Channel> channel_;
  std::string octets_;
};

class Transports : public testing::TestWithParam<Transport> {};

INSTANTIATE_TEST_SUITE_P(Net, Transports, testing::ValuesIn(transports), [](const auto& named) {
  std::string name(to_string(named.param));
  std::erase(name, '-');
  return name;
});

const std::string connect_frame = "CONNECT\naccept-version:1.2\nhost:h\n\n\0"s;

TEST_P(Transports, LetTheErrorAndTheOrderlyEndArrive) {
  RunningServer server(over(GetParam()));
  ChannelClient client(server.port(), GetParam());
  client.send(connect_frame + "NONSENSE\n\n\0"s);
  // It goes on writing, as a client does that has not read the ERROR yet.
  client.send("SEND\ndestination:/topic/t\n\n" + std::string(200 * kibi, 'x') + '\0');
  EXPECT_THAT(client.read_frame(), StartsWith("CONNECTED\n"));
  EXPECT_THAT(client.read_to_end(), StartsWith("ERROR\n"));
  EXPECT_TRUE(client.socket().saw_orderly_end());
  if (GetParam() != Transport::tcp) {
    EXPECT_EQ(client.channel().state(), State::ended);
  }
  client.socket().close();
  EXPECT_TRUE(server.comes_down_to(0));
}

TEST_P(Transports, AnswerWhatCameBeforeTheClientsGoodbye) {
  RunningServer server(over(GetParam()));
  ChannelClient client(server.port(), GetParam());
  client.send(connect_frame + "SEND\ndestination:/topic/t\nreceipt:1\n\n\0"s);
  client.close();
  if (GetParam() == Transport::tcp) client.socket().close_sending();
  EXPECT_THAT(client.read_frame(), StartsWith("CONNECTED\n"));
  EXPECT_EQ(client.read_frame(), "RECEIPT\nreceipt-id:1\n\n");
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(client.socket().saw_orderly_end());
  if (GetParam() != Transport::tcp) {
    EXPECT_EQ(client.channel().state(), State::ended);
  }
  client.socket().close();
  EXPECT_TRUE(server.comes_down_to(0));
}

TEST_P(Transports, DeliverToASlowReaderEverythingInOrder) {
  Settings settings = over(GetParam());
  settings.limits.outbound_octets_max = 64 * mebi;
  RunningServer server(std::move(settings));
  ChannelClient client(server.port(), GetParam(), {.receive_buffer = 4096});
  client.send(connect_frame + "SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0"s);
  EXPECT_THAT(client.read_frame(), StartsWith("CONNECTED\n"));
  const std::size_t count = 16;
  for (std::size_t number = 0; number < count; ++number) {
    const char octet = static_cast<char>('a' + number);
    client.send("SEND\ndestination:/topic/t\n\n" + std::string(512 * kibi, octet) + '\0');
  }
  for (std::size_t number = 0; number < count; ++number) {
    const std::string frame = client.read_frame();
    const char octet = static_cast<char>('a' + number);
    const std::size_t body = frame.find("\n\n") + 2;
    ASSERT_EQ(frame.size() - body, 512 * kibi) << "message " << number;
    EXPECT_EQ(frame.find_first_not_of(octet, body), std::string::npos) << "message " << number;
  }
}

TEST_P(Transports, CutOffAReaderThatFallsTooFarBehind) {
  Settings settings = over(GetParam());
  settings.limits.outbound_octets_max = 2 * mebi;
  RunningServer server(std::move(settings));
  ChannelClient sluggard(server.port(), GetParam(), {.receive_buffer = 4096});
  sluggard.send(connect_frame + "SUBSCRIBE\nid:1\ndestination:/topic/t\nreceipt:r\n\n\0"s);
  EXPECT_THAT(sluggard.read_frame(), StartsWith("CONNECTED\n"));
  EXPECT_THAT(sluggard.read_frame(), StartsWith("RECEIPT\n"));
  ChannelClient publisher(server.port(), GetParam());
  publisher.send(connect_frame);
  for (int number = 0; number < 32; ++number) {
    publisher.send("SEND\ndestination:/topic/t\n\n" + std::string(512 * kibi, 'x') + '\0');
  }
  EXPECT_TRUE(server.comes_down_to(1));
}

TEST_P(Transports, EndAConnectionThatNeverSaysAnything) {
  Settings settings = over(GetParam());
  settings.limits.login_deadline = std::chrono::milliseconds(50);
  RunningServer server(std::move(settings));
  Client client(server.port());
  client.read_to_end();
  client.close();
  EXPECT_TRUE(server.comes_down_to(0));
}

TEST(WebSocketTransport, RefusesWhatIsNoWebSocketWithAnHttpStatus) {
  RunningServer server(over(Transport::websocket));
  struct Row {
    std::string request;
    const char* answer;
  };
  for (const Row& row : {Row{connect_frame, "HTTP/1.1 400 "},
                         Row{"GET /stomp HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 426 "},
                         Row{"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 404 "}}) {
    Client client(server.port());
    client.send(row.request);
    EXPECT_THAT(client.read_to_end(), StartsWith(row.answer));
    EXPECT_TRUE(client.saw_orderly_end());
  }
  EXPECT_THAT(field(server.wait_for("transport-failed", 3), "reason"), HasSubstr("HTTP 404"));
  EXPECT_TRUE(server.comes_down_to(0));
}

TEST(WebSocketTransport, TellsAClientThatDoesNotMask) {
  RunningServer server(over(Transport::websocket));
  ChannelClient client(server.port(), Transport::websocket);
  EXPECT_EQ(client.channel().agreed(), "sub-protocol v12.stomp");
  client.socket().send(transport::make_frame(transport::Opcode::text, connect_frame, {}));
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.channel().state(), State::ended);
  EXPECT_THAT(field(server.wait_for("transport-failed"), "reason"), HasSubstr("not masked"));
}

TEST(WebSocketTransport, CutsOffWhoPingsAndNeverReads) {
  RunningServer server(over(Transport::websocket));
  ChannelClient client(server.port(), Transport::websocket, {.receive_buffer = 4096});
  std::string pings;
  for (int number = 0; number < 1000; ++number) {
    pings += transport::make_frame(transport::Opcode::ping, std::string(125, 'p'), 1);
  }
  std::string_view rest = pings;
  std::size_t sent = 0;
  // The kernel's buffers take some megabytes of pongs for it.
  while (server.connection_count() > 0 && sent < 256 * mebi) {
    const std::size_t fits = client.socket().send_what_fits(rest);
    sent += fits;
    rest.remove_prefix(fits);
    if (rest.empty()) rest = pings;
  }
  EXPECT_EQ(server.connection_count(), 0U) << "after " << sent << " octets of pings";
}

TEST(TlsTransport, SaysWhoseCertificateCannotBeUsed) {
  boost::asio::io_context context(1);
  Settings settings = over(Transport::tls);
  settings.access_points.front().certificate = "no certificate";
  Server server(context, settings, [](const Log&) {});
  const std::vector<ListenError> errors = server.listen();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_THAT(errors.front().message, HasSubstr("the certificate is no PEM"));
}

TEST(TlsTransport, MakesACertificateWhereThereIsNone) {
  Settings settings = over(Transport::tls);
  settings.access_points.front().certificate = "";
  RunningServer server(std::move(settings));
  std::string error;
  const auto context = transport::TlsContext::client({.verify = false}, error);
  const auto channel = context->connect("localhost");
  Client client(server.port());
  channel->start();
  while (channel->state() == State::opening) {
    client.send(channel->take_wire());
    channel->on_wire(client.read_some());
  }
  EXPECT_EQ(channel->state(), State::open) << channel->reason();
}

TEST(TlsTransport, EndsWhoSpeaksNoTls) {
  RunningServer server(over(Transport::tls));
  Client client(server.port());
  client.send(connect_frame);
  client.read_to_end();  // an alert
  EXPECT_TRUE(client.saw_orderly_end());
  EXPECT_THAT(field(server.wait_for("transport-failed"), "reason"), HasSubstr("no TLS"));
  client.close();
  EXPECT_TRUE(server.comes_down_to(0));
}

}  // namespace
}  // namespace broker
