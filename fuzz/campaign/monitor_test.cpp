// Each accusation is made of a wire that breaks its rule, and of no wire that almost does.

#include "fuzz/campaign/monitor.hpp"

#include <functional>
#include <set>

#include <gtest/gtest.h>

namespace campaign {
namespace {

using stomp::Version;

const Dialect& dialect() {
  static const Dialect made(conformance::default_profile({}), "fuzz", 4);
  return made;
}

// Who: '>' the client sends, '|' it would have sent, '<' the server does, '#' the server ends the
// connection, '~' resets it, '.' nothing more comes.
struct Step {
  char who;
  std::string octets = {};
};
using Wire = std::vector<Step>;

std::string frame(std::string text) {
  if (text.find("\n\n") == std::string::npos) text += "\n\n";
  text.push_back('\0');
  return text;
}
Step sent(const std::string& text) {
  return {'>', frame(text)};
}
Step got(const std::string& text) {
  return {'<', frame(text)};
}
const Step silence{'.'};
const Step end{'#'};
const Step reset{'~'};

Wire operator+(Wire first, const Wire& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const std::string& topic() {
  static const std::string name = dialect().topic(1);
  return name;
}
std::string send(const std::string& headers = "", const std::string& body = "hello") {
  return "SEND\ndestination:" + topic() + headers + "\n\n" + body;
}
std::string subscribe(const std::string& headers = "") {
  return "SUBSCRIBE\nid:s\ndestination:" + topic() + headers;
}
std::string message(const std::string& headers = "\nsubscription:s",
                    const std::string& body = "hello") {
  return "MESSAGE\nmessage-id:1\ndestination:" + topic() + headers + "\n\n" + body;
}
Step connect(Version version) {
  return {'>', dialect().connect(version, 0)};
}
Wire connected(Version version) {
  return {connect(version), got("CONNECTED\nversion:" + std::string(stomp::to_string(version)))};
}

std::vector<Accusation> judged(const Wire& wire, bool keeps_ledger = true) {
  Ledger ledger;
  Monitor monitor(dialect(), keeps_ledger ? &ledger : nullptr);
  for (const Step& step : wire) {
    if (step.who == '>') monitor.on_sent(step.octets);
    if (step.who == '|') monitor.on_unsent(step.octets);
    if (step.who == '<') monitor.on_received(step.octets);
    if (step.who == '#' || step.who == '~') monitor.on_ended(step.who == '#');
    if (step.who == '.') monitor.on_silence();
  }
  return monitor.take();
}

// What is accused: "kind clause subject", a line each.
std::string words_of(const std::vector<Accusation>& accusations) {
  std::string text;
  for (const Accusation& each : accusations) {
    text += std::string(to_string(each.kind)) + ' ' + each.clause + ' ' + each.subject + '\n';
  }
  return text;
}

struct Row {
  const char* accusation;  // "kind clause subject"
  Wire wrong;
  std::vector<Wire> right;  // almost the same
};

Wire in(Version version, Wire wire) {
  return connected(version) + wire;
}
constexpr Version v0 = Version::v1_0;
constexpr Version v1 = Version::v1_1;
constexpr Version v2 = Version::v1_2;

std::vector<Row> of_frames() {
  const Step receipt = got("RECEIPT\nreceipt-id:r");
  return {
      {"violation frames/grammar header line without a colon",
       in(v2, {got("RECEIPT\nnonsense")}),
       {in(v2, {sent(send("\nreceipt:r")), got("RECEIPT\nreceipt-id:r\nnonsense:")})}},
      {"violation frames/server-commands unknown command of the server",
       in(v2, {got("HELLO")}),
       {in(v2, {sent(send("\nreceipt:r")), receipt})}},
      {"violation connecting/connected CONNECTED that nobody asked for",
       in(v2, {got("CONNECTED\nversion:1.2")}),
       {in(v2, {}), in(v2, {connect(v2), got("CONNECTED\nversion:1.2")})}},
      {"violation negotiation/highest-common version that was not offered",
       {connect(v1), got("CONNECTED\nversion:1.2")},
       {in(v0, {}), in(v1, {}), in(v2, {}), {connect(v0), got("CONNECTED")}}},
      {"violation receipt/receipt-id RECEIPT without receipt-id",
       in(v2, {sent(send("\nreceipt:r")), got("RECEIPT"), receipt}),
       {in(v2, {sent(send("\nreceipt:r")), receipt})}},
      {"violation receipt/requested RECEIPT that nobody asked for",
       in(v2, {sent(send("\nreceipt:r")), receipt, receipt}),
       {in(v2, {sent(send("\nreceipt:r")), sent(send("\nreceipt:r")), receipt, receipt}),
        // Whose header it is depends on how a server reads what is no frame.
        in(v2, {sent("SEND\nx\nreceipt:r"), receipt})}},
      {"violation connecting/connected MESSAGE before CONNECTED",
       {connect(v2), got(message())},
       {in(v2, {sent(subscribe()), sent(send()), got(message())})}},
      {"violation connecting/connected no answer to CONNECT",
       {connect(v2), silence},
       {in(v2, {silence}),
        {silence},
        {sent("CONNECT\naccept-version:1.2\nhost:elsewhere"), silence}}},
      {"violation receipt/requested no RECEIPT of SEND",
       in(v2, {sent(send("\nreceipt:r")), silence}),
       {in(v2, {sent(send("\nreceipt:r")), receipt, silence}), in(v2, {sent(send()), silence}),
        in(v1, {sent("NACK\nmessage-id:1\nsubscription:s\nreceipt:r"), silence})}},
      {"violation error/connection-closed open behind ERROR",
       in(v2, {sent("NONSENSE"), got("ERROR"), silence}),
       {in(v2, {sent("NONSENSE"), got("ERROR"), end}),
        in(v1, {sent("NONSENSE"), got("ERROR"), silence})}},
      {"violation error/connection-closed a frame behind ERROR",
       in(v2, {sent("NONSENSE"), got("ERROR"), got("ERROR")}),
       {in(v1, {sent("NONSENSE"), got("ERROR"), got("ERROR")})}},
  };
}

std::vector<Row> of_messages() {
  const Wire subscribed = {sent(subscribe()), sent(send())};
  const auto to = [&](Version version, const Step& step) {
    return in(version, subscribed + Wire{step});
  };
  const Wire unsubscribed = {sent(subscribe()), sent("UNSUBSCRIBE\nid:s\nreceipt:u")};
  const Wire explicit_ack = {sent(subscribe("\nack:client")), sent(send())};
  const Wire open = {sent(subscribe()), sent("BEGIN\ntransaction:t"),
                     sent(send("\ntransaction:t"))};
  const std::string no_destination = "MESSAGE\nmessage-id:1\nsubscription:s\n\nhello";
  const std::string no_id = "MESSAGE\nsubscription:s\ndestination:" + topic() + "\n\nhello";
  return {
      {"violation message/destination MESSAGE without destination",
       to(v2, got(no_destination)),
       {to(v2, got(message()))}},
      {"violation message/message-id MESSAGE without message-id",
       to(v2, got(no_id)),
       {to(v1, got(message()))}},
      {"violation message/subscription MESSAGE without subscription",
       to(v1, got(message(""))),
       {to(v0, got(message(""))), to(v1, got(message()))}},
      {"violation message/subscription MESSAGE of no subscription",
       to(v2, got(message("\nsubscription:z"))),
       {to(v2, got(message()))}},
      {"violation unsubscribe/stops MESSAGE behind the RECEIPT of UNSUBSCRIBE",
       in(v2, unsubscribed + Wire{sent(send()), got("RECEIPT\nreceipt-id:u"), got(message())}),
       {in(v2, unsubscribed + Wire{sent(send()), got(message()), got("RECEIPT\nreceipt-id:u")})}},
      {"violation message/ack-header MESSAGE without ack",
       in(v2, explicit_ack + Wire{got(message())}),
       {in(v2, explicit_ack + Wire{got(message("\nsubscription:s\nack:1"))}),
        in(v1, explicit_ack + Wire{got(message())}), to(v2, got(message()))}},
      {"violation transactions/atomic-send MESSAGE before COMMIT",
       in(v2, open + Wire{got(message())}),
       {in(v2, open + Wire{sent("COMMIT\ntransaction:t"), got(message())})}},
      {"violation transactions/abort MESSAGE of a transaction that was aborted",
       in(v2, open + Wire{sent("ABORT\ntransaction:t"), got(message())}),
       {in(v2, open + Wire{sent("ABORT\ntransaction:t"), sent(send()), got(message())})}},
      {"violation message/body body that nobody sent",
       to(v2, got(message("\nsubscription:s", "hell"))),
       {to(v2, got(message()))}},
  };
}

std::vector<Row> of_refusals() {
  const Step receipt = got("RECEIPT\nreceipt-id:r");
  const Step lost = sent("SEND\nreceipt:r\n\nlost");
  const Step behind = sent(send("\nreceipt:q"));
  const Step later = got("RECEIPT\nreceipt-id:q");
  return {
      {"refusal send/delivers SEND is refused",
       in(v2, {sent(send()), got("ERROR\nmessage:no"), end}),
       {in(v2, {sent("SEND\n\nlost"), got("ERROR\nmessage:no"), end}),
        in(v2, {sent(send("\nx-a")), got("ERROR\nmessage:no"), end}),
        in(v2, {sent(send("", std::string(100'000, 'x'))), got("ERROR\nmessage:no"), end})}},
      {"refusal subscribe/registers SUBSCRIBE is refused",
       in(v1, {sent(subscribe()), reset}),
       {in(v1, {sent(subscribe()), sent("DISCONNECT"), reset}),
        in(v1, {sent(subscribe()), sent(subscribe()), reset})}},
      {"refusal connecting/connected CONNECT is refused",
       {connect(v2), got("ERROR\nmessage:no"), end},
       {{sent("CONNECT\naccept-version:1.2\nhost:elsewhere"), got("ERROR\nmessage:no"), end}}},
      {"acceptance send/failure-is-error SEND without destination",
       in(v2, {lost, receipt}),
       {in(v2, {lost, got("ERROR\nreceipt-id:r"), end}), in(v2, {lost, end}),
        in(v0, {lost, receipt})}},
      {"acceptance send/failure-is-error SEND without destination",
       in(v1, {sent("SEND\n\nlost"), behind, later, silence}),
       {in(v1, {sent("SEND\n\nlost"), behind, later, end}),
        in(v1, {sent("SEND\n\nlost"), silence})}},
      {"acceptance subscribe/failure-is-error SUBSCRIBE without destination",
       in(v2, {sent("SUBSCRIBE\nid:s\nreceipt:r"), receipt}),
       {in(v2, {sent("SUBSCRIBE\nid:s\nreceipt:r"), end})}},
      {"acceptance value-encoding/undefined-escape undefined escape sequence",
       in(v2, {sent(send("\nx-a:\\t\nreceipt:r")), receipt}),
       {in(v2, {sent(send("\nx-a:\\t\nreceipt:r")), end}),
        in(v2, {sent(send("\nx-a:\\n\nreceipt:r")), receipt}),
        in(v0, {sent(send("\nx-a:\\t\nreceipt:r")), receipt})}},
  };
}

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.accusation);
    EXPECT_EQ(words_of(judged(row.wrong)), std::string(row.accusation) + '\n');
    for (const Wire& right : row.right) {
      EXPECT_EQ(words_of(judged(right)), "") << &right - row.right.data();
    }
  }
}

TEST(Monitor, AccusesOfFrames) {
  check(of_frames());
}
TEST(Monitor, AccusesOfMessages) {
  check(of_messages());
}
TEST(Monitor, AccusesOfRefusals) {
  check(of_refusals());
}

// However octets are cut.
TEST(Monitor, JudgesTheSameOctetByOctet) {
  for (const auto& rows : {of_frames(), of_messages(), of_refusals()}) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.accusation);
      std::vector<Wire> wires = row.right;
      wires.push_back(row.wrong);
      for (const Wire& wire : wires) {
        Wire cut;
        for (const Step& step : wire) {
          if (step.octets.empty()) cut.push_back(step);
          for (const char octet : step.octets) cut.push_back({step.who, std::string(1, octet)});
        }
        EXPECT_EQ(words_of(judged(cut)), words_of(judged(wire)));
      }
    }
  }
}

TEST(Monitor, JudgesARefusalInTheMiddleOfAFrameByItsWhole) {
  const std::string whole = frame(send("\nreceipt:r"));
  const Wire begun = connected(Version::v1_2) + Wire{{'>', whole.substr(0, 12)}, end};
  EXPECT_TRUE(judged(begun).empty()) << "it may have become anything";
  const auto accusations = judged(begun + Wire{{'|', whole.substr(12)}});
  ASSERT_EQ(accusations.size(), 1U);
  EXPECT_EQ(accusations[0].kind, Kind::refusal);
  EXPECT_EQ(accusations[0].clause, "send/delivers");
  EXPECT_TRUE(judged(begun + Wire{{'|', frame("x-a:1\n\n")}}).empty()) << "no legal SEND";
  EXPECT_TRUE(judged({{'>', "SUBSCRIBE\nid:s"}, end, {'|', frame("\n\n")}}).empty())
      << "before CONNECT";
}

TEST(Monitor, IsNotSureOfACarriageReturnInConnect) {
  std::string octets = connect(Version::v1_1).octets;
  EXPECT_FALSE(judged({{'>', octets}, got("ERROR\nmessage:no"), end}).empty());
  octets.insert(octets.find('\n', octets.find("host:")), 1, '\r');
  EXPECT_TRUE(judged({{'>', octets}, got("ERROR\nmessage:no"), end}).empty());
}

TEST(Monitor, IsNotSureOfAReceiptThatIsNoHeaderValue) {
  const auto receipt = [](const std::string& id) {
    return judged(connected(Version::v1_1) +
                  Wire{sent(send("\nreceipt:a:b")), got("RECEIPT\nreceipt-id:" + id)});
  };
  EXPECT_TRUE(receipt("a\\cb").empty());
  EXPECT_TRUE(receipt("ab").empty());
}

TEST(Monitor, LooksAtBodiesOnlyWithALedger) {
  const Wire wire =
      in(v2, {sent(subscribe()), sent(send()), got(message("\nsubscription:s", "other"))});
  EXPECT_NE(words_of(judged(wire)), "");
  EXPECT_EQ(words_of(judged(wire, false)), "");
}

TEST(Monitor, KnowsWhatIsOwed) {
  Ledger ledger;
  Monitor monitor(dialect(), &ledger);
  EXPECT_FALSE(monitor.owes());
  monitor.on_sent(dialect().connect(v2, 0));
  EXPECT_TRUE(monitor.owes());
  monitor.on_received(frame("CONNECTED\nversion:1.2"));
  EXPECT_FALSE(monitor.owes());
  monitor.on_sent(frame(send("\nreceipt:r")));
  EXPECT_TRUE(monitor.owes());
  EXPECT_EQ(monitor.receipts_owed(), 1U);
  monitor.on_received(frame("RECEIPT\nreceipt-id:r"));
  EXPECT_FALSE(monitor.owes());
  // The end of the connection.
  monitor.on_sent(frame("DISCONNECT"));
  EXPECT_TRUE(monitor.owes());
  monitor.on_ended(true);
  EXPECT_FALSE(monitor.owes());
  EXPECT_EQ(monitor.signature(), "CONN RECE fin ");
}

}  // namespace
}  // namespace campaign
