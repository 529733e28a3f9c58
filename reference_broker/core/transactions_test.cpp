#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

struct Pair {
  Bench bench;
  Client client = bench.client("1.2");
  Client listener = bench.client("1.2");

  Pair() { listener.says("SUBSCRIBE\nid:l\ndestination:/topic/t\n\n^@"); }
};

TEST(Transactions, DeliverOnCommitInOrder) {
  const Pair pair;
  pair.client.says(
      "BEGIN\ntransaction:t\n\n^@"
      "SEND\ndestination:/topic/t\ntransaction:t\n\n1^@"
      "SEND\ndestination:/topic/t\n\noutside^@"
      "SEND\ndestination:/topic/t\ntransaction:t\n\n2^@");
  EXPECT_EQ(pair.listener.hears_bodies(), "outside");
  pair.client.says("COMMIT\ntransaction:t\nreceipt:r\n\n^@");
  EXPECT_EQ(pair.listener.hears_bodies(), "1 2");
  EXPECT_EQ(pair.client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
}

TEST(Transactions, EndWithoutATraceWhereTheyAreNotCommitted) {
  const std::string begun =
      "BEGIN\ntransaction:t\n\n^@SEND\ndestination:/topic/t\ntransaction:t\n\n1^@"
      "SEND\ndestination:/queue/q\ntransaction:t\n\n2^@";
  struct Row {
    const char* end;
    bool hangs_up;
  };
  const Row rows[] = {{"ABORT\ntransaction:t\n\n^@", false},
                      {"DISCONNECT\n\n^@", false},
                      {"HELLO\n\n^@", false},
                      {"", true}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.end);
    const Pair pair;
    pair.client.says(begun + row.end);
    if (row.hangs_up) pair.client.hangs_up();
    pair.listener.says("SUBSCRIBE\nid:q\ndestination:/queue/q\n\n^@");
    EXPECT_EQ(pair.listener.hears(), "");
  }
}

TEST(Transactions, AreKnownByIdWithinTheirConnection) {
  struct Row {
    const char* frames;
    const char* message;
  };
  const Row rows[] = {
      {"BEGIN\ntransaction:t\n\n^@BEGIN\ntransaction:t\nreceipt:r\n\n^@", "transaction exists"},
      {"COMMIT\ntransaction:t\nreceipt:r\n\n^@", "no such transaction"},
      {"ABORT\ntransaction:t\nreceipt:r\n\n^@", "no such transaction"},
      {"SEND\ndestination:/topic/t\ntransaction:t\nreceipt:r\n\nm^@", "no such transaction"},
      {"SEND\ndestination:/topic/t\ntransaction:\nreceipt:r\n\nm^@", "no such transaction"},
      {"BEGIN\ntransaction:t\n\n^@COMMIT\ntransaction:t\n\n^@COMMIT\ntransaction:t\nreceipt:r\n\n^"
       "@",
       "no such transaction"},
      {"BEGIN\ntransaction:t\n\n^@ABORT\ntransaction:t\n\n^@"
       "SEND\ndestination:/topic/t\ntransaction:t\nreceipt:r\n\nm^@",
       "no such transaction"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.frames);
    const Pair pair;
    // The other connection's is another one.
    pair.listener.says("BEGIN\ntransaction:t\n\n^@");
    pair.client.says(row.frames);
    expect_error(pair.client, row.message, "r");
    EXPECT_EQ(pair.listener.hears(), "");
  }
}

TEST(Transactions, MayUseAnIdAgainAndRunSideBySide) {
  const Pair pair;
  pair.client.says(
      "BEGIN\ntransaction:a\n\n^@COMMIT\ntransaction:a\n\n^@"
      "BEGIN\ntransaction:a\n\n^@ABORT\ntransaction:a\n\n^@"
      "BEGIN\ntransaction:a\n\n^@BEGIN\ntransaction:b\n\n^@"
      "SEND\ndestination:/topic/t\ntransaction:a\n\na^@"
      "SEND\ndestination:/topic/t\ntransaction:b\n\nb^@"
      "COMMIT\ntransaction:b\n\n^@");
  EXPECT_EQ(pair.listener.hears_bodies(), "b");
  pair.client.says("COMMIT\ntransaction:a\n\n^@");
  EXPECT_EQ(pair.listener.hears_bodies(), "a");
  EXPECT_EQ(pair.client.hears(), "");
}

// A consumer with "1 2 3" pending (1-1 to 1-3) and a transaction "t" begun.
struct Consumer {
  Bench bench;
  Client client = bench.client("1.2");

  explicit Consumer(const std::string& ack = "client-individual") {
    client.says("SUBSCRIBE\nid:0\ndestination:/queue/q\nack:" + ack + "\n\n^@");
    for (const std::string body : {"1", "2", "3"}) {
      client.says("SEND\ndestination:/queue/q\n\n" + body + "^@");
    }
    client.says("BEGIN\ntransaction:t\n\n^@");
    EXPECT_EQ(client.hears_bodies(), "1 2 3");
  }

  std::string left_over() {
    client.hangs_up();
    const Client heir = bench.client("1.2");
    heir.says("SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@");
    return heir.hears_bodies();
  }
};

TEST(Transactions, SettleAcknowledgementsOnCommitOnly) {
  struct Row {
    const char* mode;
    const char* frames;
    const char* left_over;
  };
  const Row rows[] = {
      {"client-individual", "ACK\nid:1-2\ntransaction:t\n\n^@", "1 2 3"},
      {"client-individual", "ACK\nid:1-2\ntransaction:t\n\n^@COMMIT\ntransaction:t\n\n^@", "1 3"},
      {"client-individual", "ACK\nid:1-2\ntransaction:t\n\n^@ABORT\ntransaction:t\n\n^@", "1 2 3"},
      {"client-individual",
       "ACK\nid:1-2\ntransaction:t\n\n^@ABORT\ntransaction:t\n\n^@ACK\nid:1-2\n\n^@", "1 3"},
      {"client", "ACK\nid:1-2\ntransaction:t\n\n^@COMMIT\ntransaction:t\n\n^@", "3"},
      {"client", "ACK\nid:1-2\ntransaction:t\n\n^@ABORT\ntransaction:t\n\n^@ACK\nid:1-1\n\n^@",
       "2 3"},
      {"client", "ACK\nid:1-1\ntransaction:t\n\n^@ACK\nid:1-3\n\n^@ABORT\ntransaction:t\n\n^@",
       "1"},
      // The subscription may end before the transaction does.
      {"client-individual",
       "ACK\nid:1-2\ntransaction:t\n\n^@UNSUBSCRIBE\nid:0\n\n^@COMMIT\ntransaction:t\n\n^@", "1 3"},
      {"client-individual",
       "ACK\nid:1-2\ntransaction:t\n\n^@UNSUBSCRIBE\nid:0\n\n^@ABORT\ntransaction:t\n\n^@",
       "1 2 3"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.mode) + row.frames);
    Consumer consumer(row.mode);
    consumer.client.says(row.frames);
    EXPECT_EQ(consumer.client.hears(), "");
    EXPECT_EQ(consumer.left_over(), row.left_over);
  }
}

TEST(Transactions, RefuseToAcknowledgeAMessageTwice) {
  struct Row {
    const char* frames;
    const char* message;
  };
  const Row rows[] = {
      {"ACK\nid:1-2\ntransaction:t\n\n^@ACK\nid:1-2\ntransaction:t\nreceipt:r\n\n^@",
       "no such message to acknowledge"},
      {"ACK\nid:1-2\ntransaction:t\n\n^@NACK\nid:1-2\ntransaction:t\nreceipt:r\n\n^@",
       "no such message to acknowledge"},
      {"ACK\nid:1-2\ntransaction:t\n\n^@ACK\nid:1-2\nreceipt:r\n\n^@",
       "no such message to acknowledge"},
      {"ACK\nid:1-2\ntransaction:unknown\nreceipt:r\n\n^@", "no such transaction"},
      {"NACK\nid:1-2\ntransaction:unknown\nreceipt:r\n\n^@", "no such transaction"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.frames);
    Consumer consumer;
    consumer.client.says(row.frames);
    expect_error(consumer.client, row.message, "r");
    EXPECT_EQ(consumer.left_over(), "1 2 3");
  }
}

TEST(Transactions, DeferNackToo) {
  Consumer consumer;
  const Client other = consumer.bench.client("1.2");
  other.says("SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@");
  consumer.client.says("NACK\nid:1-2\ntransaction:t\n\n^@");
  EXPECT_EQ(other.hears(), "");
  consumer.client.says("COMMIT\ntransaction:t\n\n^@");
  EXPECT_EQ(other.hears_bodies(), "2");
}

TEST(Transactions, SendAndAcknowledgeTogether) {
  Consumer consumer;
  consumer.client.says(
      "ACK\nid:1-1\ntransaction:t\n\n^@"
      "SEND\ndestination:/queue/out\ntransaction:t\n\nanswer^@"
      "ACK\nid:1-2\ntransaction:t\n\n^@COMMIT\ntransaction:t\n\n^@");
  consumer.client.says("SUBSCRIBE\nid:out\ndestination:/queue/out\n\n^@");
  EXPECT_EQ(consumer.client.hears_bodies(), "answer");
  EXPECT_EQ(consumer.left_over(), "3");
}

TEST(Transactions, ToAQueueThatIsFullFailAsAWhole) {
  Settings settings = testing::open_settings();
  settings.limits.queue_messages_max = 2;
  Bench bench(settings);
  const Client client = bench.client("1.2");
  const Client listener = bench.client("1.2");
  listener.says("SUBSCRIBE\nid:t\ndestination:/topic/t\n\n^@");
  client.says(
      "SEND\ndestination:/queue/q\n\n1^@BEGIN\ntransaction:t\n\n^@"
      "SEND\ndestination:/topic/t\ntransaction:t\n\nm^@"
      "SEND\ndestination:/queue/q\ntransaction:t\n\n2^@"
      "SEND\ndestination:/queue/q\ntransaction:t\n\n3^@COMMIT\ntransaction:t\nreceipt:r\n\n^@");
  expect_error(client, "limit reached", "r");
  listener.says("SUBSCRIBE\nid:q\ndestination:/queue/q\n\n^@");
  EXPECT_EQ(listener.hears_bodies(), "1");
}

}  // namespace
}  // namespace broker
