// The promises of broker.hpp, on whole conversations.

#include "reference_broker/core/broker.hpp"

#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;

// Everything that a client can do, in one breath.
const char* const conversation =
    "\nCONNECT\naccept-version:1.2\nhost:h\n\n^@\n\r\n"
    "SUBSCRIBE\nid:0\ndestination:/queue/q\nack:client\nreceipt:1\n\n^@"
    "SUBSCRIBE\r\nid:1\r\ndestination:/topic/t\r\n\r\n^@\r\n"
    "SEND\ndestination:/queue/q\ncontent-length:3\na\\cb:c\\nd\n\na^@b^@"
    "SEND\ndestination:/topic/t\nreceipt:2\n\nm^@"
    "BEGIN\ntransaction:t\n\n^@SEND\ndestination:/queue/q\ntransaction:t\n\nx^@"
    "ACK\nid:1-1\ntransaction:t\nreceipt:3\n\n^@COMMIT\ntransaction:t\nreceipt:4\n\n^@"
    "NACK\nid:1-2\n\n^@UNSUBSCRIBE\nid:1\nreceipt:5\n\n^@"
    "HELLO\nreceipt:6\n\n^@SEND\ndestination:/queue/q\nreceipt:7\n\nlate^@";

std::string hear(std::size_t chunk_octets) {
  Bench bench;
  const Client client = bench.stranger();
  const std::string octets = testing::octets_of(conversation);
  for (std::size_t at = 0; at < octets.size(); at += chunk_octets) {
    bench.feed(client.id(), std::string_view(octets).substr(at, chunk_octets));
  }
  return client.hears();
}

TEST(Broker, AnswersTheSameHoweverTheOctetsAreSplit) {
  const std::string whole = hear(std::string::npos / 2);
  EXPECT_EQ(whole,
            "CONNECTED\nversion:1.2\nsession:1\nserver:test/1\nheart-beat:0,0\n\n^@"
            "RECEIPT\nreceipt-id:1\n\n^@"
            "MESSAGE\nsubscription:0\nmessage-id:1-1\nack:1-1\ndestination:/queue/q\n"
            "content-length:3\na\\cb:c\\nd\n\na^@b^@"
            "MESSAGE\nsubscription:1\nmessage-id:2-1\ndestination:/topic/t\ncontent-length:1\n\nm^@"
            "RECEIPT\nreceipt-id:2\n\n^@RECEIPT\nreceipt-id:3\n\n^@RECEIPT\nreceipt-id:4\n\n^@"
            "MESSAGE\nsubscription:0\nmessage-id:1-2\nack:1-2\ndestination:/queue/q\n"
            "content-length:1\n\nx^@"
            "MESSAGE\nsubscription:0\nmessage-id:1-3\nack:1-3\ndestination:/queue/q\n"
            "content-length:1\n\nx^@"
            "RECEIPT\nreceipt-id:5\n\n^@"
            "ERROR\nmessage:unknown command\nreceipt-id:6\ncontent-type:text/plain\n"
            "content-length:62\n\n"
            "STOMP 1.2 has no command \"HELLO\". Commands are case sensitive.^@<close>");
  for (const std::size_t chunk_octets : {1U, 2U, 3U, 7U, 16U, 64U, 200U}) {
    SCOPED_TRACE(chunk_octets);
    EXPECT_EQ(hear(chunk_octets), whole);
  }
}

TEST(Broker, SurvivesAnEndAfterEveryOctet) {
  const std::string octets = testing::octets_of(conversation);
  for (std::size_t length = 0; length <= octets.size(); ++length) {
    Bench bench;
    const Client client = bench.stranger();
    bench.feed(client.id(), std::string_view(octets).substr(0, length));
    client.hangs_up();
    const std::string heard = client.hears();
    // The next one finds a broker that works, and every unsettled message.
    const Client heir = bench.client("1.2");
    heir.says("SUBSCRIBE\nid:0\ndestination:/queue/q\nreceipt:r\n\n^@");
    const std::string inherited = heir.hears();
    EXPECT_TRUE(inherited.starts_with("RECEIPT\nreceipt-id:r\n\n^@")) << length;
    if (heard.ends_with("<close>")) {
      EXPECT_NE(inherited.find("\n\nx^@"), std::string::npos);
    }
    EXPECT_EQ(bench.deadline(), std::nullopt);
  }
}

TEST(Broker, DiscardsHalfAFrameAtTheEnd) {
  Bench bench;
  const Client listener = bench.client("1.2");
  listener.says("SUBSCRIBE\nid:0\ndestination:/topic/t\n\n^@");
  const Client client = bench.client("1.2");
  client.says("SEND\ndestination:/topic/t\n\nwhole^@SEND\ndestination:/topic/t\n\nhal");
  client.hangs_up();
  EXPECT_EQ(listener.hears_bodies(), "whole");
  EXPECT_EQ(client.hears(), "");
}

TEST(Broker, GivesTheSameActionsForTheSameCalls) {
  const auto run = [] {
    Broker broker(testing::open_settings());
    Actions all;
    const auto keep = [&](const Actions& actions) {
      all.insert(all.end(), actions.begin(), actions.end());
    };
    for (ConnectionId id = 1; id <= 8; ++id) {
      keep(broker.on_open(id, {.access_point = "default", .address = "::1"}, Instant(id)));
      keep(
          broker.on_octets(id, testing::octets_of(conversation).substr(0, 330), Instant(100 + id)));
    }
    for (ConnectionId id = 8; id >= 1; --id) keep(broker.on_close(id, Instant(200)));
    return all;
  };
  EXPECT_EQ(run(), run());
}

TEST(Broker, SendsBeforeItCloses) {
  Broker broker(testing::open_settings());
  EXPECT_TRUE(broker.on_open(1, {.access_point = "default", .address = "::1"}, Instant(0)).empty());
  (void)broker.on_octets(1, testing::octets_of("CONNECT\n\n^@"), Instant(0));
  const Actions actions =
      broker.on_octets(1, testing::octets_of("DISCONNECT\nreceipt:77\n\n^@"), Instant(0));
  ASSERT_EQ(actions.size(), 3U);
  EXPECT_EQ(std::get<Log>(actions[0]).event, "disconnected");
  EXPECT_EQ(actions[1], Action(Send{.connection = 1,
                                    .octets = testing::octets_of("RECEIPT\nreceipt-id:77\n\n^@")}));
  EXPECT_EQ(actions[2], Action(Close{.connection = 1, .how = Close::How::linger}));
}

TEST(Broker, IgnoresConnectionsThatItDoesNotKnow) {
  Broker broker(testing::open_settings());
  EXPECT_TRUE(broker.on_octets(7, "CONNECT\n\n", Instant(0)).empty());
  EXPECT_TRUE(broker.on_sent(7, 10, Instant(0)).empty());
  EXPECT_TRUE(broker.on_close(7, Instant(0)).empty());
  EXPECT_TRUE(broker.on_time(Instant(0)).empty());
}

TEST(Broker, LogsWhoDidWhat) {
  Bench bench;
  const Client client = bench.stranger({.access_point = "default", .address = "192.0.2.1"});
  client.says(
      "CONNECT\naccept-version:1.1\nhost:h\nclient-id:me\x07\n\n^@"
      "SUBSCRIBE\nid:0\ndestination:/topic/t\n\n^@UNSUBSCRIBE\nid:0\n\n^@HELLO\n\n^@");
  std::vector<std::string> events;
  for (const Log& log : bench.logs) {
    events.push_back(log.event);
    EXPECT_EQ(log.client_id, "me?");
    EXPECT_EQ(log.connection, client.id());
    EXPECT_EQ(log.level, Log::Level::info);
  }
  EXPECT_EQ(events, (std::vector<std::string>{"connected", "subscribed", "unsubscribed", "error",
                                              "disconnected"}));
}

}  // namespace
}  // namespace broker
