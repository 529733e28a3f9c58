// Scripts over real sockets, against the reference broker in the same thread.

#include "fuzz/campaign/net/performer.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include "reference_broker/net/server.hpp"

namespace campaign {
namespace {

broker::Settings settings() {
  broker::Settings settings = broker::sample_settings(broker::PolicyKind::open);
  for (broker::AccessPoint& point : settings.access_points) point.port = 0;
  return settings;
}

class Performing : public testing::Test {
 protected:
  Performing() : server_(context_, settings(), [](const broker::Log&) {}) {
    EXPECT_TRUE(server_.listen().empty());
    conformance::Profile profile = conformance::default_profile(
        {.host = server_.endpoints().front().address, .port = server_.endpoints().front().port});
    dialect_.emplace(profile, "fuzz", 16);
    performer_.emplace(context_, *dialect_, channels_);
  }

  // CONNECTs, and the rest of the script behind it.
  [[nodiscard]] fuzz::Script script(std::string_view rest, std::size_t connections = 1) const {
    std::string text;
    for (std::size_t i = 0; i < connections; ++i) {
      text += fuzz::mark;
      text += static_cast<char>('a' + i);
      text += fuzz::quoted(dialect_->connect(stomp::Version::v1_2, i));
    }
    return fuzz::read_script(text.append(rest));
  }

  boost::asio::io_context context_{1};
  broker::Server server_;
  conformance::Channels channels_;
  std::optional<Dialect> dialect_;
  std::optional<Performer> performer_;
};

TEST_F(Performing, DoesNotLetSlowOnesHoldUpTheOthers) {
  constexpr std::size_t count = 50;
  std::size_t next = 0;
  std::vector<std::size_t> order;
  // The first one takes a second; there is room for one more beside it.
  performer_->perform(
      [&]() -> std::optional<fuzz::Script> {
        if (next == count) return std::nullopt;
        return next++ == 0 ? script("`+4SEND\ndestination:" + dialect_->topic(0) + "\n\n\0")
                           : script("");
      },
      [&](std::size_t number, const Performance& done) {
        EXPECT_TRUE(done.finished);
        order.push_back(number);
      },
      {.pause_max = std::chrono::seconds(1)}, 2, [] { return false; });
  ASSERT_EQ(order.size(), count);
  EXPECT_EQ(order.back(), 0U);
}

TEST_F(Performing, OpensNoMoreConnectionsThanItMay) {
  std::size_t begun = 0;
  std::size_t over = 0;
  std::size_t most = 0;
  performer_->perform(
      [&]() -> std::optional<fuzz::Script> {
        most = std::max(most, begun - over);
        if (begun == 40) return std::nullopt;
        ++begun;
        return script("`+1", 3);
      },
      [&](std::size_t, const Performance&) { ++over; }, {}, 10, [] { return false; });
  EXPECT_EQ(over, 40U);
  // Three of three connections each.
  EXPECT_EQ(most, 3U);
  EXPECT_EQ(performer_->connections(), 120U);
}

TEST_F(Performing, EndsAllWhenItIsGivenUp) {
  std::size_t begun = 0;
  std::size_t over = 0;
  performer_->perform([&] { return ++begun, std::optional(script("`+4")); },
                      [&](std::size_t, const Performance& done) {
                        EXPECT_FALSE(done.finished);
                        ++over;
                      },
                      {.pause_max = std::chrono::seconds(60)}, 4, [&] { return begun > 4; });
  EXPECT_EQ(over, 4U);
}

TEST_F(Performing, TellsWhatWentOverTheWire) {
  const Performance done = performer_->perform(
      script("`|" +
             fuzz::quoted("SEND\ndestination:" + dialect_->topic(0) + "\nreceipt:r\n\n" + '\0')),
      {}, [] { return false; });
  EXPECT_TRUE(done.finished);
  EXPECT_TRUE(done.accusations.empty());
  std::vector<WireEvent::Kind> kinds;
  for (const WireEvent& event : done.wire) kinds.push_back(event.kind);
  using Kind = WireEvent::Kind;
  EXPECT_EQ(kinds, (std::vector{Kind::opened, Kind::sent, Kind::received, Kind::sent,
                                Kind::received, Kind::closed}));
  EXPECT_EQ(done.signature, "CONN RECE |");
}

TEST_F(Performing, LetsSomebodyComeAndGoWithoutAWord) {
  for (const char* const end : {"`b`F", "`b`R"}) {
    const std::uint64_t before = performer_->connections();
    const Performance done = performer_->perform(script(end), {}, [] { return false; });
    EXPECT_TRUE(done.finished);
    EXPECT_TRUE(done.accusations.empty());
    EXPECT_EQ(performer_->connections(), before + 2) << end;
    std::vector<WireEvent::Kind> kinds;
    for (const WireEvent& event : done.wire) {
      if (event.connection == 1) kinds.push_back(event.kind);
    }
    EXPECT_EQ(kinds, (std::vector{WireEvent::Kind::opened, WireEvent::Kind::closed})) << end;
  }
}

// A script of many moves would take minutes of a round.
TEST(PerformingOnTheMute, WaitsOnceForEachConnection) {
  using boost::asio::ip::tcp;
  boost::asio::io_context context;
  tcp::acceptor mute(context, {boost::asio::ip::address_v4::loopback(), 0});  // accepts nobody
  const Dialect dialect(
      conformance::default_profile({.host = "127.0.0.1", .port = mute.local_endpoint().port()}),
      "fuzz", 16);
  const conformance::Channels channels;
  Performer performer(context, dialect, channels);
  std::string text;
  constexpr int turns = 30;
  for (int i = 0; i < turns; ++i) {
    text += fuzz::mark;
    text += i % 2 == 0 ? 'a' : 'b';
    text += fuzz::quoted(i < 2 ? dialect.connect(stomp::Version::v1_2, 0)
                               : "SEND\ndestination:" + dialect.topic(0) + "\nreceipt:r" +
                                     std::to_string(i) + "\n\n" + '\0');
  }
  const Patience patience{.answer = std::chrono::milliseconds(300),
                          .glance = std::chrono::milliseconds(1),
                          .pause_max = {}};
  const auto begin = std::chrono::steady_clock::now();
  const Performance done =
      performer.perform(fuzz::read_script(text), patience, [] { return false; });
  EXPECT_TRUE(done.finished);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, patience.answer * turns / 2);
}

}  // namespace
}  // namespace campaign
