// The file is read back as other programs read it: records, IPv4, TCP, streams put together.

#include "fuzz/campaign/pcap.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace campaign {
namespace {

std::uint64_t number(std::string_view octets, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8U | static_cast<unsigned char>(octets.at(at + i));
  }
  return value;
}

// The sum of all 16-bit words, which a right checksum makes 0xffff.
std::uint64_t sum_of(std::string octets) {
  if (octets.size() % 2 == 1) octets.push_back('\0');
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < octets.size(); at += 2) sum += number(octets, at, 2);
  while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
  return sum;
}

struct Direction {
  std::string octets;
  std::string flags;  // 'S', 'F' and 'R' in their order
  std::uint64_t next = 0;
  std::uint64_t acknowledged = 0;
};

struct Streams {
  // By source and target: "127.0.0.1:49152>10.1.2.3:61613".
  std::map<std::string, Direction> directions;
  std::vector<std::uint64_t> times;  // microseconds
};

std::string socket_of(std::string_view ip, std::size_t address, std::size_t port) {
  std::string text;
  for (std::size_t i = 0; i < 4; ++i) {
    text += (i == 0 ? "" : ".") + std::to_string(number(ip, address + i, 1));
  }
  return text + ':' + std::to_string(number(ip, port, 2));
}

void read_packet(std::string_view ip, Streams& streams) {
  EXPECT_EQ(number(ip, 0, 1), 0x45U);
  EXPECT_EQ(number(ip, 2, 2), ip.size());
  EXPECT_EQ(number(ip, 9, 1), 6U);
  EXPECT_EQ(sum_of(std::string(ip.substr(0, 20))), 0xffffU);
  const std::size_t length = ip.size() - 20;
  std::string pseudo(ip.substr(12, 8));
  pseudo += {'\0', '\6', static_cast<char>(length >> 8U), static_cast<char>(length & 0xffU)};
  EXPECT_EQ(sum_of(pseudo + std::string(ip.substr(20))), 0xffffU);
  const std::string source = socket_of(ip, 12, 20);
  const std::string target = socket_of(ip, 16, 22);
  std::string way = source;
  way += '>' + target;
  std::string back = target;
  back += '>' + source;
  Direction& direction = streams.directions[way];
  const std::uint64_t sequence = number(ip, 24, 4);
  const std::uint64_t flags = number(ip, 33, 1);
  const std::string_view data = ip.substr(20 + 4 * (number(ip, 32, 1) >> 4U));
  if ((flags & 2U) != 0) {
    direction.next = sequence;
    direction.flags += 'S';
  }
  EXPECT_EQ(sequence, direction.next);
  if ((flags & 1U) != 0) direction.flags += 'F';
  if ((flags & 4U) != 0) direction.flags += 'R';
  direction.next += data.size() + ((flags & 3U) != 0 ? 1 : 0);
  direction.octets += data;
  if ((flags & 16U) != 0) {
    EXPECT_EQ(number(ip, 28, 4), streams.directions[back].next);
  }
}

Streams read(const std::string& file) {
  Streams streams;
  EXPECT_EQ(number(file, 0, 4), 0xa1b2c3d4U);
  EXPECT_EQ(number(file, 4, 4), 0x00020004U);
  EXPECT_EQ(number(file, 20, 4), 101U);
  for (std::size_t at = 24; at < file.size();) {
    const std::uint64_t size = number(file, at + 8, 4);
    EXPECT_EQ(number(file, at + 12, 4), size);
    streams.times.push_back(number(file, at, 4) * 1'000'000 + number(file, at + 4, 4));
    read_packet(std::string_view(file).substr(at + 16, size), streams);
    at += 16 + size;
  }
  return streams;
}

TEST(Pcap, HoldsTheOctetsOfEachConnection) {
  using Kind = WireEvent::Kind;
  const auto ms = [](int count) { return std::chrono::milliseconds(count); };
  const std::string large(5001, 'x');
  const std::vector<WireEvent> events = {{ms(0), 0, Kind::opened, ""},
                                         {ms(1), 0, Kind::sent, std::string("CONNECT\n\n\0", 10)},
                                         {ms(2), 1, Kind::opened, ""},
                                         {ms(1500), 0, Kind::received, "CONNECTED"},
                                         {ms(1501), 1, Kind::sent, large},
                                         {ms(1502), 0, Kind::sent, "more"},
                                         {ms(1503), 1, Kind::received, large + "y"},
                                         {ms(1504), 0, Kind::ended, "fin"},
                                         {ms(1505), 0, Kind::closed, "fin"},
                                         {ms(1506), 1, Kind::closed, "rst"}};
  const Streams streams = read(pcap_of(events, {.host = "10.1.2.3", .port = 61613}));
  const auto& all = streams.directions;
  ASSERT_EQ(all.size(), 4U);
  const Direction& first = all.at("127.0.0.1:49152>10.1.2.3:61613");
  EXPECT_EQ(first.octets, std::string("CONNECT\n\n\0more", 14));
  EXPECT_EQ(first.flags, "SF");
  EXPECT_EQ(all.at("10.1.2.3:61613>127.0.0.1:49152").octets, "CONNECTED");
  EXPECT_EQ(all.at("10.1.2.3:61613>127.0.0.1:49152").flags, "SF");
  EXPECT_EQ(all.at("127.0.0.1:49153>10.1.2.3:61613").octets, large);
  EXPECT_EQ(all.at("127.0.0.1:49153>10.1.2.3:61613").flags, "SR");
  EXPECT_EQ(all.at("10.1.2.3:61613>127.0.0.1:49153").octets, large + "y");
  EXPECT_TRUE(std::is_sorted(streams.times.begin(), streams.times.end()));
  EXPECT_EQ(streams.times.front(), 0U);
  EXPECT_EQ(streams.times.back(), 1'506'000U);
}

TEST(Pcap, HasAnAddressForEveryHost) {
  const std::vector<WireEvent> one = {{{}, 0, WireEvent::Kind::opened, ""}};
  for (const char* host : {"::1", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", ""}) {
    EXPECT_TRUE(read(pcap_of(one, {.host = host, .port = 9}))
                    .directions.contains("127.0.0.1:49152>127.0.0.1:9"))
        << host;
  }
}

TEST(Pcap, IsAFileWithoutPackets) {
  EXPECT_EQ(pcap_of({}, {}).size(), 24U);
}

}  // namespace
}  // namespace campaign
