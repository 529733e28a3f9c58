// Each limit exactly reached and passed by one; which fault comes first where there are two; and
// what the parser holds meanwhile.

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "stomp/parser.hpp"
#include "stomp/testing.hpp"

namespace stomp {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr Version v1_2 = Version::v1_2;
constexpr Limits tight{.header_count_max = 2, .line_octets_max = 8, .body_octets_max = 4};
// Room for a content-length line, which tight has not.
constexpr Limits small_body{.header_count_max = 2, .line_octets_max = 40, .body_octets_max = 4};
constexpr Limits none{.header_count_max = 0, .line_octets_max = 8, .body_octets_max = 0};

void expect_events(Version version, const Limits& limits, std::string_view octets,
                   const Events& events) {
  for (std::size_t chunk_octets = 1; chunk_octets <= octets.size(); ++chunk_octets) {
    SCOPED_TRACE(testing::Message() << to_string(version) << ' ' << testing::PrintToString(octets)
                                    << " in chunks of " << chunk_octets << " octets");
    EXPECT_EQ(parse(octets, chunk_octets, version, limits), events);
  }
}

// The last octet is the first at which nothing could be right any more.
void expect_fault(Version version, const Limits& limits, std::string_view octets, ParseFault fault,
                  std::uint64_t offset) {
  expect_events(version, limits, octets.substr(0, octets.size() - 1), {});
  expect_events(version, limits, octets, {ParseError{.fault = fault, .offset = offset}});
}

TEST(ParserLimits, CountTheOctetsOfACommandLineWithoutItsEnd) {
  for (const Version version : versions) {
    expect_events(version, tight, "12345678\n\n\0"sv, {Frame{.command = "12345678"}});
    expect_fault(version, tight, "123456789", ParseFault::line_too_long, 0);
  }
  expect_events(v1_2, tight, "12345678\r\n\n\0"sv, {Frame{.command = "12345678"}});
}

TEST(ParserLimits, CountTheOctetsOfAHeaderLineWithoutItsEnd) {
  const Frame frame{.command = "SEND", .headers = {{"a", "345678"}}};
  for (const Version version : versions) {
    expect_events(version, tight, "SEND\na:345678\n\n\0"sv, {frame});
    expect_fault(version, tight, "SEND\na:3456789", ParseFault::line_too_long, 5);
    expect_fault(version, tight, "SEND\n123456789", ParseFault::line_too_long, 5);
    expect_fault(version, tight, "SEND\na:b\na:3456789", ParseFault::line_too_long, 9);
  }
  expect_events(v1_2, tight, "SEND\na:345678\r\n\n\0"sv, {frame});
}

TEST(ParserLimits, CountACarriageReturnBefore12AsAnOctetOfTheLine) {
  for (const Version version : {Version::v1_0, Version::v1_1}) {
    expect_events(version, tight, "SEND\na:34567\r\n\n\0"sv,
                  {Frame{.command = "SEND", .headers = {{"a", "34567\r"}}}});
    expect_fault(version, tight, "SEND\na:345678\r", ParseFault::line_too_long, 5);
  }
}

TEST(ParserLimits, CountTheOctetsOfAHeaderBeforeTheyAreDecoded) {
  expect_events(v1_2, tight, "SEND\na:\\c\\c\\c\n\n\0"sv,
                {Frame{.command = "SEND", .headers = {{"a", ":::"}}}});
  expect_fault(v1_2, tight, "SEND\na:\\c\\c\\c\\", ParseFault::line_too_long, 5);
}

TEST(ParserLimits, CountHeaders) {
  const Frame frame{.command = "SEND", .headers = {{"a", "1"}, {"b", "2"}}, .body = "c"};
  for (const Version version : versions) {
    expect_events(version, tight, "SEND\na:1\nb:2\n\nc\0"sv, {frame});
    expect_fault(version, tight, "SEND\na:1\nb:2\nc", ParseFault::too_many_headers, 13);
    expect_fault(version, tight, "SEND\na:1\na:1\na", ParseFault::too_many_headers, 13);
  }
  expect_events(v1_2, tight, "SEND\na:1\nb:2\n\r\nc\0"sv, {frame});
}

TEST(ParserLimits, CountTheOctetsOfABodyThatEndsAtItsNul) {
  for (const Version version : versions) {
    expect_events(version, tight, "SEND\n\n1234\0"sv, {Frame{.command = "SEND", .body = "1234"}});
    expect_fault(version, tight, "SEND\n\n12345", ParseFault::body_too_large, 6);
  }
}

TEST(ParserLimits, BelieveAContentLengthBeforeTheBodyComes) {
  for (const Version version : versions) {
    expect_events(version, small_body,
                  "SEND\ncontent-length:4\n\n1\0\0"
                  "4\0"sv,
                  {Frame{.command = "SEND",
                         .headers = {{"content-length", "4"}},
                         .body = "1\0\0"
                                 "4"s}});
    expect_fault(version, small_body, "SEND\ncontent-length:5\n", ParseFault::body_too_large, 5);
  }
}

TEST(ParserLimits, MayForbidHeadersAndBodies) {
  for (const Version version : versions) {
    expect_events(version, none, "SEND\n\n\0"sv, {Frame{.command = "SEND"}});
    expect_fault(version, none, "SEND\na", ParseFault::too_many_headers, 5);
    expect_fault(version, none, "SEND\n\na", ParseFault::body_too_large, 6);
  }
}

TEST(ParserLimits, MayBeAsLargeAsNumbersAre) {
  constexpr std::size_t largest = std::numeric_limits<std::size_t>::max();
  constexpr Limits unlimited{
      .header_count_max = largest, .line_octets_max = largest, .body_octets_max = largest};
  for (const Version version : versions) {
    expect_events(version, unlimited, "SEND\na:b\n\nc\0\n"sv,
                  {Frame{.command = "SEND", .headers = {{"a", "b"}}, .body = "c"}, Eol{}});
  }
  expect_events(v1_2, unlimited, "SEND\r\ncontent-length:18446744073709551615\r\n\r\n\0\0"sv, {});
}

TEST(ParserFaults, OfTheEarlierOctetComeFirst) {
  expect_fault(v1_2, tight, "SEND\na:345\r6", ParseFault::stray_carriage_return, 5);
  expect_fault(v1_2, tight, "SEND\na:345678\r9", ParseFault::stray_carriage_return, 5);
  expect_fault(v1_2, tight, "SEND\na:3456789", ParseFault::line_too_long, 5);
  expect_fault(v1_2, tight, "12345678\rx", ParseFault::malformed_command, 0);
  expect_fault(v1_2, tight, "1234\x01", ParseFault::malformed_command, 0);
  expect_fault(v1_2, tight, "12345678\x01", ParseFault::malformed_command, 0);
  expect_fault(v1_2, tight, "SEND\na:1\nb:2\n\rx", ParseFault::stray_carriage_return, 13);
}

// What follows in the same segment must not change the fault of the earlier octet.
TEST(ParserFaults, AreTheSameWhateverFollows) {
  const auto expect_whole = [](std::string_view octets, ParseFault fault) {
    EXPECT_EQ(parse(octets, octets.size(), v1_2, tight),
              Events{(ParseError{.fault = fault, .offset = 5})});
  };
  expect_whole("SEND\na:3456789\r\n", ParseFault::line_too_long);
  expect_whole("SEND\na:3456789\rx", ParseFault::line_too_long);
  expect_whole("SEND\na:345678\rx\n", ParseFault::stray_carriage_return);
  expect_whole("SEND\na\r345678901234567890\n", ParseFault::stray_carriage_return);
}

TEST(ParserFaults, AreNotedInTheOrderOfHeaderColonNameAndEscape) {
  expect_fault(v1_2, tight, "SEND\n\\t\n", ParseFault::header_without_colon, 5);
  expect_fault(v1_2, tight, "SEND\n:\\t\n", ParseFault::empty_header_name, 5);
}

// A stranger who sends as much as the limits permit, octet by octet, makes us hold that and no
// more.
TEST(ParserBounds, AreReachedExactlyByTheLargestFrame) {
  constexpr std::size_t bound =
      (tight.header_count_max + 1) * (tight.line_octets_max + 2) + 2 + tight.body_octets_max;
  const std::string_view largest = "12345678\r\na:345678\r\nb:345678\r\n\r\n1234"sv;
  ASSERT_EQ(largest.size(), bound);
  Parser parser(v1_2, tight);
  for (std::size_t octets = 1; octets <= largest.size(); ++octets) {
    parser.feed(largest.substr(octets - 1, 1));
    EXPECT_EQ(parser.next(), std::nullopt);
    EXPECT_EQ(parser.buffered_octets(), octets);
  }
  parser.feed("\0"sv);
  EXPECT_TRUE(parser.next().has_value());
  EXPECT_EQ(parser.buffered_octets(), 0U);
}

TEST(ParserBounds, CountWhatIsKeptOfAnUnfinishedFrameOnly) {
  Parser parser;
  Events events;
  feed_segment(parser, "SEND\n\nwhole\0SEND\nhalf"sv, events);
  EXPECT_EQ(parser.buffered_octets(), "SEND\nhalf"sv.size());
  feed_segment(parser, ":\n\n\0SEND\n\n\0\nB"sv, events);
  EXPECT_EQ(parser.buffered_octets(), 1U);
  feed_segment(parser, "\x01", events);
  EXPECT_EQ(parser.buffered_octets(), 0U);
  EXPECT_EQ(events.size(), 5U);
}

// A parser that searched from the beginning with every octet would need hours for this.
TEST(ParserBounds, HoldForAHugeFrameThatComesOctetByOctet) {
  const std::string body(Limits{}.body_octets_max, 'x');
  const std::string octets = "SEND\na:" + std::string(16'000, 'y') + "\n\n" + body + '\0';
  const Events events = parse(octets, 1, v1_2);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<Frame>(events[0]).body, body);
}

// Pieces that end anywhere in a frame, among many frames: positions must survive every move.
TEST(ParserBounds, HoldForLargeSegmentsThatCutFramesAnywhere) {
  std::string octets;
  Events expected;
  for (std::size_t frame = 0; frame < 40; ++frame) {
    const std::string body(frame * 97 % 2'000, 'b');
    octets += "SEND\nx:\\c\ncontent-length:" + std::to_string(body.size()) + "\n\n" + body + '\0';
    expected.emplace_back(
        Frame{.command = "SEND",
              .headers = {{"x", ":"}, {"content-length", std::to_string(body.size())}},
              .body = body});
  }
  for (const std::size_t chunk_octets :
       {1U, 7U, 100U, 511U, 512U, 513U, 1'500U, 4'096U, 20'000U, 1'000'000U}) {
    EXPECT_EQ(parse(octets, chunk_octets, v1_2), expected) << chunk_octets;
  }
}

}  // namespace
}  // namespace stomp
