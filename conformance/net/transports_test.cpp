// Targets that promise TLS or WebSocket and keep it badly: the run ends soon, and says what is
// wrong.

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/net/driver.hpp"
#include "conformance/scenario/loader.hpp"
#include "transport/websocket.hpp"
#include "transport/websocket_frames.hpp"

namespace conformance {
namespace {

namespace asio = boost::asio;
using namespace std::string_literals;
using Tcp = asio::ip::tcp;
using testing::HasSubstr;

constexpr auto patience = std::chrono::seconds(60);  // far beyond what any of these takes

// One connection of a target.
struct Session {
  Tcp::socket socket;
  std::unique_ptr<transport::Channel> channel;
  std::array<char, 4096> input{};
  bool has_answered = false;
};

// What a target does with a connection: its answer to what it has read, and whether it then closes.
struct Manners {
  const char* name;
  Scheme scheme;
  std::string answer;     // raw, once, to the first octets
  bool shakes_hands;      // a WebSocket handshake is answered as it should be, before `answer`
  bool closes;            // behind the answer
  const char* complaint;  // what the run says
};

class Target {
 public:
  Target(asio::io_context& context, const Manners& manners)
      : acceptor_(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)), manners_(manners) {
    accept();
  }
  [[nodiscard]] Profile profile() const {
    return default_profile({"127.0.0.1", acceptor_.local_endpoint().port(), manners_.scheme,
                            is_websocket(manners_.scheme) ? "/stomp" : ""});
  }

 private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, Tcp::socket socket) {
      if (error) return;
      auto session = std::make_shared<Session>(Session{.socket = std::move(socket)});
      sessions_.push_back(session);
      if (manners_.shakes_hands) {
        session->channel = transport::websocket_server(transport::plain_channel(),
                                                       {.path = "/stomp", .protocols = {}});
      }
      hear(session);
      accept();
    });
  }

  void hear(const std::shared_ptr<Session>& session) {
    session->socket.async_read_some(
        asio::buffer(session->input),
        [this, session](const boost::system::error_code& error, std::size_t octets) {
          if (error) return;
          answer(*session, {session->input.data(), octets});
          hear(session);
        });
  }

  // Small: it fits the kernel's buffers, or the run has closed already.
  void answer(Session& session, std::string_view heard) {
    boost::system::error_code ignored;
    if (session.channel) {
      session.channel->on_wire(heard);
      asio::write(session.socket, asio::buffer(session.channel->take_wire()), ignored);
    }
    if (std::exchange(session.has_answered, true)) return;
    asio::write(session.socket, asio::buffer(manners_.answer), ignored);
    if (manners_.closes) session.socket.shutdown(Tcp::socket::shutdown_both, ignored);
  }

  Tcp::acceptor acceptor_;
  const Manners manners_;
  std::vector<std::shared_ptr<Session>> sessions_;
};

std::vector<Manners> bad_manners() {
  const std::string connected = "CONNECTED\nversion:1.2\n\n\0"s;
  return {
      {"TlsBlackHole", Scheme::stomps, "", false, false, "does not finish the opening"},
      {"WebSocketBlackHole", Scheme::ws, "", false, false, "does not finish the opening"},
      {"SecureWebSocketBlackHole", Scheme::wss, "", false, false, "does not finish the opening"},
      {"StompWhereTlsShouldBe", Scheme::stomps, connected, false, false, "is this a TLS port?"},
      {"ClosedDuringTheTlsHandshake", Scheme::stomps, "", false, true, "during the TLS handshake"},
      {"StompWhereAWebSocketShouldBe", Scheme::ws, connected, false, false,
       "is this a WebSocket port?"},
      {"NotFound", Scheme::ws, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", false, false,
       "HTTP 404 Not Found at /stomp"},
      {"ClosedDuringTheWebSocketHandshake", Scheme::ws, "", false, true,
       "during the WebSocket handshake"},
      {"HalfAHead", Scheme::ws, "HTTP/1.1 101 Switching Protocols\r\nUpgr", false, true,
       "during the WebSocket handshake"},
      {"MaskedFrame", Scheme::ws, transport::make_frame(transport::Opcode::text, connected, 1),
       true, false, "a frame of the server is masked"},
      {"ReservedBits", Scheme::ws, "\xf1\x00"s, true, false, "reserved bits"},
      {"EndlessFrame", Scheme::ws, "\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"s + "MESS", true,
       false, "does not answer CONNECT"},
      {"ClosedInAFrame", Scheme::ws, "\x82\x7e\x01\x00"s + "CONNECTED\n", true, true,
       "the connection closed"},
      {"CloseFrameAtOnce", Scheme::ws, "\x88\x02\x03\xe8"s, true, false, "the connection closed"},
      {"TextThatIsNone", Scheme::ws, "\x81\x02\xff\xff"s, true, false, "no UTF-8"},
  };
}

class BadManners : public testing::TestWithParam<Manners> {};

TEST_P(BadManners, EndTheRunWithinSecondsAndAreNamed) {
  static const Suite suite = [] {
    json::Problems problems;
    return load_suite(STOMPCHECK_SOURCE_DIR "/scenarios", problems);
  }();
  asio::io_context context(1);
  const Target target(context, GetParam());
  const Profile profile = target.profile();
  std::string error;
  std::optional<RunFinished> finished;
  std::size_t cases = 0;
  conformance::Run run(suite.catalogue, profile, suite.cases, {});
  Driver driver(
      context, run,
      [&](const Event& event) {
        if (std::holds_alternative<CaseFinished>(event)) ++cases;
        if (const auto* end = std::get_if<RunFinished>(&event)) {
          finished = *end;
          context.stop();
        }
      },
      std::nullopt, Channels::of(profile, error).value());
  asio::steady_timer timer(context, patience);
  timer.async_wait([&](const boost::system::error_code& cancelled) {
    if (!cancelled) context.stop();
  });
  driver.start();
  if (!finished) context.run();
  ASSERT_TRUE(finished) << "the run did not end";
  EXPECT_EQ(finished->ending, Ending::target_unreachable);
  EXPECT_EQ(cases, suite.cases.size());
  EXPECT_THAT(finished->reason, HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(Net, BadManners, testing::ValuesIn(bad_manners()),
                         [](const auto& named) { return named.param.name; });

}  // namespace
}  // namespace conformance
