// Frames on the wire: found without being judged, and written again as they came.

#include "reference_broker/deviations/wire_frame.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace broker {
namespace {

using std::string_view_literals::operator""sv;
using stomp::Version;

std::vector<WireFrame> cut(std::string_view octets, std::size_t piece, Version version) {
  FrameCutter cutter((stomp::Limits()));
  std::vector<WireFrame> frames;
  for (std::size_t at = 0; at < octets.size(); at += piece) {
    cutter.feed(octets.substr(at, piece));
    while (auto frame = cutter.next(version)) frames.push_back(*frame);
  }
  return frames;
}

std::string joined_octets(const std::vector<WireFrame>& frames) {
  std::string all;
  for (const WireFrame& frame : frames) all += frame.octets();
  return all;
}

// However it comes, and whether it is right or not.
TEST(FrameCutter, ChangesNoOctet) {
  constexpr std::string_view streams[] = {
      "CONNECT\naccept-version:1.2\n\n\0\n\nSEND\ndestination:/a\n\nhello\0"sv,
      "SEND\r\na:b\r\nc:d\n\r\nhello\0\r\n\nACK\nid:1\n\n\0"sv,
      "SEND\ncontent-length:3\n\na\0b\0SEND\n\n\0"sv,
      "SEND\ncontent-length:3\n\nabcde\0SEND\n\n\0"sv,
      "SEND\ncontent-length:x\nno colon\n:no name\n\nabc\0"sv,
      "\x16\x03\x01 hello\n\n\0more"sv,
      "SEND\nundefined:\\q\n\n\0\rlone\n\n\0"sv,
      "send\n\n\0  SEND\n\n\0"sv,
  };
  for (const std::string_view octets : streams) {
    for (const Version version : stomp::versions) {
      for (std::size_t piece = 1; piece <= octets.size(); ++piece) {
        EXPECT_EQ(joined_octets(cut(octets, piece, version)), octets);
      }
    }
  }
}

TEST(FrameCutter, TakesACarriageReturnForAPartOfTheLineEndIn12Only) {
  constexpr std::string_view octets = "SEND\r\nname:value\r\n\r\nbody\0"sv;
  const std::vector<WireFrame> frames = cut(octets, 100, Version::v1_2);
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_TRUE(frames[0].is("SEND"));
  EXPECT_EQ(frames[0].find("name"), "value");
  EXPECT_EQ(frames[0].body, "body");

  // In 1.1 there is no blank line, so there is no frame before one comes.
  EXPECT_TRUE(cut("SEND\nname:value\r\n\r\nbody"sv, 100, Version::v1_1).empty());
  const std::vector<WireFrame> older = cut("SEND\nname:value\r\n\nbody\0"sv, 100, Version::v1_1);
  ASSERT_EQ(older.size(), 1U);
  EXPECT_EQ(older[0].find("name"), "value\r");
}

TEST(FrameCutter, GivesUpWhereNoFrameCanBe) {
  for (const std::string_view octets : {"\x16\x03"sv, "SEND\ncontent-length:1\n\nab\0"sv}) {
    const std::vector<WireFrame> frames = cut(octets, 100, Version::v1_2);
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0].kind, WireFrame::Kind::octets);
  }
}

TEST(FrameCutter, DoesNotWaitForTheEndOfWhatExceedsTheLimits) {
  const stomp::Limits limits{.header_count_max = 2, .line_octets_max = 10, .body_octets_max = 5};
  for (const std::string_view octets :
       {"SEND\nname:far too long"sv, "SEND\na:b\nc:d\ne:f\ng:h\ni:j\n"sv, "SEND\n\n123456"sv,
        "SEND\ncontent-length:6\n\n"sv}) {
    FrameCutter cutter(limits);
    cutter.feed(octets);
    const auto frame = cutter.next(Version::v1_2);
    ASSERT_TRUE(frame) << octets;
    EXPECT_EQ(frame->kind, WireFrame::Kind::octets);
    cutter.feed("more");
    EXPECT_EQ(cutter.next(Version::v1_2)->octets(), "more");
  }
}

TEST(WireFrame, ChangesTheFirstHeaderOfAName) {
  WireFrame frame = WireFrame::of("SEND", {"a:1", "b:2", "a:3"});
  frame.set("a", "x");
  frame.set("c", "4");
  EXPECT_EQ(frame.octets(), "SEND\na:x\nb:2\na:3\nc:4\n\n\0"sv);
  frame.erase("a");
  EXPECT_EQ(frame.find("a"), std::nullopt);
  EXPECT_EQ(frame.octets(), "SEND\nb:2\nc:4\n\n\0"sv);
}

TEST(WireFrame, StatesTheLengthOfAnotherBodyWhereItStatesAny) {
  WireFrame silent = WireFrame::of("SEND", {"a:1"}, "hello");
  silent.set_body("hi");
  EXPECT_EQ(silent.octets(), "SEND\na:1\n\nhi\0"sv);
  WireFrame frame = WireFrame::of("SEND", {"content-length:5"}, "hello");
  frame.set_body("hi");
  EXPECT_EQ(frame.octets(), "SEND\ncontent-length:2\n\nhi\0"sv);
}

}  // namespace
}  // namespace broker
