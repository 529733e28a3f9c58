#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

std::string sends(const std::string& bodies, const std::string& destination = "/queue/q") {
  std::string frames;
  for (const char body : bodies)
    frames += "SEND\ndestination:" + destination + "\n\n" + body + "^@";
  return frames;
}

std::string subscribe(const std::string& ack, const std::string& id = "0") {
  return "SUBSCRIBE\nid:" + id + "\ndestination:/queue/q\nack:" + ack + "\n\n^@";
}

TEST(Queue, KeepsMessagesInOrderUntilSomeoneComes) {
  Bench bench;
  const Client sender = bench.client("1.2");
  sender.says(sends("123"));
  sender.hangs_up();
  const Client consumer = bench.client("1.0");
  consumer.says("SUBSCRIBE\ndestination:/queue/q\n\n^@");
  EXPECT_EQ(consumer.hears_bodies(), "1 2 3");
  const Client late = bench.client("1.2");
  late.says(subscribe("auto"));
  EXPECT_EQ(late.hears(), "") << "each message goes to one consumer";
}

TEST(Queue, TakesItsConsumersInTurn) {
  Bench bench;
  const Client sender = bench.client("1.2");
  const Client first = bench.client("1.2");
  const Client second = bench.client("1.2");
  first.says(subscribe("auto", "a") + subscribe("client", "b"));
  second.says(subscribe("client-individual"));
  sender.says(sends("123456"));
  EXPECT_EQ(first.hears_bodies(), "1 2 4 5");
  EXPECT_EQ(second.hears_bodies(), "3 6");
  first.says("UNSUBSCRIBE\nid:a\n\n^@");
  sender.says(sends("78"));
  EXPECT_EQ(first.hears_bodies(), "7");
  EXPECT_EQ(second.hears_bodies(), "8");
}

TEST(Queue, KeepsTheTurnWhenAConsumerBeforeItLeaves) {
  Bench bench;
  const Client sender = bench.client("1.2");
  const Client first = bench.client("1.2");
  const Client second = bench.client("1.2");
  const Client third = bench.client("1.2");
  for (const Client& client : {first, second, third}) client.says(subscribe("auto"));
  sender.says(sends("12"));
  first.says("UNSUBSCRIBE\nid:0\n\n^@");
  sender.says(sends("34"));
  EXPECT_EQ(second.hears_bodies(), "2 4");
  EXPECT_EQ(third.hears_bodies(), "3");
}

TEST(Queue, PutsWhatComesBackWhereItStood) {
  Bench bench;
  const Client sender = bench.client("1.2");
  const Client first = bench.client("1.2");
  const Client second = bench.client("1.2");
  first.says(subscribe("client-individual"));
  second.says(subscribe("client-individual"));
  sender.says(sends("123456"));  // the odd ones to the first, the even ones to the second
  first.says("ACK\nid:1-2\n\n^@");
  second.says("UNSUBSCRIBE\nid:0\n\n^@");
  EXPECT_EQ(first.hears_bodies(), "1 3 5 2 4 6");
  first.hangs_up();
  second.says(subscribe("auto"));
  EXPECT_EQ(second.hears_bodies(), "2 4 6 1 2 4 5 6");
}

TEST(Queue, GivesWhatAFailedConsumerHadToTheOthersAtOnce) {
  for (const std::string end : {"HELLO\n\n^@", "DISCONNECT\n\n^@", "\x01"}) {
    SCOPED_TRACE(end);
    Bench bench;
    const Client sender = bench.client("1.2");
    const Client first = bench.client("1.2");
    first.says(subscribe("client"));
    sender.says(sends("12"));
    const Client second = bench.client("1.2");
    second.says(subscribe("client"));
    first.says(end);
    EXPECT_EQ(second.hears_bodies(), "1 2");
  }
}

TEST(Queue, DoesNotLoseAMessageToConsumersThatKeepGoingAway) {
  Bench bench;
  bench.client("1.2").says(sends("1"));
  for (int round = 0; round < 10; ++round) {
    const Client consumer = bench.client("1.2");
    consumer.says(subscribe("client"));
    EXPECT_EQ(consumer.hears_bodies(), "1");
    consumer.hangs_up();
  }
}

TEST(Queue, WaitsForAConsumerThatIsShortOfAcknowledgements) {
  Settings settings = testing::open_settings();
  settings.limits.unacknowledged_max = 2;
  Bench bench(settings);
  const Client consumer = bench.client("1.2");
  consumer.says(subscribe("client-individual"));
  consumer.says(sends("12345"));
  EXPECT_EQ(consumer.hears_bodies(), "1 2");
  consumer.says("ACK\nid:1-2\n\n^@");
  EXPECT_EQ(consumer.hears_bodies(), "3");
  consumer.says("BEGIN\ntransaction:t\n\n^@ACK\nid:1-1\ntransaction:t\n\n^@");
  EXPECT_EQ(consumer.hears_bodies(), "") << "in a transaction it is still unsettled";
  consumer.says("COMMIT\ntransaction:t\n\n^@");
  EXPECT_EQ(consumer.hears_bodies(), "4");

  // Who has room goes on meanwhile.
  const Client other = bench.client("1.2");
  other.says(subscribe("auto"));
  EXPECT_EQ(other.hears_bodies(), "5");
}

TEST(Queue, FeedsAReaderAsItReads) {
  Settings settings = testing::open_settings();
  settings.limits.outbound_octets_max = 4000;
  Bench bench(settings);
  const Client sender = bench.client("1.2");
  for (int number = 0; number < 20; ++number) {
    sender.says("SEND\ndestination:/queue/q\n\n" + std::string(500, 'x') + "^@");
  }
  const Client consumer = bench.client("1.2");
  consumer.stops_reading();
  consumer.says(subscribe("auto"));
  std::size_t messages = 0;
  for (int round = 0; round < 40; ++round) {
    const std::string heard = consumer.hears();
    EXPECT_LT(heard.size(), 2000U);
    EXPECT_EQ(heard.find('<'), std::string::npos) << "it reads slowly, but it reads";
    for (std::size_t at = 0; (at = heard.find("MESSAGE", at)) != std::string::npos; ++at)
      ++messages;
    consumer.reads(testing::octets_of(heard).size());
  }
  EXPECT_EQ(messages, 20U);
}

TEST(Queue, RefusesWhatItCannotKeep) {
  struct Row {
    std::size_t messages_max;
    std::size_t octets_max;
    std::size_t destinations_max;
    const char* refused;
  };
  const Row rows[] = {
      {2, 1'000'000, 100, "SEND\ndestination:/queue/q\nreceipt:r\n\n3^@"},
      {100, 1000, 100, "SEND\ndestination:/queue/r\nreceipt:r\n\n"},
      {100, 1'000'000, 1, "SEND\ndestination:/queue/r\nreceipt:r\n\n3^@"},
      {100, 1'000'000, 1, "SUBSCRIBE\nid:0\ndestination:/topic/t\nreceipt:r\n\n^@"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.refused);
    Settings settings = testing::open_settings();
    settings.limits.queue_messages_max = row.messages_max;
    settings.limits.queue_octets_max = row.octets_max;
    settings.limits.destinations_max = row.destinations_max;
    Bench bench(settings);
    const Client sender = bench.client("1.2");
    sender.says(sends("12"));
    EXPECT_EQ(sender.hears(), "");
    std::string refused = row.refused;
    if (!refused.ends_with("^@")) refused += std::string(1000, 'x') + "^@";
    sender.says(refused);
    expect_error(sender, "limit reached", "r");
    const Client consumer = bench.client("1.2");
    consumer.says(subscribe("auto"));
    EXPECT_EQ(consumer.hears_bodies(), "1 2") << "what was accepted stays";
  }
}

TEST(Queue, CountsUnsettledMessagesAsHeld) {
  Settings settings = testing::open_settings();
  settings.limits.queue_octets_max = 5000;
  Bench bench(settings);
  const Client consumer = bench.client("1.2");
  consumer.says(subscribe("client"));
  const Client sender = bench.client("1.2");
  const std::string send = "SEND\ndestination:/queue/q\n\n" + std::string(2000, 'x') + "^@";
  sender.says(send + send);
  consumer.says("ACK\nid:1-1\n\n^@");
  sender.says(send);
  EXPECT_EQ(sender.hears(), "");
  sender.says(send);
  expect_error(sender, "limit reached");
}

TEST(Queue, HoldsNothingOfWhatIsOver) {
  const std::string send = "SEND\ndestination:/queue/q\n";
  const std::string body = "\n" + std::string(500, 'x') + "^@";
  const std::string transacted = "BEGIN\ntransaction:t\n\n^@" + send + "transaction:t\n" + body;
  struct Row {
    const char* ack;
    std::string round;
  };
  const Row rows[] = {
      {"auto", send + body},
      {"auto", transacted + "COMMIT\ntransaction:t\n\n^@"},
      {"auto", transacted + "ABORT\ntransaction:t\n\n^@"},
      {"client", send + body + "UNSUBSCRIBE\nid:0\n\n^@" + subscribe("auto")},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.round);
    Settings settings = testing::open_settings();
    settings.limits.queue_octets_max = 2000;
    Bench bench(settings);
    const Client client = bench.client("1.2");
    client.says(subscribe(row.ack));
    for (int round = 0; round < 10; ++round) client.says(row.round);
    EXPECT_EQ(client.hears().find("ERROR"), std::string::npos);
  }
}

TEST(Queue, IsForgottenWhenNothingRefersToIt) {
  Settings settings = testing::open_settings();
  settings.limits.destinations_max = 1;
  Bench bench(settings);
  const Client client = bench.client("1.2");
  for (int number = 0; number < 5; ++number) {
    const std::string name = "/queue/" + std::to_string(number);
    client.says("SEND\ndestination:" + name + "\n\nm^@SUBSCRIBE\nid:0\ndestination:" + name +
                "\nack:client\n\n^@ACK\nid:" + std::to_string(number + 1) +
                "-1\n\n^@UNSUBSCRIBE\nid:0\n\n^@");
    client.says("BEGIN\ntransaction:t\n\n^@SEND\ndestination:/topic/" + std::to_string(number) +
                "\ntransaction:t\n\nm^@ABORT\ntransaction:t\n\n^@");
    EXPECT_EQ(client.hears_bodies(), "m");
  }
}

}  // namespace
}  // namespace broker
