#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

TEST(Subscribe, ReceiptComesBeforeTheFirstMessage) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("SEND\ndestination:/queue/a\n\n1^@SEND\ndestination:/queue/a\n\n2^@");
  client.says("SUBSCRIBE\nid:0\ndestination:/queue/a\nreceipt:r\n\n^@");
  EXPECT_EQ(client.hears_commands(), "RECEIPT MESSAGE MESSAGE");
}

TEST(Subscribe, IsRefusedWhereItCannotBeAsAsked) {
  struct Row {
    const char* version;
    const char* before;
    const char* subscribe;
    const char* message;
  };
  const Row rows[] = {
      {"1.2", "SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@",
       "SUBSCRIBE\nid:0\ndestination:/topic/b\nreceipt:r\n\n^@", "subscription exists"},
      {"1.0", "SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@",
       "SUBSCRIBE\nid:0\ndestination:/topic/b\nreceipt:r\n\n^@", "subscription exists"},
      {"1.0", "SUBSCRIBE\ndestination:/topic/a\n\n^@",
       "SUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\n^@", "subscription exists"},
      {"1.2", "", "SUBSCRIBE\nid:0\ndestination:/topic/a\nack:none\nreceipt:r\n\n^@",
       "unknown ack mode"},
      {"1.2", "", "SUBSCRIBE\nid:0\ndestination:/topic/a\nack:\nreceipt:r\n\n^@",
       "unknown ack mode"},
      {"1.2", "", "SUBSCRIBE\nid:0\ndestination:/topic/a\nack:Client\nreceipt:r\n\n^@",
       "unknown ack mode"},
      {"1.0", "", "SUBSCRIBE\ndestination:/topic/a\nack:client-individual\nreceipt:r\n\n^@",
       "unknown ack mode"},
      {"1.2", "", "SUBSCRIBE\nid:0\ndestination:/topic/a\nselector:a > 1\nreceipt:r\n\n^@",
       "selectors are not supported"},
      {"1.2", "", "SUBSCRIBE\nid:0\ndestination:/topic/a\nselector:\nreceipt:r\n\n^@",
       "selectors are not supported"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.version) + row.subscribe);
    Bench bench;
    const Client client = bench.client(row.version);
    client.says(row.before);
    client.says(row.subscribe);
    expect_error(client, row.message, "r");
  }
}

TEST(Subscribe, SameIdOnTwoConnectionsIsIndependent) {
  Bench bench;
  const Client alice = bench.client("1.2");
  const Client bob = bench.client("1.2");
  alice.says("SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@");
  bob.says("SUBSCRIBE\nid:0\ndestination:/topic/b\n\n^@");
  alice.says("UNSUBSCRIBE\nid:0\n\n^@");
  alice.says("SEND\ndestination:/topic/a\n\na^@SEND\ndestination:/topic/b\n\nb^@");
  EXPECT_EQ(alice.hears(), "");
  EXPECT_EQ(bob.hears_bodies(), "b");
}

TEST(Unsubscribe, EndsOneSubscriptionAndNoOther) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says(
      "SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@");
  client.says("UNSUBSCRIBE\nid:0\nreceipt:r\n\n^@");
  client.says("SEND\ndestination:/topic/a\n\nm^@");
  EXPECT_EQ(
      client.hears(),
      "RECEIPT\nreceipt-id:r\n\n^@"
      "MESSAGE\nsubscription:1\nmessage-id:2-1\ndestination:/topic/a\ncontent-length:1\n\nm^@");
}

TEST(Unsubscribe, FreesTheId) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@UNSUBSCRIBE\nid:0\n\n^@");
  client.says("SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:r\n\n^@");
  EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
}

TEST(Unsubscribe, FindsA10SubscriptionByIdOrByDestination) {
  struct Row {
    const char* subscribe;
    const char* unsubscribe;
    bool found;
  };
  const Row rows[] = {
      {"destination:/topic/a\n", "destination:/topic/a\n", true},
      {"id:0\ndestination:/topic/a\n", "id:0\n", true},
      {"id:0\ndestination:/topic/a\n", "destination:/topic/a\n", true},
      {"id:0\ndestination:/topic/a\n", "id:0\ndestination:/topic/other\n", true},
      {"destination:/topic/a\n", "destination:/topic/b\n", false},
      {"destination:/topic/a\n", "id:/topic/a\n", false},
      {"id:0\ndestination:/topic/a\n", "id:1\n", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.subscribe) + row.unsubscribe);
    Bench bench;
    const Client client = bench.client("1.0");
    client.says("SUBSCRIBE\n" + std::string(row.subscribe) + "\n^@");
    client.says("UNSUBSCRIBE\n" + std::string(row.unsubscribe) + "receipt:r\n\n^@");
    if (!row.found) {
      expect_error(client, "no such subscription", "r");
      continue;
    }
    EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
    client.says("SEND\ndestination:/topic/a\n\nm^@");
    EXPECT_EQ(client.hears(), "");
  }
}

TEST(Unsubscribe, MustMatchASubscription) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("UNSUBSCRIBE\nid:0\nreceipt:r\n\n^@");
  expect_error(client, "no such subscription", "r");
}

}  // namespace
}  // namespace broker
