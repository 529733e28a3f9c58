// TLS between two channels, and what people are told where it comes to nothing.

#include "transport/tls.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transport/testing.hpp"
#include "transport/websocket.hpp"

namespace transport {
namespace {

using State = Channel::State;
using testing::HasSubstr;
using testing::StartsWith;

const Identity& identity() {
  static const Identity made = self_signed_identity();
  return made;
}

std::unique_ptr<Channel> server(const std::string& client_ca = "") {
  std::string error;
  const auto context = TlsContext::server({.identity = identity(), .client_ca = client_ca}, error);
  EXPECT_EQ(error, "");
  return context->accept();
}

std::unique_ptr<Channel> client(const TlsClientOptions& options,
                                const std::string& name = "127.0.0.1") {
  std::string error;
  const auto context = TlsContext::client(options, error);
  EXPECT_EQ(error, "");
  return context->connect(name);
}

TEST(Tls, CarriesOctetsBothWaysAndEndsInOrder) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, std::string::npos}) {
    for (const char* name : {"127.0.0.1", "::1", "localhost"}) {
      const auto left = client({.ca = identity().certificate}, name);
      const auto right = server();
      shake_hands(*left, *right, piece);
      ASSERT_EQ(left->state(), State::open) << left->reason();
      EXPECT_EQ(left->agreed(), "TLSv1.3");
      const std::string large(100'000, 'x');
      left->send(large);
      right->send("to the client");
      converse(*left, *right, piece);
      EXPECT_EQ(right->take_octets(), large);
      EXPECT_EQ(left->take_octets(), "to the client");

      left->close();
      converse(*left, *right, piece);
      EXPECT_EQ(right->state(), State::ended);
      right->send("the last word");
      right->close();
      converse(*left, *right, piece);
      EXPECT_EQ(left->take_octets(), "the last word");
      EXPECT_EQ(left->state(), State::ended);
    }
  }
}

TEST(Tls, PutsEachSendIntoARecordOfItsOwn) {
  const auto left = client({.ca = identity().certificate});
  const auto right = server();
  shake_hands(*left, *right);
  left->send("a");
  left->send("b");
  const std::string wire = left->take_wire();
  ASSERT_GT(wire.size(), 5U);
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(wire[3]) * 256 +
                                               static_cast<unsigned char>(wire[4]));
  EXPECT_EQ(wire.size(), 2 * (5 + length));
}

TEST(Tls, TellsWhyACertificateIsNotTrusted) {
  struct Row {
    TlsClientOptions options;
    const char* name;
    const char* why;
  };
  for (const Row& row : {Row{{}, "127.0.0.1", "self-signed certificate"},
                         Row{{.ca = self_signed_identity().certificate}, "127.0.0.1", "--ca FILE"},
                         Row{{.ca = identity().certificate}, "127.0.0.2", "IP address mismatch"},
                         Row{{.ca = identity().certificate}, "broker", "hostname mismatch"}}) {
    const auto left = client(row.options, row.name);
    const auto right = server();
    shake_hands(*left, *right);
    EXPECT_EQ(left->state(), State::failed);
    EXPECT_THAT(left->reason(), testing::AllOf(StartsWith("TLS: the certificate"),
                                               HasSubstr(row.why), HasSubstr("--insecure")));
    EXPECT_EQ(right->state(), State::failed);  // it has got an alert
  }
  const auto careless = client({.verify = false}, "broker");
  shake_hands(*careless, *server());
  EXPECT_EQ(careless->state(), State::open);
}

TEST(Tls, DemandsAClientCertificateWhereThereIsACaForThem) {
  const Identity known = self_signed_identity();
  const auto with = client({.ca = identity().certificate, .identity = known});
  const auto right = server(known.certificate);
  shake_hands(*with, *right);
  EXPECT_EQ(right->state(), State::open) << right->reason();
  EXPECT_EQ(with->state(), State::open);

  const auto without = client({.ca = identity().certificate});
  const auto strict = server(known.certificate);
  shake_hands(*without, *strict);
  EXPECT_EQ(strict->state(), State::failed);
  EXPECT_EQ(without->state(), State::failed);
  EXPECT_THAT(without->reason(), HasSubstr("--cert FILE"));
}

TEST(Tls, SaysThatGarbageIsNoTls) {
  for (const char* garbage : {"CONNECTED\nversion:1.2\n\n", "HTTP/1.1 400 Bad Request\r\n\r\n"}) {
    const auto left = client({});
    left->start();
    EXPECT_FALSE(left->take_wire().empty());
    left->on_wire(garbage);
    EXPECT_EQ(left->state(), State::failed);
    EXPECT_THAT(left->reason(), HasSubstr("is this a TLS port?"));
  }
  const auto right = server();
  right->start();
  right->on_wire("CONNECT\naccept-version:1.2\nhost:h\n\n");
  EXPECT_EQ(right->state(), State::failed);
}

TEST(Tls, RefusesPemThatIsNone) {
  std::string error;
  EXPECT_EQ(TlsContext::client({.ca = "nonsense"}, error), nullptr);
  EXPECT_THAT(error, HasSubstr("the CA is no PEM"));
  EXPECT_EQ(TlsContext::server({.identity = {"nonsense", identity().key}}, error), nullptr);
  EXPECT_THAT(error, HasSubstr("the certificate is no PEM"));
  EXPECT_EQ(TlsContext::server({.identity = {identity().certificate, "nonsense"}}, error), nullptr);
  EXPECT_THAT(error, HasSubstr("the key is no PEM"));
  const Identity other = self_signed_identity();
  EXPECT_EQ(TlsContext::server({.identity = {identity().certificate, other.key}}, error), nullptr);
  EXPECT_THAT(error, HasSubstr("does not belong"));
}

TEST(Tls, CarriesAWebSocket) {
  std::string error;
  const auto client_side = TlsContext::client({.ca = identity().certificate}, error);
  const auto left = websocket_client(client_side->connect("localhost"),
                                     {.host = "localhost", .protocols = {"v12.stomp"}});
  const auto right = websocket_server(server(), {.protocols = {"v12.stomp"}});
  shake_hands(*left, *right, 1);
  ASSERT_EQ(left->state(), State::open) << left->reason();
  EXPECT_EQ(left->agreed(), "TLSv1.3, sub-protocol v12.stomp");
  left->send("hello");
  converse(*left, *right);
  EXPECT_EQ(right->take_octets(), "hello");
  right->close();  // a close frame, then close_notify
  converse(*left, *right);
  EXPECT_EQ(left->state(), State::ended);
}

}  // namespace
}  // namespace transport
