// The mechanism around the broker: without a deviation it changes nothing, and what a deviation may
// ask of it, it does.

#include "reference_broker/deviations/deviating_broker.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace broker {
namespace {

using namespace std::chrono_literals;

// As in the specification, "^@" stands for NUL.
std::string octets_of(std::string_view text) {
  std::string octets(text);
  for (std::size_t at = 0; (at = octets.find("^@", at)) != std::string::npos; ++at) {
    octets.replace(at, 2, 1, '\0');
  }
  return octets;
}

// What connections hear of a service, with "<close>" and "<reset>" for their ends. It does what a
// shell must.
class Listener {
 public:
  explicit Listener(std::unique_ptr<Service> service) : service_(std::move(service)) {}

  void opens(ConnectionId id) {
    perform(service_->on_open(id, {.access_point = "default", .address = "127.0.0.1"}, now_));
  }
  void says(ConnectionId id, std::string_view text) {
    perform(service_->on_octets(id, octets_of(text), now_));
  }
  void spells(ConnectionId id, std::string_view text) {
    for (const char octet : octets_of(text)) {
      perform(service_->on_octets(id, {&octet, 1}, now_));
    }
  }
  void hangs_up(ConnectionId id) { perform(service_->on_close(id, now_)); }
  // Lets time pass, and the broker do what it is time for.
  void waits(stomp::Duration duration) {
    const Instant end = now_ + duration;
    for (auto due = service_->deadline(); due && *due <= end; due = service_->deadline()) {
      now_ = std::max(now_, *due);
      perform(service_->on_time(now_));
    }
    now_ = end;
  }
  std::string hears(ConnectionId id) { return std::exchange(heard_[id], {}); }

  void connects(ConnectionId id, std::string_view headers = "accept-version:1.2\n") {
    opens(id);
    says(id, "CONNECT\n" + std::string(headers) + "\n^@");
    EXPECT_TRUE(hears(id).starts_with("CONNECTED\n"));
  }

 private:
  void perform(const Actions& actions) {
    std::vector<ConnectionId> written;
    for (const Action& action : actions) {
      if (const auto* const send = std::get_if<Send>(&action)) {
        EXPECT_EQ(std::ranges::count(written, send->connection), 0) << "two Sends in one call";
        written.push_back(send->connection);
        heard_[send->connection] += send->octets;
      } else if (const auto* const close = std::get_if<Close>(&action)) {
        heard_[close->connection] += close->how == Close::How::linger ? "<close>" : "<reset>";
      }
    }
    for (const Action& action : actions) {
      if (const auto* const send = std::get_if<Send>(&action)) {
        perform(service_->on_sent(send->connection, send->octets.size(), now_));
      } else if (const auto* const close = std::get_if<Close>(&action)) {
        perform(service_->on_close(close->connection, now_));
      }
    }
  }

  std::unique_ptr<Service> service_;
  std::map<ConnectionId, std::string> heard_;
  Instant now_{0};
};

Settings settings(std::uint32_t heart_beat_ms = 0) {
  Settings settings = sample_settings(PolicyKind::open);
  settings.heart_beat = {.send_ms = heart_beat_ms, .receive_ms = heart_beat_ms};
  return settings;
}

Listener bent(const Deviation& deviation) {
  return Listener(make_broker(settings(), &deviation));
}

void pass(Link& /*link*/, WireFrame& /*frame*/) {}

// Everything that the mechanism takes apart, with nothing changed in it.
constexpr const Deviation* nothing = nullptr;
const Deviation idle{
    .receives = pass, .sends = pass, .closes = [](Link&) { return true; }, .loses = [](Link&) {}};

// ---- Without a deviation
// ------------------------------------------------------------------------------

TEST(DeviatingBroker, IsThePlainBrokerWhereThereIsNoDeviation) {
  const auto plain = make_broker(settings(), nothing);
  EXPECT_NE(dynamic_cast<Broker*>(plain.get()), nullptr);
}

constexpr std::string_view conversations[] = {
    "CONNECT\naccept-version:1.2\n\n^@SUBSCRIBE\nid:0\ndestination:/queue/"
    "a\nack:client\nreceipt:r\n"
    "\n^@\n\nSEND\ndestination:/queue/a\ncontent-length:3\nx:\\c\\n\\\\\n\na^@b^@DISCONNECT\n"
    "receipt:bye\n\n^@SEND\ndestination:/a\n\nlate^@",
    "CONNECT\r\naccept-version:1.2\r\n\r\n^@\r\nSEND\r\ndestination:/t\r\nreceipt:1\r\n\r\nhi^@",
    "CONNECT\n\n^@SUBSCRIBE\ndestination:/t\nid : 1 \n\n^@SEND\ndestination:/t\n\nhello^@",
    "CONNECT\naccept-version:1.1\n\n^@SEND\ndestination:/"
    "t\nundefined:\\r\nreceipt:1\n\n^@ACK\n\n^@",
    "CONNECT\naccept-version:1.2\n\n^@SEND\ncontent-length:2\ndestination:/t\n\nabc^@",
    "CONNECT\naccept-version:1.2\n\n^@\rSEND\n\n^@",
    "SEND\ndestination:/t\nreceipt:7\n\n^@",
    "\x16\x03\x01",
    "CONNECT\naccept-version:9.9\n\n^@",
};

// The place that an ERROR names is counted by the broker, which is told of parts by EOLs.
std::string without_places(const std::string& heard) {
  const std::string text = std::regex_replace(heard, std::regex("near octet [0-9]+"), "");
  return std::regex_replace(text, std::regex("content-length:1?[0-9]{2}\n"), "");
}

TEST(DeviatingBroker, ChangesNoOctetByItself) {
  for (const std::string_view text : conversations) {
    Listener plain(make_broker(settings(), nothing));
    Listener around(make_broker(settings(), &idle));
    for (Listener* const each : {&plain, &around}) {
      each->opens(1);
      each->says(1, text);
    }
    EXPECT_EQ(around.hears(1), plain.hears(1)) << text;
    for (Listener* const each : {&plain, &around}) {
      each->opens(2);
      each->spells(2, text);
    }
    EXPECT_EQ(without_places(around.hears(2)), without_places(plain.hears(2))) << text;
  }
}

TEST(DeviatingBroker, ChangesNoOctetOfWhatExceedsTheLimits) {
  const std::string texts[] = {
      "CONNECT\naccept-version:1.2\n\n^@SEND\nx:" + std::string(20'000, 'x'),
      "CONNECT\naccept-version:1.2\n\n^@SEND\ncontent-length:99999999\n\n"};
  for (const std::string& text : texts) {
    Listener plain(make_broker(settings(), nothing));
    Listener around(make_broker(settings(), &idle));
    for (Listener* const each : {&plain, &around}) {
      each->opens(1);
      each->says(1, text);
    }
    EXPECT_EQ(around.hears(1), plain.hears(1));
  }
}

TEST(DeviatingBroker, KeepsTheClockOfTheBroker) {
  Listener plain(make_broker(settings(100), nothing));
  Listener around(make_broker(settings(100), &idle));
  for (Listener* const each : {&plain, &around}) {
    each->connects(1, "accept-version:1.2\nheart-beat:100,100\n");
    each->waits(250ms);
    each->says(1, "SEND\ndest");  // a part is a sign of life
    each->waits(250ms);
    each->says(1, "ination:/t");
    each->waits(1s);
  }
  const std::string heard = around.hears(1);
  EXPECT_EQ(heard, plain.hears(1));
  EXPECT_NE(heard.find("heart-beat missed"), std::string::npos);
}

// ---- What a deviation can do
// --------------------------------------------------------------------------

TEST(DeviatingBroker, BendsFramesBothWays) {
  const Deviation deviation{.receives =
                                [](Link&, WireFrame& frame) {
                                  if (frame.has("receipt"))
                                    frame.set("receipt", frame.value("receipt") + "-in");
                                },
                            .sends =
                                [](Link&, WireFrame& frame) {
                                  if (frame.is("RECEIPT"))
                                    frame.set("receipt-id", frame.value("receipt-id") + "-out");
                                }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "SEND\ndestination:/t\nreceipt:r\n\n^@");
  EXPECT_EQ(listener.hears(1), octets_of("RECEIPT\nreceipt-id:r-in-out\n\n^@"));
}

TEST(DeviatingBroker, SendsMoreBeforeTheFrameAtHand) {
  const Deviation deviation{
      .receives =
          [](Link& link, WireFrame& frame) {
            if (!frame.is("ACK")) return;
            link.to_broker(WireFrame::of("SEND", {"destination:/t", "receipt:first"}));
            frame = WireFrame::of("SEND", {"destination:/t", "receipt:second"});
          },
      .sends =
          [](Link& link, WireFrame& frame) {
            if (frame.is("RECEIPT")) link.to_client(WireFrame::eol());
          }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "ACK\n\n^@");
  EXPECT_EQ(listener.hears(1), octets_of("\nRECEIPT\nreceipt-id:first\n\n^@"
                                         "\nRECEIPT\nreceipt-id:second\n\n^@"));
}

TEST(DeviatingBroker, DropsWhatIsDroppedAndPretends) {
  const Deviation deviation{.receives = [](Link& link, WireFrame& frame) {
    if (frame.is("ACK")) link.pretend(frame);
    if (frame.is("NACK")) frame.drop();
  }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "ACK\nreceipt:r\n\n^@NACK\n\n^@");
  EXPECT_EQ(listener.hears(1), octets_of("RECEIPT\nreceipt-id:r\n\n^@"));
}

TEST(DeviatingBroker, KnowsWhatTheClientHasAndOwes) {
  const Deviation deviation{.receives = [](Link& link, WireFrame& frame) {
    if (!frame.is("report")) return;
    std::string text;
    for (const auto& [id, subscribe] : link.subscriptions()) text += id + link.ack_mode(id) + " ";
    for (const Link::Delivery& each : link.pending()) text += each.subscription + each.ack + " ";
    for (const std::string& each : link.transactions()) text += each + " ";
    link.to_client(WireFrame::of("REPORT", {}, text));
    frame.drop();
  }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1,
                "SUBSCRIBE\nid:a\ndestination:/queue/a\nack:client\n\n^@"
                "SUBSCRIBE\nid:b\ndestination:/queue/b\nack:client-individual\n\n^@"
                "SUBSCRIBE\nid:c\ndestination:/queue/c\n\n^@"
                "BEGIN\ntransaction:t\n\n^@BEGIN\ntransaction:u\n\n^@COMMIT\ntransaction:u\n\n^@");
  for (const char* const queue : {"a", "a", "a", "b", "b", "c"}) {
    listener.says(1, "SEND\ndestination:/queue/" + std::string(queue) + "\n\n^@");
  }
  listener.says(1, "ACK\nid:1-2\n\n^@ACK\nid:2-2\n\n^@UNSUBSCRIBE\nid:c\n\n^@");
  listener.hears(1);
  listener.says(1, "report\n\n^@");
  EXPECT_EQ(listener.hears(1), octets_of("REPORT\n\naclient bclient-individual a1-3 b2-1 t ^@"));
}

TEST(DeviatingBroker, MaySwallowTheCloseAndGoOn) {
  const Deviation deviation{.closes = [](Link& link) {
    link.revive();
    return false;
  }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1,
                "SUBSCRIBE\nid:0\ndestination:/t\n\n^@ACK\nid:none\n\n^@"
                "SEND\ndestination:/t\nreceipt:r\n\nhello^@");
  const std::string heard = listener.hears(1);
  EXPECT_TRUE(heard.starts_with("ERROR\n")) << heard;
  EXPECT_EQ(heard.find("<close>"), std::string::npos);
  EXPECT_EQ(heard.find("CONNECTED"), std::string::npos);
  EXPECT_NE(heard.find("receipt-id:r"), std::string::npos);
  EXPECT_NE(heard.find("hello"), std::string::npos) << "the subscription is gone";
}

// A SUBSCRIBE that was refused is not made again, which would fail for ever.
TEST(DeviatingBroker, RevivesWithoutWhatFailed) {
  const Deviation deviation{.closes = [](Link& link) {
    link.revive();
    return false;
  }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "SUBSCRIBE\nid:0\ndestination:/t\nack:nonsense\n\n^@");
  EXPECT_TRUE(listener.hears(1).starts_with("ERROR\n"));
  listener.says(1, "SEND\ndestination:/t\nreceipt:r\n\n^@");
  EXPECT_EQ(listener.hears(1), octets_of("RECEIPT\nreceipt-id:r\n\n^@"));
}

TEST(DeviatingBroker, TellsWhenAClientIsLost) {
  const Deviation deviation{.loses = [](Link& link) {
    link.to_broker(WireFrame::of("SEND", {"destination:/t"}, "last words"));
  }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.connects(2);
  listener.says(1, "SUBSCRIBE\nid:0\ndestination:/t\n\n^@");
  listener.hangs_up(2);
  EXPECT_NE(listener.hears(1).find("last words"), std::string::npos);
}

TEST(DeviatingBroker, ClosesOfItsOwnAccord) {
  const Deviation deviation{.receives = [](Link& link, WireFrame& frame) {
    if (frame.is("ACK")) link.close();
  }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "ACK\n\n^@SEND\ndestination:/t\nreceipt:r\n\n^@");
  EXPECT_EQ(listener.hears(1), "<close>");
}

// What is dropped on its way must not make the client look as if it did not read.
TEST(DeviatingBroker, CountsWhatIsDroppedAsSent) {
  const Deviation deviation{
      .settings = [](Settings& settings) { settings.limits.outbound_octets_max = 1000; },
      .sends =
          [](Link&, WireFrame& frame) {
            if (frame.is("MESSAGE")) frame.drop();
          }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "SUBSCRIBE\nid:0\ndestination:/t\n\n^@");
  for (int i = 0; i < 100; ++i) listener.says(1, "SEND\ndestination:/t\n\nhello^@");
  listener.says(1, "SEND\ndestination:/u\nreceipt:r\n\n^@");
  EXPECT_EQ(listener.hears(1), octets_of("RECEIPT\nreceipt-id:r\n\n^@"));
}

TEST(DeviatingBroker, FindsTheEndOfFramesAsTheDeviationMeasures) {
  const Deviation deviation{
      .measures = [](const WireFrame&) -> std::optional<std::size_t> { return std::nullopt; }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "SEND\ndestination:/t\ncontent-length:99\nreceipt:r\n\nhello^@");
  EXPECT_EQ(listener.hears(1), octets_of("RECEIPT\nreceipt-id:r\n\n^@"));
}

TEST(DeviatingBroker, AsksTheBentPolicy) {
  const Deviation deviation{.judges = [](const Right& right, const Identity& identity,
                                         Permission permission,
                                         std::string_view destination) -> std::optional<Violation> {
    if (destination == "/closed") return Violation{.message = "closed"};
    return right.policy.judge(identity, permission, destination);
  }};
  Listener listener = bent(deviation);
  listener.connects(1);
  listener.says(1, "SEND\ndestination:/open\nreceipt:r\n\n^@SEND\ndestination:/closed\n\n^@");
  const std::string heard = listener.hears(1);
  EXPECT_NE(heard.find("receipt-id:r"), std::string::npos);
  EXPECT_NE(heard.find("ERROR\nmessage:closed"), std::string::npos);
}

// Every deviation, and frames that may lead it astray: it must go on or end, and not hang or die.
TEST(DeviatingBroker, SurvivesEveryDeviation) {
  for (const Deviation& deviation : deviations()) {
    for (const PolicyKind policy : {PolicyKind::open, PolicyKind::rocketmq}) {
      if (!reaches(deviation, policy)) continue;
      Listener listener(make_broker(sample_settings(policy), &deviation));
      ConnectionId id = 0;
      for (const std::string_view text : conversations) {
        listener.opens(++id);
        listener.says(id, text);
        listener.opens(++id);
        listener.spells(id, text);
      }
      listener.waits(2s);
      for (; id > 0; --id) listener.hangs_up(id);
    }
  }
}

}  // namespace
}  // namespace broker
