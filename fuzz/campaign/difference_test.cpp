// What counts as a difference from the reference broker, and what does not.

#include "fuzz/campaign/difference.hpp"

#include <gtest/gtest.h>

namespace campaign {
namespace {

std::string frame(std::string text) {
  text.push_back('\0');
  return text;
}

class Differing : public testing::Test {
 protected:
  // What the target answers behind CONNECTED, where it gets `sent` behind CONNECT.
  [[nodiscard]] std::string difference(const std::string& sent, const std::string& got,
                                       bool ended = false) const {
    fuzz::Script script;
    script.moves.emplace_back(fuzz::Segment{2, dialect_.connect(stomp::Version::v1_2, 0), {}});
    script.moves.emplace_back(fuzz::Segment{2, sent, {}});
    Performance performance{.wire = {}, .accusations = {}, .signature = {}, .refused = {}};
    performance.finished = true;
    const auto event = [&](WireEvent::Kind kind, const std::string& octets) {
      performance.wire.push_back({.connection = 0, .kind = kind, .octets = octets});
    };
    event(WireEvent::Kind::received, frame("CONNECTED\nversion:1.2\n\n") + got);
    if (ended) event(WireEvent::Kind::ended, "fin");
    return Comparison(dialect_).difference(fuzz::write_script(script), performance);
  }

  [[nodiscard]] std::string send(const std::string& headers, const std::string& body = "x") const {
    return frame("SEND\ndestination:" + dialect_.topic(0) + headers + "\n\n" + body);
  }

  Dialect dialect_{conformance::default_profile({}), "fuzz", 4};
};

TEST_F(Differing, IsNotWhatServersMayChoose) {
  EXPECT_EQ(difference(send("\nreceipt:a"), frame("RECEIPT\nreceipt-id:a\nserver:x\n\n")), "");
  // The words of an ERROR, and whether there are any.
  EXPECT_EQ(difference(frame("NONSENSE\n\n"), frame("ERROR\nmessage:away\n\n"), true), "");
  EXPECT_EQ(difference(frame("NONSENSE\n\n"), "", true), "");
  // Whoever says DISCONNECT is let go sooner or later.
  const std::string bye = frame("DISCONNECT\nreceipt:z\n\n");
  EXPECT_EQ(difference(bye, frame("RECEIPT\nreceipt-id:z\n\n")), "");
  EXPECT_EQ(difference(bye, frame("RECEIPT\nreceipt-id:z\n\n"), true), "");
  // A MESSAGE that has not come yet.
  const std::string topic = dialect_.topic(0);
  EXPECT_EQ(difference(frame("SUBSCRIBE\nid:s\ndestination:" + topic + "\n\n") + send(""), ""), "");
}

TEST_F(Differing, IsWhoWasRefused) {
  EXPECT_EQ(difference(frame("NONSENSE\n\n"), ""),
            "the reference broker refuses (unknown command), the target does not");
  EXPECT_EQ(
      difference(send("\nx:a\\tb"), ""),
      "the reference broker refuses (undefined escape sequence in a header.), the target does not");
  EXPECT_EQ(difference(send("\nx:1"), frame("ERROR\nmessage:bad header \"x\" at 123\n\n"), true),
            "the target refuses (bad header ... at #), the reference broker does not");
  EXPECT_EQ(difference(send("\nx:1"), "", true),
            "the target refuses (without a word), the reference broker does not");
}

TEST_F(Differing, IsWhatWasAnswered) {
  EXPECT_EQ(difference(send("\nreceipt:a`b"), ""),
            "only the reference broker sends a RECEIPT of SEND");
  EXPECT_EQ(difference(send(""), frame("RECEIPT\nreceipt-id:a\n\n")),
            "only the target sends a RECEIPT of ?");
  const std::string topic = dialect_.topic(0);
  const std::string sent =
      frame("SUBSCRIBE\nid:s\ndestination:" + topic + "\n\n") + send("", "one");
  const auto message = [&](const std::string& destination, const std::string& body) {
    return frame("MESSAGE\nsubscription:s\nmessage-id:1\ndestination:" + destination + "\n\n" +
                 body);
  };
  EXPECT_EQ(difference(sent, message(topic, "one")), "");
  EXPECT_EQ(difference(sent, message(topic, "two")), "the target sends other bodies");
  EXPECT_EQ(difference(sent, message(topic, "one") + message(topic, "one")),
            "the target sends more MESSAGEs");
  // A queue may hold what others have left there.
  EXPECT_EQ(difference(sent, message(dialect_.queue(0), "two")), "");
}

TEST_F(Differing, IsNotLookedForWhereChanceHasASay) {
  const std::string connect = dialect_.connect(stomp::Version::v1_2, 0);
  const std::string script = fuzz::quoted(connect + frame("NONSENSE\n\n"));
  Performance performance{.wire = {}, .accusations = {}, .signature = {}, .refused = {}};
  performance.wire.push_back(
      {.kind = WireEvent::Kind::received, .octets = frame("CONNECTED\nversion:1.2\n\n")});
  const Comparison comparison(dialect_);
  EXPECT_EQ(comparison.difference(script, performance), "") << "it was not finished";
  performance.finished = true;
  EXPECT_NE(comparison.difference(script, performance), "");
  EXPECT_EQ(comparison.difference(script + "`H", performance), "") << "the client ends it";
  performance.whole = false;
  EXPECT_EQ(comparison.difference(script, performance), "") << "not all was kept";
}

TEST(Difference, IsKnownByItsWords) {
  EXPECT_EQ(difference_of("some words", "a").key, difference_of("some words", "b").key);
  EXPECT_NE(difference_of("some words", "a").key, difference_of("other words", "a").key);
  EXPECT_EQ(difference_of("some words", "a").key.size(), 12U);
}

TEST(Difference, IsHarmlessToRead) {
  Difference difference = difference_of("the target refuses (<script>)", "a\x1b[2J");
  difference.wire = "A  >> one\nA  << two\n";
  const std::string text = differences_text({difference});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("(<script>"), std::string::npos);
  EXPECT_NE(text.find("    A  >> one\n    A  << two\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace campaign
