// How the parser is called: versions that change, views and where they point, moves, misuse.

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

#include "stomp/parser.hpp"
#include "stomp/testing.hpp"

namespace stomp {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr Version v1_0 = Version::v1_0;
constexpr Version v1_1 = Version::v1_1;
constexpr Version v1_2 = Version::v1_2;

Frame frame(std::string command, std::vector<Header> headers = {}, std::string body = "") {
  return {.command = std::move(command), .headers = std::move(headers), .body = std::move(body)};
}

ParseError error(ParseFault fault, std::uint64_t offset) {
  return {.fault = fault, .offset = offset};
}

// The next event, where one is due.
ParseEvent due(Parser& parser) {
  const std::optional<ParseEvent> event = parser.next();
  EXPECT_TRUE(event.has_value()) << "no event";
  return event.value_or(Eol{});
}

TEST(Parser, TellsWhetherAColonStoodUnescaped) {
  struct Row {
    Version version;
    std::string_view octets;
    bool had_bare_colon;
  };
  const Row rows[] = {
      {v1_0, "SEND\nx:a:b\n\n\0"sv, false},      {v1_1, "SEND\nx:a:b\n\n\0"sv, true},
      {v1_2, "SEND\nx:a:b\ny:c\n\n\0"sv, true},  {v1_2, "SEND\nx:a\\cb\n\na:b\0"sv, false},
      {v1_2, "CONNECTED\nx:a:b\n\n\0"sv, false},
  };
  for (const Row& row : rows) {
    Parser parser(row.version);
    parser.feed(row.octets);
    static_cast<void>(due(parser));
    EXPECT_EQ(parser.had_bare_colon(), row.had_bare_colon) << row.octets;
  }
}

TEST(Parser, ForgetsTheColonOfTheFrameBefore) {
  Parser parser(v1_2);
  parser.feed("SEND\nx:a:b\n\n\0SEND\nx:1\n\n\0"sv);
  static_cast<void>(due(parser));
  EXPECT_TRUE(parser.had_bare_colon());
  static_cast<void>(due(parser));
  EXPECT_FALSE(parser.had_bare_colon());
}

TEST(Parser, ChangesTheVersionBetweenTwoFramesOfOneSegment) {
  const std::string_view octets = "CONNECT\na:\\r\n\n\0SEND\na: \\r\n\n\0\r\n"sv;
  const auto second_in = [octets](Version version) {
    Parser parser;
    parser.feed(octets);
    EXPECT_EQ(own(due(parser)), OwnedEvent(frame("CONNECT", {{"a", "\\r"}})));
    parser.set_version(version);
    EXPECT_EQ(parser.version(), version);
    return own(due(parser));
  };
  EXPECT_EQ(second_in(v1_0), OwnedEvent(frame("SEND", {{"a", "\\r"}})));
  EXPECT_EQ(second_in(v1_1), OwnedEvent(error(ParseFault::undefined_escape, 20)));
  EXPECT_EQ(second_in(v1_2), OwnedEvent(frame("SEND", {{"a", " \r"}})));
}

// The CR came while 1.2 was spoken and could have been half an EOL; in 1.1 it cannot.
TEST(Parser, JudgesAPendingCarriageReturnByTheVersionInForce) {
  Parser parser(v1_2);
  parser.feed("\r");
  EXPECT_EQ(parser.next(), std::nullopt);
  EXPECT_TRUE(parser.between_frames());
  parser.set_version(v1_1);
  parser.feed("\n");
  EXPECT_EQ(own(due(parser)), OwnedEvent(error(ParseFault::malformed_command, 0)));
}

TEST(Parser, SpeaksTheLatestVersionUntilItIsTold) {
  EXPECT_EQ(Parser().version(), v1_2);
}

TEST(Parser, KnowsWhetherItIsBetweenTwoFrames) {
  Parser parser;
  EXPECT_TRUE(parser.between_frames());
  for (const std::string_view part : {"S"sv, "END\n"sv, "a:b"sv, "\n\n"sv, "body"sv}) {
    parser.feed(part);
    EXPECT_EQ(parser.next(), std::nullopt);
    EXPECT_FALSE(parser.between_frames()) << part;
  }
  parser.feed("\0B"sv);
  EXPECT_TRUE(parser.next().has_value());
  EXPECT_TRUE(parser.between_frames());
  EXPECT_EQ(parser.next(), std::nullopt);
  EXPECT_FALSE(parser.between_frames());
  parser.feed("\x01");
  EXPECT_TRUE(parser.next().has_value());
  EXPECT_FALSE(parser.between_frames());
}

TEST(Parser, GivesViewsOfTheFedOctetsWhereFramesComeWhole) {
  const std::string octets = "SEND\na:b\nc\\c:d\n\nbody\0SEND\ncontent-length:1\n\nx\0"s;
  const auto fed = [&octets](std::string_view view) {
    return octets.data() <= view.data() && view.data() < octets.data() + octets.size();
  };
  Parser parser;
  parser.feed(octets);
  for (int frames = 0; frames < 2; ++frames) {
    const auto view = std::get<FrameView>(due(parser));
    EXPECT_TRUE(fed(view.command));
    EXPECT_TRUE(fed(view.body));
    EXPECT_TRUE(fed(view.headers[0].name) && fed(view.headers[0].value));
  }
}

// After a frame that came in two segments, the next is read where it is again.
TEST(Parser, GivesViewsOfTheFedOctetsAfterASplitFrame) {
  const std::string second = "b\n\n\0SEND\n\nbody\0"s;
  Parser parser;
  parser.feed("SEND\na:");
  EXPECT_EQ(parser.next(), std::nullopt);
  parser.feed(second);
  EXPECT_EQ(own(due(parser)), OwnedEvent(frame("SEND", {{"a", "b"}})));
  const auto view = std::get<FrameView>(due(parser));
  EXPECT_EQ(view.body.data(), second.data() + second.find("body"));
}

TEST(Parser, ReadsOnAfterItWasMoved) {
  const std::string_view octets = "SEND\na:\\c\n\nbody\0\n"sv;
  for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
    Events events;
    Parser first;
    feed_segment(first, octets.substr(0, cut), events);
    Parser second(std::move(first));
    feed_segment(second, octets.substr(cut), events);
    EXPECT_EQ(events, (Events{frame("SEND", {{"a", ":"}}, "body"), Eol{}})) << cut;
  }
}

TEST(Parser, TakesEmptySegments) {
  Parser parser;
  Events events;
  for (const std::string_view part : {""sv, "SEND\n"sv, ""sv, "\n\0"sv, ""sv}) {
    feed_segment(parser, part, events);
  }
  EXPECT_EQ(events, Events{frame("SEND")});
}

TEST(ParserDeathTest, DiesWhereOctetsWouldBeLost) {
  Parser parser;
  parser.feed("\n");
  EXPECT_DEATH(parser.feed("\n"), "next\\(\\) has to run dry before feed\\(\\) is called again");
}

TEST(ParserDeathTest, DiesWhereTheVersionChangesWithinAFrame) {
  Parser parser;
  parser.feed("SEND\n");
  EXPECT_EQ(parser.next(), std::nullopt);
  EXPECT_DEATH(parser.set_version(v1_1), "the version changes between two frames only");
}

}  // namespace
}  // namespace stomp
