#include "reference_broker/core/heart_beat.hpp"

#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using namespace std::chrono_literals;
using testing::Bench;
using testing::Client;
using testing::expect_error;

TEST(HeartBeat, OfferIsTwoNumbersAndAComma) {
  struct Row {
    const char* text;
    bool valid;
  };
  const Row rows[] = {
      {"0,0", true},
      {"10000,10000", true},
      {"1,2147483648", true},  // 2^31
      {"1,2147483649", false},
      {"0", false},
      {"", false},
      {",", false},
      {"1,", false},
      {",1", false},
      {"T,0", false},
      {"-1,0", false},
      {"+1,0", false},
      {"100,10,50", false},
      {"1, 1", false},
      {" 1,1", false},
      {"1.5,1", false},
      {"99999999999999999999,1", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(HeartBeatOffer::parse(row.text).has_value(), row.valid) << row.text;
  }
}

TEST(HeartBeat, TheSlowerOfTheTwoSetsTheGapInEachDirection) {
  struct Row {
    HeartBeat ours;
    HeartBeatOffer theirs;
    stomp::Duration send_after;
    stomp::Duration dead_after;
  };
  const Row rows[] = {
      {{.send_ms = 100, .receive_ms = 100}, {0, 0}, 0ms, 0ms},
      {{.send_ms = 100, .receive_ms = 100}, {0, 500}, 400ms, 0ms},
      {{.send_ms = 100, .receive_ms = 100}, {500, 0}, 0ms, 1500ms},
      {{.send_ms = 1000, .receive_ms = 2000}, {500, 500}, 800ms, 6000ms},
      {{.send_ms = 0, .receive_ms = 100}, {500, 500}, 0ms, 1500ms},
      {{.send_ms = 100, .receive_ms = 0}, {500, 500}, 400ms, 0ms},
      {{.send_ms = 1, .receive_ms = 1, .tolerance = 2}, {1, 1}, 800us, 2ms},
      {{.send_ms = 100, .receive_ms = 100, .tolerance = 0}, {200, 0}, 0ms, 200ms},
      {{.send_ms = 100, .receive_ms = 100}, {2147483648U, 0}, 0ms, 2147483648ms * 3},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(announce(row.ours) + " and " + std::to_string(row.theirs.can_send_ms) + "," +
                 std::to_string(row.theirs.wants_ms));
    const HeartBeatPlan plan = negotiate(row.ours, row.theirs);
    EXPECT_EQ(plan.send_after, row.send_after);
    EXPECT_EQ(plan.dead_after, row.dead_after);
  }
}

// A client that offers `offer` to a broker of 100,100, connected at the time 0.
struct Beating {
  explicit Beating(const std::string& offer, const std::string& version = "1.2") {
    client.says("CONNECT\naccept-version:" + version + "\nhost:h\nheart-beat:" + offer + "\n\n^@");
    EXPECT_EQ(client.hears_commands(), "CONNECTED");
  }

  static Settings settings() {
    Settings settings = testing::open_settings();
    settings.heart_beat = {.send_ms = 100, .receive_ms = 100, .tolerance = 3};
    return settings;
  }

  Bench bench{settings()};
  Client client = bench.stranger();
};

TEST(HeartBeat, IsALoneEolWhereNothingElseWasSent) {
  Beating beating("0,200");
  EXPECT_EQ(beating.bench.deadline(), Instant(160ms));
  beating.bench.advance_to(159ms);
  EXPECT_EQ(beating.client.hears(), "");
  beating.bench.advance_to(160ms);
  EXPECT_EQ(beating.client.hears(), "\n");
  EXPECT_EQ(beating.bench.deadline(), Instant(320ms));

  // A frame is data as well: the next beat is counted from it.
  beating.bench.now = 200ms;
  beating.client.says("BEGIN\ntransaction:t\nreceipt:r\n\n^@");
  EXPECT_EQ(beating.client.hears_commands(), "RECEIPT");
  EXPECT_EQ(beating.bench.deadline(), Instant(360ms));
}

TEST(HeartBeat, SilenceBeyondTheToleranceEndsTheConnection) {
  Beating beating("200,0");
  EXPECT_EQ(beating.bench.deadline(), Instant(600ms));
  beating.bench.advance_to(599ms);
  EXPECT_EQ(beating.client.hears(), "");
  beating.bench.advance_to(600ms);
  expect_error(beating.client, "heart-beat missed");
  EXPECT_EQ(beating.bench.deadline(), std::nullopt);
}

TEST(HeartBeat, AnyOctetIsASignOfLife) {
  for (const std::string octets : {"\n", "S", "BEGIN\ntransaction:t\n\n^@"}) {
    SCOPED_TRACE(octets);
    Beating beating("200,0");
    beating.bench.now = 599ms;
    beating.client.says(octets);
    beating.bench.advance_to(600ms);
    EXPECT_EQ(beating.client.hears(), "");
    EXPECT_EQ(beating.bench.deadline(), Instant(1199ms));
  }
}

TEST(HeartBeat, OfBothDirectionsIsDueWhenTheFirstOfThemIs) {
  Beating silent("100,1000");  // we beat after 800 ms and give up after 300 ms
  EXPECT_EQ(silent.bench.deadline(), Instant(300ms));
  Beating busy("1000,100");  // after 80 ms and after 3000 ms
  EXPECT_EQ(busy.bench.deadline(), Instant(80ms));
}

TEST(HeartBeat, MissedGivesItsMessagesToOthers) {
  Beating beating("200,0");
  const Client other = beating.bench.client("1.2");
  beating.client.says("SUBSCRIBE\nid:0\ndestination:/queue/a\nack:client\n\n^@");
  other.says("SEND\ndestination:/queue/a\n\nm^@");
  EXPECT_EQ(beating.client.hears_bodies(), "m");
  other.says("SUBSCRIBE\nid:0\ndestination:/queue/a\n\n^@");
  EXPECT_EQ(other.hears(), "");
  beating.bench.advance_to(600ms);
  EXPECT_EQ(other.hears_bodies(), "m");
}

TEST(HeartBeat, IsNotFor10) {
  Beating beating("200,200", "1.0");
  EXPECT_EQ(beating.bench.deadline(), std::nullopt);
}

TEST(HeartBeat, StopsWithTheConnection) {
  Beating beating("0,200");
  beating.client.says("DISCONNECT\n\n^@");
  EXPECT_EQ(beating.bench.deadline(), std::nullopt);
  beating.bench.advance_to(10s);
  EXPECT_EQ(beating.client.hears(), "<close>");
}

TEST(HeartBeat, AnnouncesWhatTheSettingsSay) {
  Bench bench(Beating::settings());
  const Client client = bench.stranger();
  client.says("CONNECT\naccept-version:1.1\nhost:h\n\n^@");
  EXPECT_EQ(client.hears(),
            "CONNECTED\nversion:1.1\nsession:1\nserver:test/1\nheart-beat:100,100\n\n^@");
  EXPECT_EQ(bench.deadline(), std::nullopt) << "a missing header is as 0,0";
}

TEST(LoginDeadline, EndsAConnectionWithoutConnect) {
  Bench bench;
  const Client client = bench.stranger();
  EXPECT_EQ(bench.deadline(), Instant(10s));
  bench.now = 9s;
  client.says("\n\nCONNECT\n");
  bench.advance_to(10s);
  expect_error(client, "no CONNECT in time");
}

TEST(LoginDeadline, IsOverOnceConnected) {
  Bench bench;
  const Client client = bench.client("1.2");
  EXPECT_EQ(bench.deadline(), std::nullopt);
  bench.advance_to(1000s);
  EXPECT_EQ(client.hears(), "");
}

TEST(Deadline, IsTheEarliestOfAll) {
  Bench bench;
  const Client first = bench.stranger();
  bench.now = 3s;
  const Client second = bench.stranger();
  EXPECT_EQ(bench.deadline(), Instant(10s));
  first.hangs_up();
  EXPECT_EQ(bench.deadline(), Instant(13s));
  bench.advance_to(13s);
  expect_error(second, "no CONNECT in time");
  EXPECT_EQ(first.hears(), "");
}

}  // namespace
}  // namespace broker
