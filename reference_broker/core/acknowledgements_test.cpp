#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

// The frame that acknowledges delivery `id` of subscription "0" in that version.
std::string settle_frame(const std::string& command, const std::string& version,
                         const std::string& id, const std::string& more = "") {
  if (version == "1.2") return command + "\nid:" + id + "\n" + more + "\n^@";
  return command + "\nmessage-id:" + id + "\n" + (version == "1.1" ? "subscription:0\n" : "") +
         more + "\n^@";
}

std::string send_frames(const std::string& destination, const std::string& bodies) {
  std::string frames;
  for (const char body : bodies)
    frames += "SEND\ndestination:" + destination + "\n\n" + body + "^@";
  return frames;
}

// Subscribes to /queue/q as "0" (the broker's first subscription) and has "1 2 3 4" delivered.
struct Delivered {
  Delivered(const std::string& version, const std::string& ack) : client(bench.client(version)) {
    client.says("SUBSCRIBE\nid:0\ndestination:/queue/q\nack:" + ack + "\n\n^@");
    client.says(send_frames("/queue/q", "1234"));
    EXPECT_EQ(client.hears_bodies(), "1 2 3 4");
  }

  // What another consumer gets once this one is gone: that which it had not settled.
  std::string left_over() const {
    client.hangs_up();
    const Client heir = const_cast<Bench&>(bench).client("1.2");
    heir.says("SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@");
    return heir.hears_bodies();
  }

  Bench bench;
  Client client;
};

TEST(Ack, SettlesByTheRulesOfItsModeAndVersion) {
  struct Row {
    const char* version;
    const char* mode;
    std::vector<std::string> acks;
    const char* left_over;
  };
  const Row rows[] = {
      {"1.0", "auto", {}, ""},
      {"1.2", "auto", {}, ""},
      {"1.0", "client", {}, "1 2 3 4"},
      {"1.0", "client", {"1-1"}, "2 3 4"},
      {"1.0", "client", {"1-3"}, "4"},
      {"1.1", "client", {"1-2"}, "3 4"},
      {"1.2", "client", {"1-4"}, ""},
      {"1.2", "client", {"1-2", "1-3"}, "4"},
      {"1.1", "client-individual", {"1-2"}, "1 3 4"},
      {"1.2", "client-individual", {"1-4", "1-1"}, "2 3"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.version) + row.mode + row.left_over);
    const Delivered delivered(row.version, row.mode);
    for (const std::string& id : row.acks) {
      delivered.client.says(settle_frame("ACK", row.version, id, "receipt:r\n"));
      EXPECT_EQ(delivered.client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
    }
    EXPECT_EQ(delivered.left_over(), row.left_over);
  }
}

TEST(Ack, OfWhatIsNotPendingIsAnError) {
  struct Row {
    const char* version;
    const char* mode;
    const char* before;
    const char* id;
  };
  const Row rows[] = {
      {"1.2", "client", "", "1-5"},    {"1.2", "client", "", "2-1"},
      {"1.2", "client", "", "0"},      {"1.2", "client", "", "01-1"},
      {"1.2", "client", "1-2", "1-2"}, {"1.2", "client", "1-2", "1-1"},
      {"1.0", "client", "1-1", "1-1"}, {"1.2", "client-individual", "1-2", "1-2"},
      {"1.2", "auto", "", "1-1"},      {"1.1", "auto", "", "1-1"},
      {"1.0", "auto", "", "1-1"},
  };
  for (const Row& row : rows) {
    for (const std::string command : {"ACK", "NACK"}) {
      if (command == "NACK" && std::string_view(row.version) == "1.0") continue;
      SCOPED_TRACE(command + row.version + row.mode + row.id);
      const Delivered delivered(row.version, row.mode);
      if (*row.before != '\0') {
        delivered.client.says(settle_frame("ACK", row.version, row.before));
      }
      delivered.client.says(settle_frame(command, row.version, row.id, "receipt:r\n"));
      expect_error(delivered.client, "no such message to acknowledge", "r");
    }
  }
}

TEST(Ack, WithAnotherSubscriptionIsAnErrorAndSettlesNothing) {
  Delivered delivered("1.1", "client");
  delivered.client.says("SUBSCRIBE\nid:1\ndestination:/queue/other\nack:client\n\n^@");
  delivered.client.says("ACK\nmessage-id:1-4\nsubscription:1\n\n^@");
  expect_error(delivered.client, "no such message to acknowledge");
  EXPECT_EQ(delivered.left_over(), "1 2 3 4");
}

TEST(Ack, IsCumulativeWithinItsSubscriptionOnly) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says(
      "SUBSCRIBE\nid:a\ndestination:/queue/a\nack:client\n\n^@"
      "SUBSCRIBE\nid:b\ndestination:/queue/b\nack:client\n\n^@");
  client.says(send_frames("/queue/a", "1") + send_frames("/queue/b", "2") +
              send_frames("/queue/a", "3"));
  client.says("ACK\nid:1-2\n\n^@");
  EXPECT_EQ(client.hears_bodies(), "1 2 3");
  client.hangs_up();
  const Client heir = bench.client("1.2");
  heir.says(
      "SUBSCRIBE\nid:a\ndestination:/queue/a\n\n^@SUBSCRIBE\nid:b\ndestination:/queue/b\n\n^@");
  EXPECT_EQ(heir.hears_bodies(), "2");
}

TEST(Ack, In10MeansOneSubscriptionEvenWhereTwoGotTheMessage) {
  Bench bench;
  const Client client = bench.client("1.0");
  client.says(
      "SUBSCRIBE\nid:a\ndestination:/topic/t\nack:client\n\n^@"
      "SUBSCRIBE\nid:b\ndestination:/topic/t\nack:client\n\n^@");
  client.says(send_frames("/topic/t", "1"));
  client.says("ACK\nmessage-id:1-1\n\n^@ACK\nmessage-id:2-1\nreceipt:r\n\n^@");
  EXPECT_EQ(client.hears_commands(), "MESSAGE MESSAGE RECEIPT");
}

TEST(Ack, OfAMessageWhoseSubscriptionIsGoneIsAnError) {
  const Delivered delivered("1.2", "client");
  delivered.client.says("UNSUBSCRIBE\nid:0\n\n^@ACK\nid:1-1\n\n^@");
  expect_error(delivered.client, "no such message to acknowledge");
  EXPECT_EQ(delivered.left_over(), "1 2 3 4");
}

TEST(Ack, OfAnotherConnectionsMessageIsAnError) {
  Delivered delivered("1.2", "client");
  const Client stranger = delivered.bench.client("1.2");
  stranger.says("ACK\nid:1-1\n\n^@");
  expect_error(stranger, "no such message to acknowledge");
  EXPECT_EQ(delivered.left_over(), "1 2 3 4");
}

TEST(Ack, RightBeforeTheEndIsHonoured) {
  const Delivered delivered("1.2", "client");
  delivered.client.says("ACK\nid:1-4\n\n^@DISCONNECT\n\n^@");
  EXPECT_EQ(delivered.left_over(), "");
}

TEST(Nack, GivesTheMessageToAnotherConsumer) {
  for (const std::string version : {"1.1", "1.2"}) {
    SCOPED_TRACE(version);
    Delivered delivered(version, "client-individual");
    const Client other = delivered.bench.client("1.2");
    other.says("SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@");
    delivered.client.says(settle_frame("NACK", version, "1-2", "receipt:r\n"));
    EXPECT_EQ(delivered.client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
    EXPECT_EQ(other.hears_bodies(), "2");
  }
}

TEST(Nack, IsCumulativeInClientMode) {
  Delivered delivered("1.2", "client");
  const Client other = delivered.bench.client("1.2");
  other.says("SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@NACK\nid:9-9\n\n^@");
  expect_error(other, "no such message to acknowledge");
  const Client third = delivered.bench.client("1.2");
  third.says("SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@");
  delivered.client.says("NACK\nid:1-3\n\n^@");
  EXPECT_EQ(third.hears_bodies(), "1 2 3");
  EXPECT_EQ(delivered.client.hears(), "");
}

TEST(Nack, ByTheOnlyConsumerIsDeliveredFiveTimesInAll) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("SUBSCRIBE\nid:0\ndestination:/queue/q\nack:client-individual\n\n^@");
  client.says(send_frames("/queue/q", "m"));
  for (int delivery = 1; delivery <= 5; ++delivery) {
    SCOPED_TRACE(delivery);
    EXPECT_EQ(client.hears_bodies(), "m");
    client.says("NACK\nid:1-" + std::to_string(delivery) + "\n\n^@");
  }
  EXPECT_EQ(client.hears(), "");
  client.says("UNSUBSCRIBE\nid:0\n\n^@SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@");
  EXPECT_EQ(client.hears(), "") << "it was given up";
}

TEST(Nack, OnATopicDropsTheMessage) {
  Bench bench;
  const Client client = bench.client("1.2");
  client.says("SUBSCRIBE\nid:0\ndestination:/topic/t\nack:client\n\n^@");
  client.says(send_frames("/topic/t", "m"));
  client.says("NACK\nid:1-1\nreceipt:r\n\n^@");
  EXPECT_EQ(client.hears_commands(), "MESSAGE RECEIPT");
}

}  // namespace
}  // namespace broker
