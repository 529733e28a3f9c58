#include "fuzz/mutator/script.hpp"

#include <gtest/gtest.h>

namespace fuzz {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

TEST(Script, OctetsWithoutMarksAreOneSegmentOfTheFirstConnection) {
  EXPECT_EQ(read_script("SEND\n\n\0"sv), (Script{0, {Segment{0, "SEND\n\n\0"s, {}}}}));
  EXPECT_EQ(read_script(""), Script{});
}

TEST(Script, MarksSwitchCutPauseAndEnd) {
  EXPECT_EQ(
      read_script("`3x`by`|z`+5`H`aw`S`G`R`bv`F"),
      (Script{3,
              {Segment{0, "x", {}}, Segment{1, "y", {}}, Segment{1, "z", {}}, Pause{5},
               End{1, End::How::half}, Segment{0, "w", {}}, Reading{0, false}, Reading{0, true},
               End{0, End::How::reset}, Segment{1, "v", {}}, End{1, End::How::fin}}}));
}

TEST(Script, HolesAreOffsets) {
  EXPECT_EQ(read_script("id:`*\n`*"), (Script{0, {Segment{0, "id:\n", {3, 4}}}}));
}

TEST(Script, ABacktickBeforeAnythingElseIsItself) {
  EXPECT_EQ(read_script("`x`+x``a`"), (Script{0, {Segment{0, "`x`+x`a`", {}}}}));
}

TEST(Script, SettingsCountAtTheVeryBeginningOnly) {
  EXPECT_EQ(read_script("a`7"), (Script{0, {Segment{0, "a", {}}}}));
}

TEST(Script, WhatIsWrittenReadsTheSame) {
  for (const std::string_view text : {"`3x`by`|z`+5`H`aw`S`G`R`bv`F"sv, "a`|b`*`*c`cd``"sv, "`9"sv,
                                      "`+0`|`|`b`S`d\0\n"sv, "`a`|a`5b`+0c`|d"sv}) {
    const Script script = read_script(text);
    EXPECT_EQ(read_script(write_script(script)), script) << text;
  }
}

TEST(Script, QuotedOctetsReadAsThemselves) {
  for (const std::string_view octets : {"`a`|`*"sv, "``"sv, "`"sv, "\0`+5"sv}) {
    EXPECT_EQ(read_script(quoted(octets)), (Script{0, {Segment{0, std::string(octets), {}}}}));
  }
}

TEST(Script, EveryOctetPairIsASession) {
  for (int high = 0; high < 256; ++high) {
    for (int low = 0; low < 256; ++low) {
      const std::string text = {'`', static_cast<char>(high), static_cast<char>(low)};
      const Script script = read_script(text);
      EXPECT_EQ(read_script(write_script(script)), script) << high << ' ' << low;
    }
  }
}

TEST(Script, ADeliveryIsCalledByTheLastAckHeaderOrElseByTheLastMessageId) {
  EXPECT_EQ(delivery_name("MESSAGE\nmessage-id:1\nack:2\n\nx\0MESSAGE\nack:3\n\n\0"sv), "3");
  EXPECT_EQ(delivery_name("MESSAGE\nmessage-id:1\n\n\0MESSAGE\nmessage-id:22\n\n\0"sv), "22");
  EXPECT_EQ(delivery_name("\nack:1"), "1");
  EXPECT_EQ(delivery_name("\nack:"), "");
  EXPECT_EQ(delivery_name("ack:1\nback:2\n"), "");
  EXPECT_EQ(delivery_name(""), "");
}

}  // namespace
}  // namespace fuzz
