#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

TEST(Send, MessageHasTheHeadersOfTheSubscribersVersion) {
  struct Row {
    const char* version;
    const char* subscribe;
    const char* message;
  };
  const Row rows[] = {
      {"1.0", "SUBSCRIBE\ndestination:/topic/a\n\n^@",
       "MESSAGE\nmessage-id:1-1\ndestination:/topic/a\ncontent-length:1\n\nm^@"},
      {"1.0", "SUBSCRIBE\nid:s\ndestination:/topic/a\nack:client\n\n^@",
       "MESSAGE\nsubscription:s\nmessage-id:1-1\ndestination:/topic/a\ncontent-length:1\n\nm^@"},
      {"1.1", "SUBSCRIBE\nid:s\ndestination:/topic/a\nack:client\n\n^@",
       "MESSAGE\nsubscription:s\nmessage-id:1-1\ndestination:/topic/a\ncontent-length:1\n\nm^@"},
      {"1.2", "SUBSCRIBE\nid:s\ndestination:/topic/a\nack:auto\n\n^@",
       "MESSAGE\nsubscription:s\nmessage-id:1-1\ndestination:/topic/a\ncontent-length:1\n\nm^@"},
      {"1.2", "SUBSCRIBE\nid:s\ndestination:/topic/a\nack:client\n\n^@",
       "MESSAGE\nsubscription:s\nmessage-id:1-1\nack:1-1\ndestination:/topic/a\n"
       "content-length:1\n\nm^@"},
      {"1.2", "SUBSCRIBE\nid:s\\cs\ndestination:/topic/a\nack:client-individual\n\n^@",
       "MESSAGE\nsubscription:s\\cs\nmessage-id:1-1\nack:1-1\ndestination:/topic/a\n"
       "content-length:1\n\nm^@"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.version) + row.subscribe);
    Bench bench;
    const Client client = bench.client(row.version);
    client.says(row.subscribe);
    client.says("SEND\ndestination:/topic/a\n\nm^@");
    EXPECT_EQ(client.hears(), row.message);
  }
}

TEST(Send, ForwardsUserHeadersAndOnlyThose) {
  struct Row {
    const char* sender;      // version
    const char* send;        // lines and body behind the destination
    const char* subscriber;  // version
    const char* lines;       // lines and body behind the destination
  };
  const Row rows[] = {
      {"1.2", "\nm", "1.2", "content-length:1\n\nm"},
      {"1.2", "\n", "1.2", "\n"},
      {"1.2", "content-length:0\n\n", "1.2", "content-length:0\n\n"},
      {"1.2", "content-length:3\n\na^@b", "1.2", "content-length:3\n\na^@b"},
      {"1.2", "content-type:text/plain\nb:2\na:1\n\nm", "1.2",
       "content-length:1\ncontent-type:text/plain\nb:2\na:1\n\nm"},
      {"1.2", "foo:World\nfoo:Hello\n\n", "1.2", "foo:World\nfoo:Hello\n\n"},
      {"1.2", "empty:\n padded : both \n\n", "1.2", "empty:\n padded : both \n\n"},
      // Forged, or meant for the broker.
      {"1.2", "message-id:9\nsubscription:9\nack:9\nx:1\nmessage-id:8\ndestination:/other\n\n",
       "1.2", "x:1\n\n"},
      // Escapes are the reader's: what the sender's version cannot say otherwise, and back.
      {"1.2", "a\\cb:c\\nd\\\\e\\rf\n\n", "1.2", "a\\cb:c\\nd\\\\e\\rf\n\n"},
      {"1.1", "x:a\\c\\n\n\n", "1.2", "x:a\\c\\n\n\n"},
      {"1.2", "x:a\\\\cb\n\n", "1.1", "x:a\\\\cb\n\n"},
      {"1.0", "x:a\\cb:c\n\n", "1.2", "x:a\\\\cb\\cc\n\n"},
      {"1.0", "x: padded \n\n", "1.2", "x:padded\n\n"},
      // 1.0 cannot say a line end, nor a ':' in a name; a ':' in a value it can.
      {"1.2", "x:a\\nb\ny:1\na\\cb:2\nz:a\\cb\n\n", "1.0", "y:1\nz:a:b\n\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.sender) + " to " + row.subscriber + ": " + row.send);
    Bench bench;
    const Client sender = bench.client(row.sender);
    const Client subscriber = bench.client(row.subscriber);
    subscriber.says("SUBSCRIBE\nid:s\ndestination:/topic/a\n\n^@");
    sender.says("SEND\ndestination:/topic/a\n" + std::string(row.send) + "^@");
    EXPECT_EQ(subscriber.hears(),
              "MESSAGE\nsubscription:s\nmessage-id:1-1\ndestination:/topic/a\n" +
                  std::string(row.lines) + "^@");
    EXPECT_EQ(sender.hears(), "");
  }
}

TEST(Send, KeepsReceiptAndTransactionToItself) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("SUBSCRIBE\nid:s\ndestination:/topic/a\n\n^@BEGIN\ntransaction:t\n\n^@");
  client.says("SEND\ndestination:/topic/a\nreceipt:r\ntransaction:t\n\nm^@");
  EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
  client.says("COMMIT\ntransaction:t\n\n^@");
  EXPECT_EQ(
      client.hears(),
      "MESSAGE\nsubscription:s\nmessage-id:1-1\ndestination:/topic/a\ncontent-length:1\n\nm^@");
}

TEST(Send, EverySubscriptionOfATopicGetsTheMessage) {
  Bench bench;
  const Client alice = bench.client("1.2");
  const Client bob = bench.client("1.1");
  const Client carol = bench.client("1.0");
  alice.says("SEND\ndestination:/topic/a\n\nbefore^@");
  alice.says(
      "SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@SUBSCRIBE\nid:2\ndestination:/topic/a\n\n^@");
  alice.says("SUBSCRIBE\nid:3\ndestination:/topic/b\n\n^@");
  bob.says("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@");
  carol.says("SUBSCRIBE\ndestination:/topic/a\n\n^@");
  carol.says("SEND\ndestination:/topic/a\n\nm^@");
  const std::string alice_heard = alice.hears();
  EXPECT_NE(alice_heard.find("subscription:1\nmessage-id:1-1\n"), std::string::npos);
  EXPECT_NE(alice_heard.find("subscription:2\nmessage-id:2-1\n"), std::string::npos);
  EXPECT_EQ(alice_heard.find("subscription:3"), std::string::npos);
  EXPECT_EQ(bob.hears_bodies(), "m");
  EXPECT_EQ(carol.hears_bodies(), "m");
}

TEST(Send, ToATopicWithoutSubscribersIsProcessed) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("SEND\ndestination:/topic/nobody\nreceipt:r\n\nm^@");
  EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
}

TEST(Frames, AreRefusedWhereTheyBreakTheForm) {
  struct Row {
    const char* versions;  // where it is refused
    const char* octets;
    const char* message;
  };
  const Row rows[] = {
      {"1.0 1.1 1.2", "HELLO\nreceipt:r\n\n^@", "unknown command"},
      {"1.0 1.1 1.2", "send\ndestination:/topic/a\nreceipt:r\n\n^@", "unknown command"},
      {"1.0", "NACK\nmessage-id:1-1\nreceipt:r\n\n^@", "unknown command"},
      {"1.0 1.1 1.2", "MESSAGE\nreceipt:r\n\n^@", "server command from a client"},
      {"1.0 1.1 1.2", "CONNECTED\nreceipt:r\n\n^@", "server command from a client"},
      {"1.0 1.1 1.2", "RECEIPT\nreceipt:r\n\n^@", "server command from a client"},
      {"1.0 1.1 1.2", "ERROR\nreceipt:r\n\n^@", "server command from a client"},
      {"1.0 1.1 1.2", "SEND\nreceipt:r\n\nm^@", "required header missing"},
      {"1.0 1.1 1.2", "SEND\ndestination:\nreceipt:r\n\nm^@", "required header missing"},
      {"1.0 1.1 1.2", "SUBSCRIBE\nid:0\nreceipt:r\n\n^@", "required header missing"},
      {"1.1 1.2", "SUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\n^@", "required header missing"},
      {"1.1 1.2", "SUBSCRIBE\nid:\ndestination:/topic/a\nreceipt:r\n\n^@",
       "required header missing"},
      {"1.0 1.1 1.2", "UNSUBSCRIBE\nreceipt:r\n\n^@", "required header missing"},
      {"1.1 1.2", "UNSUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\n^@", "required header missing"},
      {"1.0 1.1 1.2", "BEGIN\nreceipt:r\n\n^@", "required header missing"},
      {"1.0 1.1 1.2", "BEGIN\ntransaction:\nreceipt:r\n\n^@", "required header missing"},
      {"1.0 1.1 1.2", "COMMIT\nreceipt:r\n\n^@", "required header missing"},
      {"1.0 1.1 1.2", "ABORT\nreceipt:r\n\n^@", "required header missing"},
      {"1.0 1.1", "ACK\nid:1-1\nreceipt:r\n\n^@", "required header missing"},
      {"1.1", "ACK\nmessage-id:1-1\nreceipt:r\n\n^@", "required header missing"},
      {"1.2", "ACK\nmessage-id:1-1\nsubscription:0\nreceipt:r\n\n^@", "required header missing"},
      {"1.1", "NACK\nsubscription:0\nreceipt:r\n\n^@", "required header missing"},
      {"1.2", "NACK\nreceipt:r\n\n^@", "required header missing"},
      {"1.1 1.2", "SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:r\n\nbody^@", "unexpected body"},
      {"1.1 1.2", "BEGIN\ntransaction:t\nreceipt:r\n\nbody^@", "unexpected body"},
      {"1.1 1.2", "DISCONNECT\nreceipt:r\n\nbody^@", "unexpected body"},
  };
  for (const Row& row : rows) {
    for (const std::string version : {"1.0", "1.1", "1.2"}) {
      if (std::string_view(row.versions).find(version) == std::string_view::npos) continue;
      SCOPED_TRACE(version + ": " + row.octets);
      Bench bench;
      const Client client = bench.client(version);
      client.says(row.octets);
      expect_error(client, row.message, "r");
      client.says("SEND\ndestination:/topic/a\nreceipt:later\n\n^@");
      EXPECT_EQ(client.hears(), "") << "nothing follows an ERROR";
    }
  }
}

TEST(Frames, MayHaveABodyIn10) {
  Bench bench;
  const Client client = bench.client("1.0");
  client.says("SUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\nbody^@");
  EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
}

TEST(Frames, FaultsOfTheirOctetsAreFatal) {
  struct Row {
    const char* version;
    const char* octets;
  };
  const Row rows[] = {
      {"1.2", "SEND\ndestination:/topic/a\nx:\\t\n\n^@"},
      {"1.1", "SEND\ndestination:/topic/a\nx:\\r\n\n^@"},
      {"1.2", "SEND\ndestination:/topic/a\nx:a\rb\n\n^@"},
      {"1.2", "SEND\ndestination:/topic/a\nx\n\n^@"},
      {"1.1", "SEND\ndestination:/topic/a\n:x\n\n^@"},
      {"1.0", "SEND\ndestination:/topic/a\ncontent-length:-1\n\n^@"},
      {"1.2", "SEND\ndestination:/topic/a\ncontent-length:1\n\nab^@"},
      {"1.2", "SEND\ndestination:/topic/a\ncontent-length:99999999\n\n"},
  };
  for (const Row& row : rows) {
    for (const bool spelled : {false, true}) {
      SCOPED_TRACE(row.octets);
      Bench bench;
      const Client client = bench.client(row.version);
      spelled ? client.spells(row.octets) : client.says(row.octets);
      expect_error(client, "malformed frame received");
    }
  }
}

TEST(Errors, QuoteTheClientInBoundsAndInPrint) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("BEGIN\ntransaction:" + std::string(1000, 'x') + "\n\n^@");
  client.says("COMMIT\ntransaction:\x1b[2J\xff" + std::string(1000, 'y') + "\n\n^@");
  const std::string heard = client.hears();
  EXPECT_NE(heard.find("\"?[2J?yyy"), std::string::npos) << heard;
  EXPECT_LT(heard.size(), 400U);
}

TEST(Errors, NameTheReceiptAsItWasRead) {
  Bench bench;
  const Client client = bench.client("1.0");
  client.says("HELLO\nreceipt: a b \n\n^@");
  expect_error(client, "unknown command", "a b");
}

TEST(Receipts, AnswerEveryCommandOnce) {
  struct Row {
    const char* before;
    const char* frame;  // without its end
  };
  const Row rows[] = {
      {"", "SEND\ndestination:/topic/b\n"},
      {"", "SUBSCRIBE\nid:1\ndestination:/topic/b\n"},
      {"SUBSCRIBE\nid:1\ndestination:/topic/b\n\n^@", "UNSUBSCRIBE\nid:1\n"},
      {"", "BEGIN\ntransaction:t\n"},
      {"BEGIN\ntransaction:t\n\n^@", "COMMIT\ntransaction:t\n"},
      {"BEGIN\ntransaction:t\n\n^@", "ABORT\ntransaction:t\n"},
      {"BEGIN\ntransaction:t\n\n^@", "SEND\ndestination:/topic/b\ntransaction:t\n"},
      {"BEGIN\ntransaction:t\n\n^@", "ACK\nid:1-1\ntransaction:t\n"},
      {"", "ACK\nid:1-1\n"},
      {"", "NACK\nid:1-1\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.frame);
    Bench bench;
    const Client client = bench.client("1.2");
    client.says(
        "SUBSCRIBE\nid:0\ndestination:/topic/a\nack:client\n\n^@"
        "SEND\ndestination:/topic/a\n\nm^@");
    client.says(row.before);
    EXPECT_EQ(client.hears_bodies(), "m");
    client.says(std::string(row.frame) + "receipt:a\\c1\nreceipt:second\n\n^@");
    EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:a\\c1\n\n^@");
  }
}

TEST(Receipts, HaveAnyValueEvenNone) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("SEND\ndestination:/topic/b\nreceipt:\n\n^@");
  EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:\n\n^@");
}

TEST(Disconnect, IsAnsweredAndThenTheEnd) {
  Bench bench;
  const Client client = bench.client("1.2");
  const Client other = bench.client("1.2");
  other.says("SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@");
  client.says("DISCONNECT\nreceipt:77\n\n^@SEND\ndestination:/topic/a\nreceipt:78\n\nlate^@");
  EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:77\n\n^@<close>");
  EXPECT_EQ(other.hears(), "");
}

TEST(Disconnect, WithoutAReceiptJustEnds) {
  Bench bench;
  const Client client = bench.client("1.0");
  client.says("DISCONNECT\n\n^@");
  EXPECT_EQ(client.hears(), "<close>");
}

}  // namespace
}  // namespace broker
