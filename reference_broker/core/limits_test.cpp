#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

TEST(Limits, AreReachedWithAnError) {
  struct Row {
    const char* what;
    const char* fits;
    std::string too_much;
    const char* message;
  };
  const Row rows[] = {
      {"subscriptions",
       "SUBSCRIBE\nid:0\ndestination:/topic/a\n\n^@SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@",
       "SUBSCRIBE\nid:2\ndestination:/topic/a\nreceipt:r\n\n^@", "limit reached"},
      {"transactions", "BEGIN\ntransaction:0\n\n^@BEGIN\ntransaction:1\n\n^@",
       "BEGIN\ntransaction:2\nreceipt:r\n\n^@", "too many transactions"},
      {"messages in a transaction",
       "BEGIN\ntransaction:0\n\n^@SEND\ndestination:/topic/a\ntransaction:0\n\n^@"
       "SEND\ndestination:/topic/a\ntransaction:0\n\n^@",
       "SEND\ndestination:/topic/a\ntransaction:0\nreceipt:r\n\n^@",
       "too many messages in the transaction"},
      {"octets in transactions", "BEGIN\ntransaction:0\n\n^@",
       "SEND\ndestination:/topic/a\ntransaction:0\nreceipt:r\n\n" + std::string(2000, 'x') + "^@",
       "limit reached"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Settings settings = testing::open_settings();
    settings.limits.subscriptions_max = 2;
    settings.limits.transactions_max = 2;
    settings.limits.transaction_messages_max = 2;
    settings.limits.queue_octets_max = 2000;
    Bench bench(settings);
    const Client client = bench.client("1.2");
    client.says(row.fits);
    EXPECT_EQ(client.hears(), "");
    client.says(row.too_much);
    expect_error(client, row.message, "r");
  }
}

TEST(Limits, OfFramesAreTheParsers) {
  Settings settings = testing::open_settings();
  settings.limits.frame.body_octets_max = 10;
  Bench bench(settings);
  const Client client = bench.client("1.2");
  client.says("SEND\ndestination:/topic/a\nreceipt:r\n\n1234567890^@");
  EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
  client.says("SEND\ndestination:/topic/a\n\n12345678901");
  expect_error(client, "malformed frame received");
}

TEST(Limits, OfConnectionsFreeTheirPlaceAtTheEnd) {
  Settings settings = testing::open_settings();
  settings.limits.connections_max = 2;
  Bench bench(settings);
  const Client first = bench.client("1.2");
  const Client second = bench.client("1.2");
  const Client third = bench.stranger();
  expect_error(third, "limit reached");
  third.says("CONNECT\n\n^@");
  EXPECT_EQ(third.hears(), "");
  first.hangs_up();
  bench.client("1.2");
  expect_error(bench.stranger(), "limit reached");
  second.says("HELLO\n\n^@");
  bench.client("1.2");
}

TEST(Limits, CutOffASlowReaderAndGiveItsMessagesToOthers) {
  Settings settings = testing::open_settings();
  settings.limits.outbound_octets_max = 1000;
  Bench bench(settings);
  const Client slow = bench.client("1.2");
  const Client fast = bench.client("1.2");
  const Client sender = bench.client("1.2");
  slow.says("SUBSCRIBE\nid:q\ndestination:/queue/q\nack:client\n\n^@");
  sender.says("SEND\ndestination:/queue/q\n\nkept^@");
  EXPECT_EQ(slow.hears_bodies(), "kept");
  slow.stops_reading();
  slow.says("SUBSCRIBE\nid:t\ndestination:/topic/t\n\n^@");
  fast.says(
      "SUBSCRIBE\nid:q\ndestination:/queue/q\n\n^@SUBSCRIBE\nid:t\ndestination:/topic/t\n\n^@");
  for (int number = 0; number < 20; ++number) sender.says("SEND\ndestination:/topic/t\n\nm^@");
  EXPECT_TRUE(slow.hears().ends_with("^@<reset>"));
  EXPECT_EQ(sender.hears(), "");
  EXPECT_EQ(bench.logs.back().level, Log::Level::warning);
  EXPECT_EQ(bench.logs.back().fields.at(0).second, "slow reader");
  const std::string heard = fast.hears_bodies();
  EXPECT_NE(heard.find("kept"), std::string::npos) << heard;
}

TEST(Limits, CutOffWhoAsksForReceiptsAndDoesNotReadThem) {
  Settings settings = testing::open_settings();
  settings.limits.outbound_octets_max = 1000;
  Bench bench(settings);
  const Client client = bench.client("1.2");
  client.stops_reading();
  for (int number = 0; number < 50; ++number) {
    client.says("SEND\ndestination:/topic/t\nreceipt:" + std::to_string(number) + "\n\n^@");
  }
  EXPECT_TRUE(client.hears().ends_with("<reset>"));
}

TEST(Limits, DropATopicsMessagesForWhoNeverAcknowledges) {
  Settings settings = testing::open_settings();
  settings.limits.unacknowledged_max = 2;
  Bench bench(settings);
  const Client client = bench.client("1.2");
  client.says(
      "SUBSCRIBE\nid:0\ndestination:/topic/t\nack:client\n\n^@"
      "SUBSCRIBE\nid:1\ndestination:/topic/t\n\n^@");
  for (const std::string body : {"a", "b", "c"}) {
    client.says("SEND\ndestination:/topic/t\n\n" + body + "^@");
  }
  EXPECT_EQ(client.hears_bodies(), "a a b b c");
  client.says("ACK\nid:1-1\n\n^@SEND\ndestination:/topic/t\n\nd^@");
  EXPECT_EQ(client.hears_bodies(), "d d");
}

}  // namespace
}  // namespace broker
