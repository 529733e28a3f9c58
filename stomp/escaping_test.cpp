// The tables of Value Encoding, and which headers can be written at all.

#include "stomp/escaping.hpp"

#include <gtest/gtest.h>

#include "stomp/check.hpp"

namespace stomp {
namespace {

using namespace std::string_view_literals;

std::string escaped(std::string_view text, Version version) {
  std::string out = "before ";
  append_escaped(out, text, version);
  return out.substr(7);
}

struct Pair {
  std::string_view plain;
  std::string_view encoded;
  Version version;
};

constexpr Pair pairs[] = {
    {"", "", Version::v1_2},
    {"/queue/a", "/queue/a", Version::v1_2},
    {"a\nb", "a\\nb", Version::v1_1},
    {"a\nb", "a\\nb", Version::v1_2},
    {"a:b", "a\\cb", Version::v1_1},
    {"a:b", "a\\cb", Version::v1_2},
    {"a\\b", "a\\\\b", Version::v1_1},
    {"a\\b", "a\\\\b", Version::v1_2},
    {"a\rb", "a\rb", Version::v1_1},
    {"a\rb", "a\\rb", Version::v1_2},
    {"\r\n:\\", "\\r\\n\\c\\\\", Version::v1_2},
    {"\\n", "\\\\n", Version::v1_2},
    {"a\nb:\\c", "a\nb:\\c", Version::v1_0},
    {"a\0b\xff"sv, "a\0b\xff"sv, Version::v1_2},
};

TEST(Escaping, EncodesWhatTheVersionDelimitsWith) {
  for (const Pair& pair : pairs) {
    EXPECT_EQ(escaped(pair.plain, pair.version), pair.encoded) << to_string(pair.version);
  }
}

TEST(Escaping, DecodesWhatItEncoded) {
  for (const Pair& pair : pairs) {
    EXPECT_EQ(unescape(pair.encoded, pair.version), pair.plain) << to_string(pair.version);
  }
}

TEST(Escaping, HasNoTextForAnUndefinedSequence) {
  for (const std::string_view text :
       {"\\t", "a\\", "\\", "\\N", "\\\\\\", "\\n\\x", "\\:", "\\ n"}) {
    for (const Version version : {Version::v1_1, Version::v1_2}) {
      EXPECT_EQ(unescape(text, version), std::nullopt) << text << " in " << to_string(version);
      EXPECT_FALSE(well_escaped(text, version)) << text << " in " << to_string(version);
    }
    EXPECT_EQ(unescape(text, Version::v1_0), text);
  }
}

TEST(Escaping, KnowsAnEscapedCarriageReturnIn12Only) {
  EXPECT_EQ(unescape("\\r", Version::v1_0), "\\r");
  EXPECT_EQ(unescape("\\r", Version::v1_1), std::nullopt);
  EXPECT_EQ(unescape("\\r", Version::v1_2), "\r");
}

TEST(Escaping, LeavesTheFramesThatNegotiateAlone) {
  for (const std::string_view command : {"CONNECT", "STOMP", "CONNECTED"}) {
    for (const Version version : versions) EXPECT_FALSE(uses_escapes(version, command)) << command;
  }
  for (const std::string_view command : {"SEND", "MESSAGE", "ERROR", "connect", "ANYTHING"}) {
    EXPECT_FALSE(uses_escapes(Version::v1_0, command)) << command;
    EXPECT_TRUE(uses_escapes(Version::v1_1, command)) << command;
    EXPECT_TRUE(uses_escapes(Version::v1_2, command)) << command;
  }
}

struct Representable {
  HeaderView header;
  std::string_view command;
  bool in[3];  // 1.0, 1.1, 1.2
};

constexpr Representable headers[] = {
    {{"a", "b"}, "SEND", {true, true, true}},
    {{"a", ""}, "SEND", {true, true, true}},
    {{"", "b"}, "SEND", {false, false, false}},
    {{"", "b"}, "CONNECT", {false, false, false}},
    {{"a", "b:c"}, "SEND", {true, true, true}},
    {{"a:b", "c"}, "SEND", {false, true, true}},
    {{"a:b", "c"}, "CONNECTED", {false, false, false}},
    {{"a", "b\nc"}, "SEND", {false, true, true}},
    {{"a\nb", "c"}, "STOMP", {false, false, false}},
    {{"a", "b\rc"}, "SEND", {true, true, true}},
    {{"a", "b\rc"}, "CONNECT", {true, true, false}},
    {{"a\r", "b"}, "CONNECT", {true, true, false}},
    {{" a", "b"}, "SEND", {false, true, true}},
    {{"a", "b "}, "SEND", {false, true, true}},
    {{"a", " "}, "SEND", {false, true, true}},
    {{"a b", "c d"}, "SEND", {true, true, true}},
    {{"a", "\tb"}, "SEND", {true, true, true}},
    {{" a ", " b "}, "CONNECT", {true, true, true}},
    {{"a", "b\\c"}, "SEND", {true, true, true}},
    {{"a", "b\\c"}, "CONNECT", {true, true, true}},
    {{"a", "\0\xff"sv}, "SEND", {true, true, true}},
};

TEST(Escaping, KnowsWhichHeadersCanBeWritten) {
  for (const Representable& row : headers) {
    for (const Version version : versions) {
      EXPECT_EQ(representable(row.header, version, row.command),
                row.in[static_cast<std::size_t>(version)])
          << row.command << ' ' << testing::PrintToString(row.header.name) << ':'
          << testing::PrintToString(row.header.value) << " in " << to_string(version);
    }
  }
}

TEST(CheckDeathTest, SaysWhatWasImpossibleAndWhere) {
  check(true, "no death");
  EXPECT_DEATH(check(false, "the impossible"), "escaping_test.*check failed: the impossible");
}

}  // namespace
}  // namespace stomp
