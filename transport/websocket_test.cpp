// The handshake and the life of a WebSocket, both ends face to face, and each against what a wrong
// peer says.

#include "transport/websocket.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transport/testing.hpp"
#include "transport/websocket_frames.hpp"

namespace transport {
namespace {

using namespace std::string_literals;
using State = Channel::State;
using testing::HasSubstr;
using testing::StartsWith;

std::unique_ptr<Channel> client(std::vector<std::string> protocols = {"v12.stomp"},
                                bool binary = false) {
  return websocket_client(plain_channel(), {.host = "h:1",
                                            .path = "/stomp",
                                            .protocols = std::move(protocols),
                                            .always_binary = binary});
}

std::unique_ptr<Channel> server() {
  return websocket_server(plain_channel(),
                          {.path = "/stomp", .protocols = {"v12.stomp", "v11.stomp"}});
}

TEST(WebSocket, CarriesOctetsBothWaysAndEndsInOrder) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::string::npos}) {
    const auto left = client();
    const auto right = server();
    shake_hands(*left, *right, piece);
    ASSERT_EQ(left->state(), State::open) << left->reason();
    EXPECT_EQ(left->agreed(), "sub-protocol v12.stomp");
    left->send("to the server \xff");
    right->send("to the client");
    converse(*left, *right, piece);
    EXPECT_EQ(right->take_octets(), "to the server \xff");
    EXPECT_EQ(left->take_octets(), "to the client");

    left->close();
    left->send("too late");
    converse(*left, *right, piece);
    EXPECT_EQ(right->state(), State::ended);
    EXPECT_EQ(right->take_octets(), "");
    right->send("the last word");  // ours is still open
    right->close();
    converse(*left, *right, piece);
    EXPECT_EQ(left->take_octets(), "the last word");
    EXPECT_EQ(left->state(), State::ended);
  }
}

TEST(WebSocket, ChoosesTheSubProtocolThatTheServerPrefers) {
  struct Row {
    std::vector<std::string> offered;
    const char* agreed;
  };
  for (const Row& row : {Row{{"v10.stomp", "v11.stomp", "v12.stomp"}, "sub-protocol v12.stomp"},
                         Row{{"v11.stomp"}, "sub-protocol v11.stomp"},
                         Row{{"mqtt"}, "no sub-protocol"}, Row{{}, "no sub-protocol"}}) {
    const auto left = client(row.offered);
    const auto right = server();
    shake_hands(*left, *right);
    EXPECT_EQ(left->state(), State::open) << left->reason();
    EXPECT_EQ(left->agreed(), row.agreed);
    EXPECT_EQ(right->agreed(), row.agreed);
  }
}

// The opcode of the frame that a server gets from a client that sends these octets.
Opcode opcode_of(bool always_binary, std::string_view octets) {
  const auto left = client({}, always_binary);
  shake_hands(*left, *server());
  left->send(octets);
  return static_cast<Opcode>(left->take_wire().at(0) & 0x0f);
}

TEST(WebSocket, SendsTextWhereItIsTextUnlessToldOtherwise) {
  EXPECT_EQ(opcode_of(false, "gr\xc3\xbc\xc3\x9f"), Opcode::text);
  EXPECT_EQ(opcode_of(false, "half a character: \xc3"), Opcode::binary);
  EXPECT_EQ(opcode_of(true, "text"), Opcode::binary);
}

TEST(WebSocket, AnswersInTheKindOfMessageThatTheClientSent) {
  for (const bool binary : {false, true}) {
    const auto left = client({}, binary);
    const auto right = server();
    shake_hands(*left, *right);
    left->send("x");
    converse(*left, *right);
    right->send("y");
    EXPECT_EQ(right->take_wire(), (binary ? "\x82\x01y" : "\x81\x01y"));
  }
}

TEST(WebSocket, AnswersAPing) {
  const auto left = client();
  shake_hands(*left, *server());
  left->on_wire("\x89\x02hi");
  EXPECT_EQ(left->take_wire().substr(0, 2), "\x8a\x82");
  EXPECT_EQ(left->state(), State::open);
}

TEST(WebSocket, TellsAPeerThatBreaksTheFraming) {
  const auto left = client();
  const auto right = server();
  shake_hands(*left, *right);
  left->on_wire("\x81\x81\1\2\3\4x");
  EXPECT_EQ(left->state(), State::failed);
  EXPECT_THAT(left->reason(), HasSubstr("masked"));
  converse(*left, *right);
  EXPECT_EQ(right->state(), State::ended);
}

TEST(WebSocketClient, ExplainsWhyTheHandshakeFailed) {
  struct Row {
    std::string answer;
    const char* why;
  };
  const std::string upgrade =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  for (const Row& row : {
           Row{"HTTP/1.1 404 Not Found\r\n\r\n", "HTTP 404 Not Found at /stomp"},
           Row{"HTTP/1.1 401 Unauthorized\r\nx: y\r\n\r\nbody", "HTTP 401 Unauthorized"},
           Row{"HTTP/1.1 101 x\r\n\r\n", "does not upgrade"},
           Row{upgrade + "\r\n", "wrong Sec-WebSocket-Accept"},
           Row{upgrade + "Sec-WebSocket-Accept: abc\r\n\r\n", "wrong Sec-WebSocket-Accept"},
           Row{"CONNECTED\nversion:1.2\n\n\0"s, "is no HTTP"},
           Row{"\x15\x03\x01\x00\x02\x02\x46"s, "is no HTTP"},
           Row{"HTTP/1.1 101 x\r\nbroken line\r\n\r\n", "is no HTTP"},
           Row{"HTTP/1.1 101 x\r\na: " + std::string(20'000, 'b'), "does not end"},
       }) {
    const auto left = client();
    left->start();
    EXPECT_THAT(left->take_wire(), StartsWith("GET /stomp HTTP/1.1\r\nHost: h:1\r\n"));
    left->on_wire(row.answer);
    EXPECT_EQ(left->state(), State::failed) << row.why;
    EXPECT_THAT(left->reason(), HasSubstr(row.why));
  }
}

TEST(WebSocketClient, RefusesASubProtocolOrAnExtensionThatItDidNotOffer) {
  for (const auto& [field, why] :
       {std::pair{"Sec-WebSocket-Protocol: mqtt", "chooses the sub-protocol \"mqtt\""},
        std::pair{"Sec-WebSocket-Extensions: permessage-deflate", "an extension"}}) {
    const auto left = client();
    const auto right = server();
    left->start();
    right->on_wire(left->take_wire());
    std::string answer = right->take_wire();
    const std::string chosen = "Sec-WebSocket-Protocol: v12.stomp";
    left->on_wire(answer.replace(answer.find(chosen), chosen.size(), field));
    EXPECT_EQ(left->state(), State::failed);
    EXPECT_THAT(left->reason(), HasSubstr(why));
  }
}

TEST(WebSocketServer, RefusesWhatIsNoHandshakeWithAStatus) {
  const std::string get = "GET /stomp HTTP/1.1\r\nHost: h\r\n";
  const std::string upgrade = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";
  struct Row {
    std::string request;
    const char* answer;
  };
  for (const Row& row : {
           Row{get + "\r\n", "HTTP/1.1 426 "},
           Row{get + upgrade + "Sec-WebSocket-Version: 8\r\n\r\n", "HTTP/1.1 426 "},
           Row{get + upgrade + "Sec-WebSocket-Version: 13\r\n\r\n", "HTTP/1.1 400 "},
           Row{"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 404 "},
           Row{"POST /stomp HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 405 "},
           Row{"CONNECT\naccept-version:1.2\nhost:h\n\n\0"s, "HTTP/1.1 400 "},
           Row{"\x16\x03\x01\x02\x00\x01"s, "HTTP/1.1 400 "},
           Row{get + "x: " + std::string(20'000, 'x'), "HTTP/1.1 431 "},
       }) {
    const auto right = server();
    right->start();
    right->on_wire(row.request);
    EXPECT_EQ(right->state(), State::failed) << row.request.substr(0, 100);
    EXPECT_THAT(right->take_wire(), StartsWith(row.answer)) << row.request.substr(0, 100);
  }
}

TEST(WebSocketServer, TakesWhatIsPipelinedBehindTheHandshake) {
  const auto right = server();
  right->start();
  right->on_wire(
      "GET /stomp?x=y HTTP/1.1\r\nHost: h\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
      make_frame(Opcode::text, "early", 1));
  EXPECT_EQ(right->state(), State::open);
  // The example of RFC 6455, 1.3.
  EXPECT_THAT(right->take_wire(), HasSubstr("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
  EXPECT_EQ(right->take_octets(), "early");
}

}  // namespace
}  // namespace transport
