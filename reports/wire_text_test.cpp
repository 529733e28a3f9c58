// Octets of a wire, and the lines that people read.

#include "reports/wire_text.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using conformance::WireEntry;
using ::testing::ElementsAre;

WireEntry sent(std::string octets) {
  return {1500us, "P", WireEntry::Kind::sent, std::move(octets)};
}

std::vector<WireEntry> receipts(int count) {
  std::vector<WireEntry> transcript;
  for (int i = 0; i < count; ++i) {
    transcript.push_back({1ms * i, "C", WireEntry::Kind::received,
                          "RECEIPT\nreceipt-id:" + std::to_string(i) + "\n\n\0"s});
  }
  return transcript;
}

TEST(WireText, LaysFramesOutOnOneLine) {
  struct Row {
    std::string octets;
    const char* text;
  };
  for (const Row& row : std::vector<Row>{
           {"SEND\ndestination:/queue/x\n\nbody\0"s, "SEND destination:/queue/x | body^@"},
           {"SEND\nx:a\\cb\n\nl1\nl2\\\0"s, "SEND x:a\\cb | l1\\nl2\\\\^@"},
           {"DISCONNECT\n\n\0"s, "DISCONNECT^@"},
           {"SEND\ncontent-length:3\n\na\0b\0"s, "SEND content-length:3 | a^@b^@"},
           {"BEGIN\nt:1\n\n\0\n\nABORT\nt:1\n\n\0"s, "BEGIN t:1^@ \\n\\n ABORT t:1^@"},
           {"\n", "\\n"},
           // What is not well formed is shown as it is.
           {"SEND\r\nx:1\r\n\r\n\0"s, "SEND\\r\\nx:1\\r\\n\\r\\n^@"},
           {"SEND\nx\n\n\0"s, "SEND\\nx\\n\\n^@"},
           {"send\nx:1\n\n\0"s, "send\\nx:1\\n\\n^@"},
           {"SEND\nx:1\n\nno end", "SEND\\nx:1\\n\\nno end"},
           {"SEND\ncontent-length:9\n\nshort\0"s, "SEND\\ncontent-length:9\\n\\nshort^@"},
           {"SEND\ncontent-length:1\n\nlong\0"s, "SEND\\ncontent-length:1\\n\\nlong^@"},
           {"DISCONNECT\n\n\0GET / HTTP/1.1\r\n"s, "DISCONNECT^@ GET / HTTP/1.1\\r\\n"},
           {"", ""},
       }) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(frames_text(row.octets, {}), row.text);
  }
}

TEST(WireText, CutsLongPartsAndSaysSo) {
  const WireStyle style{.octets_max = 4};
  EXPECT_EQ(frames_text("SEND\nx:12345\n\nabcdef\0"s, style),
            "SEND x:12... (7 octets in all) | abcd... (6 octets in all)^@");
  EXPECT_EQ(frames_text("abcdef", style), "abcd... (6 octets in all)");
}

TEST(WireText, ShowsTimesConnectionsAndDirections) {
  EXPECT_THAT(wire_lines({{0us, "C", WireEntry::Kind::opened, "127.0.0.1:61613"},
                          {12'400us, "C", WireEntry::Kind::sent, "\n"},
                          {13ms, "C", WireEntry::Kind::received, "\n"},
                          {1s, "C", WireEntry::Kind::closed_by_us, "rst"},
                          {100s, "C", WireEntry::Kind::closed_by_target, "fin"},
                          {100s, "C", WireEntry::Kind::note, "judged"}},
                         {}),
              ElementsAre("   +0.0 ms  C opened 127.0.0.1:61613",  //
                          "  +12.4 ms  C > \\n",                   //
                          "  +13.0 ms  C < \\n",                   //
                          "+1000.0 ms  C closed by us: rst",       //
                          "+100000.0 ms  C closed by the target: fin", "+100000.0 ms  C (judged)"));
}

TEST(WireText, PutsPiecesOfAFrameTogether) {
  EXPECT_THAT(wire_lines({sent("SE"), sent("ND\n"), sent("\n\0"s), sent("\n"), sent("\n"),
                          sent("BEGIN\n\n\0"s)},
                         {}),
              ElementsAre("   +1.5 ms  P > SEND^@  [3 pieces]",  //
                          "   +1.5 ms  P > \\n",                 //
                          "   +1.5 ms  P > \\n",                 //
                          "   +1.5 ms  P > BEGIN^@"));
}

TEST(WireText, KeepsPiecesApartThatSomethingCameBetween) {
  EXPECT_THAT(wire_lines({sent("SE"), {2ms, "P", WireEntry::Kind::received, "\n"}, sent("ND")}, {}),
              ElementsAre("   +1.5 ms  P > SE",   //
                          "   +2.0 ms  P < \\n",  //
                          "   +1.5 ms  P > ND"));
}

TEST(WireText, MarksWhatWasJudgedAndCountsWhatIsLeftOut) {
  EXPECT_THAT(wire_excerpt(receipts(9), 5, 3, {}),
              ElementsAre("  (3 earlier lines)",                       //
                          "     +3.0 ms  C < RECEIPT receipt-id:3^@",  //
                          "     +4.0 ms  C < RECEIPT receipt-id:4^@",  //
                          "*    +5.0 ms  C < RECEIPT receipt-id:5^@",  //
                          "  (3 later lines)"));
}

TEST(WireText, FillsTheExcerptAtEitherEnd) {
  EXPECT_THAT(wire_excerpt(receipts(4), 0, 3, {}),
              ElementsAre("*    +0.0 ms  C < RECEIPT receipt-id:0^@",  //
                          "     +1.0 ms  C < RECEIPT receipt-id:1^@",  //
                          "     +2.0 ms  C < RECEIPT receipt-id:2^@",  //
                          "  (1 later line)"));
  EXPECT_THAT(wire_excerpt(receipts(4), 3, 3, {}),
              ElementsAre("  (1 earlier line)",                        //
                          "     +1.0 ms  C < RECEIPT receipt-id:1^@",  //
                          "     +2.0 ms  C < RECEIPT receipt-id:2^@",  //
                          "*    +3.0 ms  C < RECEIPT receipt-id:3^@"));
}

TEST(WireText, MarksNothingBehindTheEnd) {
  EXPECT_THAT(wire_excerpt(receipts(2), 2, 12, {}),
              ElementsAre("     +0.0 ms  C < RECEIPT receipt-id:0^@",
                          "     +1.0 ms  C < RECEIPT receipt-id:1^@"));
  EXPECT_THAT(wire_excerpt({}, 0, 12, {}), ElementsAre());
}

TEST(WireText, MarksTheLineThatHoldsAPiece) {
  EXPECT_THAT(wire_excerpt({sent("SE"), sent("ND"), sent("\n\n\0"s), sent("\n")}, 2, 12, {}),
              ElementsAre("*    +1.5 ms  P > SEND^@  [3 pieces]",  //
                          "     +1.5 ms  P > \\n"));
}

}  // namespace
}  // namespace reports
