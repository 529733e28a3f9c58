// Octets on the left, events on the right, at every chunk size; and the table of UTF-8.

#include "transport/websocket_frames.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace transport {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

std::vector<FrameEvent> read(Role role, std::string_view octets, std::size_t chunk) {
  FrameReader reader(role);
  std::vector<FrameEvent> events;
  for (std::size_t at = 0; at < octets.size(); at += chunk) {
    reader.feed(octets.substr(at, chunk));
    while (std::optional<FrameEvent> event = reader.next()) {
      auto* data = std::get_if<Data>(&*event);
      auto* last = events.empty() ? nullptr : std::get_if<Data>(&events.back());
      if (data != nullptr && last != nullptr && last->is_text == data->is_text) {
        last->octets += data->octets;
      } else {
        events.push_back(*std::move(event));
      }
    }
  }
  return events;
}

void expect_events(Role role, const std::string& octets, const std::vector<FrameEvent>& events) {
  for (const std::size_t chunk : {1UL, 2UL, 3UL, 5UL, 7UL, 100'000UL}) {
    EXPECT_EQ(read(role, octets, chunk), events) << "chunks of " << chunk;
  }
}

TEST(FrameReader, ReadsTheExamplesOfTheSpecification) {  // RFC 6455, 5.7
  const Data hello{.is_text = true, .octets = "Hello"};
  expect_events(Role::client, "\x81\x05Hello", {hello});
  expect_events(Role::server, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", {hello});
  expect_events(Role::client, "\x01\x03Hel\x80\x02lo", {hello});
  expect_events(Role::client, "\x89\x05Hello", {Control{Opcode::ping, "Hello"}});
  const std::string body(256, 'x');
  expect_events(Role::client, "\x82\x7e\x01\x00"s + body, {Data{false, body}});
  const std::string large(65'536, 'x');
  expect_events(Role::client, "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + large,
                {Data{false, large}});
}

TEST(FrameReader, LetsControlFramesBetweenThePiecesOfAMessage) {
  expect_events(Role::client, "\x01\x02He\x89\x00\x80\x03llo"s,
                {Data{true, "He"}, Control{Opcode::ping, ""}, Data{true, "llo"}});
}

TEST(FrameReader, HandsOnWhatItHasOfAnEndlessFrame) {
  FrameReader reader(Role::client);
  reader.feed("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"s + "abc");
  EXPECT_EQ(reader.next(), FrameEvent(Data{false, "abc"}));
  EXPECT_EQ(reader.next(), std::nullopt);
}

TEST(FrameReader, RefusesWhatBreaksTheFraming) {
  struct Row {
    Role role;
    std::string octets;
    CloseCode answer;
    const char* what;
  };
  for (const Row& row : {
           Row{Role::client, "\x81\x85\1\2\3\4Hello", CloseCode::protocol_error, "is masked"},
           Row{Role::server, "\x81\x05Hello", CloseCode::protocol_error, "not masked"},
           Row{Role::client, "\xc1\x00"s, CloseCode::protocol_error, "reserved bits"},
           Row{Role::client, "\x83\x00"s, CloseCode::protocol_error, "reserved opcode"},
           Row{Role::client, "\x8b\x00"s, CloseCode::protocol_error, "reserved opcode"},
           Row{Role::client, "\x80\x00"s, CloseCode::protocol_error, "nothing to continue"},
           Row{Role::client, "\x01\x00\x81\x00"s, CloseCode::protocol_error, "within another"},
           Row{Role::client, "\x09\x00"s, CloseCode::protocol_error, "in pieces"},
           Row{Role::client, "\x89\x7e\x00\x7e"s, CloseCode::protocol_error, "longer than 125"},
           Row{Role::client, "\x81\x7e\x00\x7d"s, CloseCode::protocol_error, "shortest form"},
           Row{Role::client, "\x81\x7f\0\0\0\0\0\0\xff\xff"s, CloseCode::protocol_error,
               "shortest form"},
           Row{Role::client, "\x81\x7f\xff\0\0\0\0\0\0\0"s, CloseCode::protocol_error,
               "shortest form"},
           Row{Role::client, "\x88\x01x", CloseCode::protocol_error, "half a code"},
           Row{Role::client, "\x88\x02\x03\xed", CloseCode::protocol_error, "1005"},
           Row{Role::client, "\x88\x03\x03\xe8\xff", CloseCode::invalid_data, "no UTF-8"},
           Row{Role::client, "\x81\x01\xff", CloseCode::invalid_data, "no UTF-8"},
           Row{Role::client, "\x81\x02\xe2\x82", CloseCode::invalid_data, "no UTF-8"},
       }) {
    for (const std::size_t chunk : {1UL, 100UL}) {
      const std::vector<FrameEvent> events = read(row.role, row.octets + "\x81\x00"s, chunk);
      ASSERT_FALSE(events.empty()) << row.what;
      const auto* breach = std::get_if<Breach>(&events.back());
      ASSERT_NE(breach, nullptr) << row.what;
      EXPECT_EQ(breach->answer, row.answer) << row.what;
      EXPECT_THAT(breach->what, HasSubstr(row.what));
    }
  }
}

TEST(MakeFrame, MakesWhatIsRead) {
  for (const std::size_t length : {0UL, 1UL, 125UL, 126UL, 65'535UL, 65'536UL, 100'000UL}) {
    const std::string octets(length, '\xfe');
    const Data data{.is_text = false, .octets = octets};
    const std::string plain = make_frame(Opcode::binary, octets, std::nullopt);
    EXPECT_EQ(read(Role::client, plain, plain.size()), std::vector<FrameEvent>{data}) << length;
    const std::string masked = make_frame(Opcode::binary, octets, 0x37fa213dU);
    EXPECT_EQ(masked.size(), plain.size() + 4);
    EXPECT_EQ(read(Role::server, masked, masked.size()), std::vector<FrameEvent>{data}) << length;
  }
  EXPECT_EQ(make_frame(Opcode::text, "Hello", 0x37fa213dU),
            "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
  EXPECT_EQ(close_payload(CloseCode::normal, "bye"),
            "\x03\xe8"
            "bye");
}

TEST(Utf8, KnowsWhatIsNone) {
  for (const char* text : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xed\x9f\xbf", "\xf0\x90\x80\x80",
                           "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3\x28", "\xe0\x80\x80", "\xe2\x82",
        "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace transport
