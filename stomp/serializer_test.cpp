// Goldens for the serializer: frames on the left, octets on the right; then each way to be wrong.

#include "stomp/serializer.hpp"

#include <gtest/gtest.h>

namespace stomp {
namespace {

using namespace std::string_literals;

const Frame send{.command = "SEND", .headers = {{"destination", "/queue/a"}}, .body = "hello"};
const Frame awkward{.command = "SEND", .headers = {{"a:b", "c\r\n\\"}}, .body = ""};

TEST(Serializer, WritesAFrameAsTheSpecificationsShowIt) {
  for (const Version version : versions) {
    EXPECT_EQ(serialize(send, {.version = version}), "SEND\ndestination:/queue/a\n\nhello\0"s);
  }
}

TEST(Serializer, WritesAFrameWithoutHeadersAndBody) {
  EXPECT_EQ(serialize(Frame{.command = "DISCONNECT"}, {}), "DISCONNECT\n\n\0"s);
}

TEST(Serializer, KeepsTheOrderOfHeadersAndRepeatedOnes) {
  const Frame frame{.command = "MESSAGE", .headers = {{"b", "1"}, {"a", "2"}, {"b", "3"}}};
  EXPECT_EQ(serialize(frame, {}), "MESSAGE\nb:1\na:2\nb:3\n\n\0"s);
}

TEST(Serializer, KeepsNulsInTheBody) {
  EXPECT_EQ(serialize(Frame{.command = "SEND", .body = "a\0b"s}, {}), "SEND\n\na\0b\0"s);
}

TEST(Serializer, EscapesAsTheVersionDoes) {
  EXPECT_EQ(serialize(awkward, {.version = Version::v1_0}), "SEND\na:b:c\r\n\\\n\n\0"s);
  EXPECT_EQ(serialize(awkward, {.version = Version::v1_1}), "SEND\na\\cb:c\r\\n\\\\\n\n\0"s);
  EXPECT_EQ(serialize(awkward, {.version = Version::v1_2}), "SEND\na\\cb:c\\r\\n\\\\\n\n\0"s);
}

TEST(Serializer, NeverEscapesTheFramesThatNegotiate) {
  for (const std::string command : {"CONNECT", "STOMP", "CONNECTED"}) {
    for (const Version version : versions) {
      const Frame frame{.command = command, .headers = {{"login", "a:b\\c"}}};
      EXPECT_EQ(serialize(frame, {.version = version}), command + "\nlogin:a:b\\c\n\n\0"s);
    }
  }
}

TEST(Serializer, LeavesOctetsAsTheyAreWhenToldNotToEscape) {
  EXPECT_EQ(serialize(awkward, {.escape = false}), "SEND\na:b:c\r\n\\\n\n\0"s);
}

TEST(Serializer, EndsLinesAsItIsTold) {
  EXPECT_EQ(serialize(send, {.eol = "\r\n"}), "SEND\r\ndestination:/queue/a\r\n\r\nhello\0"s);
  EXPECT_EQ(serialize(send, {.eol = ""}), "SENDdestination:/queue/ahello\0"s);
}

TEST(Serializer, LeavesOutTheBlankLineWhenToldTo) {
  EXPECT_EQ(serialize(send, {.blank_line = false}), "SEND\ndestination:/queue/a\nhello\0"s);
}

TEST(Serializer, LeavesOutTheNulWhenToldTo) {
  EXPECT_EQ(serialize(send, {.terminate = false}), "SEND\ndestination:/queue/a\n\nhello"s);
}

TEST(Serializer, WritesWhatNobodyShouldSend) {
  const Frame frame{.command = "", .headers = {{"", ""}}};
  EXPECT_EQ(serialize(frame, {}), "\n:\n\n\0"s);
}

TEST(Serializer, AppendsFramesToOneBuffer) {
  const HeaderView headers[] = {{"id", "1"}};
  std::string octets = "\n";
  append_frame(octets, FrameView{.command = "BEGIN", .headers = {}, .body = ""}, {});
  append_frame(octets, FrameView{.command = "ACK", .headers = headers, .body = ""}, {});
  EXPECT_EQ(octets, "\nBEGIN\n\n\0ACK\nid:1\n\n\0"s);
}

TEST(Serializer, WritesAViewAsItWritesAFrame) {
  const HeaderView headers[] = {{"a:b", "c\r\n\\"}};
  const FrameView view{.command = "SEND", .headers = headers, .body = ""};
  for (const Version version : versions) {
    EXPECT_EQ(serialize(view, {.version = version}), serialize(awkward, {.version = version}));
  }
}

TEST(Serializer, CountsTheOctetsOfABody) {
  EXPECT_EQ(content_length(""), (Header{"content-length", "0"}));
  EXPECT_EQ(content_length("\xc3\xa9\0"s), (Header{"content-length", "3"}));
}

}  // namespace
}  // namespace stomp
