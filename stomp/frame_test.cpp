#include "stomp/frame.hpp"

#include <gtest/gtest.h>

namespace stomp {
namespace {

TEST(Version, IsSpelledAsInAcceptVersion) {
  EXPECT_EQ(to_string(Version::v1_0), "1.0");
  EXPECT_EQ(to_string(Version::v1_1), "1.1");
  EXPECT_EQ(to_string(Version::v1_2), "1.2");
}

TEST(Version, IsReadFromItsSpellingOnly) {
  for (const Version version : versions) EXPECT_EQ(version_from(to_string(version)), version);
  for (const std::string_view text :
       {"", "1", "1.3", "2.0", "1.10", " 1.1", "1.1 ", "1,1", "1.1,1.2"}) {
    EXPECT_EQ(version_from(text), std::nullopt) << text;
  }
}

TEST(Frame, FindsTheFirstOfRepeatedHeaders) {
  const Frame frame{.command = "MESSAGE", .headers = {{"foo", "World"}, {"foo", "Hello"}}};
  ASSERT_NE(frame.find("foo"), nullptr);
  EXPECT_EQ(*frame.find("foo"), "World");
}

TEST(Frame, FindsHeadersByTheirExactName) {
  const Frame frame{.command = "MESSAGE", .headers = {{"foo", "World"}}};
  for (const std::string_view name : {"Foo", "fo", "fooo", ""}) {
    EXPECT_EQ(frame.find(name), nullptr) << name;
  }
}

TEST(FrameView, FindsTheFirstOfRepeatedHeaders) {
  const HeaderView headers[] = {{"a", "1"}, {"foo", "World"}, {"foo", "Hello"}};
  const FrameView frame{.command = "MESSAGE", .headers = headers, .body = ""};
  EXPECT_EQ(frame.find("foo"), "World");
  EXPECT_EQ(frame.find("Foo"), std::nullopt);
}

TEST(FrameView, FindsAnEmptyValue) {
  const HeaderView headers[] = {{"a", ""}};
  EXPECT_EQ((FrameView{.command = "SEND", .headers = headers, .body = ""}.find("a")), "");
}

TEST(FrameView, MakesAFrameThatOwnsItsOctets) {
  std::string octets = "SEND|a|1|b|2|body";
  const std::string_view view = octets;
  const HeaderView headers[] = {{view.substr(5, 1), view.substr(7, 1)},
                                {view.substr(9, 1), view.substr(11, 1)}};
  const Frame frame =
      FrameView{.command = view.substr(0, 4), .headers = headers, .body = view.substr(13)}
          .to_frame();
  octets.assign(octets.size(), '?');
  EXPECT_EQ(frame, (Frame{.command = "SEND", .headers = {{"a", "1"}, {"b", "2"}}, .body = "body"}));
}

TEST(FrameView, IsEqualWhereEveryPartIs) {
  const HeaderView ab[] = {{"a", "1"}, {"b", "2"}};
  const HeaderView copy_of_ab[] = {{"a", "1"}, {"b", "2"}};
  const HeaderView ba[] = {{"b", "2"}, {"a", "1"}};
  const FrameView frame{.command = "SEND", .headers = ab, .body = "x"};
  EXPECT_EQ(frame, (FrameView{.command = "SEND", .headers = copy_of_ab, .body = "x"}));
  EXPECT_FALSE(frame == (FrameView{.command = "SENT", .headers = ab, .body = "x"}));
  EXPECT_FALSE(frame == (FrameView{.command = "SEND", .headers = ba, .body = "x"}));
  EXPECT_FALSE(frame == (FrameView{.command = "SEND", .headers = {ab, 1}, .body = "x"}));
  EXPECT_FALSE(frame == (FrameView{.command = "SEND", .headers = ab, .body = "y"}));
}

}  // namespace
}  // namespace stomp
