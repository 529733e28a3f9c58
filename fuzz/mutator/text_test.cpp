#include "fuzz/mutator/text.hpp"

#include <gtest/gtest.h>

#include "fuzz/mutator/chance.hpp"

namespace fuzz {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

FrameText only_frame(std::string_view input) {
  const Text text = parse_text(input, Shape::session);
  EXPECT_EQ(text.pieces.size(), 1U);
  return std::get<FrameText>(text.pieces.at(0));
}

TEST(Text, AFrameHasItsParts) {
  EXPECT_EQ(only_frame("\n\r\nSEND\r\ndestination:/a:b\nx\n\nbody\0"sv),
            (FrameText{.before = "\n\r\n",
                       .command = "SEND",
                       .eol = "\r\n",
                       .headers = {{"destination", ":", "/a:b", "\n"}, {"x", "", "", "\n"}},
                       .blank = "\n",
                       .body = "body",
                       .end = "\0"s}));
}

TEST(Text, AStatedLengthCountsWhereItCanBeTrue) {
  EXPECT_EQ(only_frame("SEND\ncontent-length:3\n\na\0b\0"sv).body, "a\0b"s);
  EXPECT_EQ(only_frame("SEND\ncontent-length:3\n\na`|\0b\0"sv).body, "a`|\0b"s);
  EXPECT_EQ(only_frame("SEND\ncontent-length:9\n\na\0"sv).body, "a");
}

TEST(Text, StepsStandBetweenFrames) {
  const Text text = parse_text("`aSE`|ND\n\n\0`+5`bACK\n"sv, Shape::session);
  ASSERT_EQ(text.pieces.size(), 5U);
  EXPECT_EQ(std::get<FrameText>(text.pieces[1]).command, "SE`|ND");
  EXPECT_EQ(std::get<StepText>(text.pieces[2]).mark, "`+5");
  EXPECT_EQ(std::get<FrameText>(text.pieces[4]).command, "ACK");
}

TEST(Text, FramesHaveAFirstLineAndNoMarks) {
  const Text text = parse_text("2d11\nSE`aND\n\n\0"sv, Shape::frames);
  EXPECT_EQ(text.preamble, "2d11\n");
  ASSERT_EQ(text.pieces.size(), 1U);
  EXPECT_EQ(std::get<FrameText>(text.pieces[0]).command, "SE`aND");
}

TEST(Text, SentOctetsLeaveMarksOut) {
  EXPECT_EQ(sent_octets("a`|b``c", Shape::session), 4U);
  EXPECT_EQ(sent_octets("a`|b``c", Shape::frames), 7U);
}

// Words that stress every border of the grammar, in any order.
TEST(Text, WhatIsParsedPrintsTheSame) {
  constexpr std::string_view words[] = {"\n"sv,
                                        "\r"sv,
                                        "\0"sv,
                                        ":"sv,
                                        "`"sv,
                                        "`a"sv,
                                        "`|"sv,
                                        "``"sv,
                                        "`*"sv,
                                        "`+"sv,
                                        "3"sv,
                                        "SEND"sv,
                                        "content-length:"sv,
                                        "content-length:2\n\n"sv};
  Chance chance(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string input;
    for (std::size_t left = chance.below(14); left > 0; --left) input += chance.of(words);
    for (const Shape shape : {Shape::session, Shape::frames}) {
      ASSERT_EQ(print(parse_text(input, shape)), input) << testing::PrintToString(input);
    }
  }
}

}  // namespace
}  // namespace fuzz
