// What the parser takes from the heap: counted here, because buffered_octets() is its own word
// only.

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include <gtest/gtest.h>

#include "stomp/parser.hpp"

namespace {

// Of this program, since it began; tests look at differences.
std::size_t allocations = 0;
std::size_t live_octets = 0;

// Room before each block for its size that keeps the block aligned.
constexpr std::size_t header_octets = alignof(std::max_align_t);

}  // namespace

void* operator new(std::size_t octets) {
  auto* const block = static_cast<std::byte*>(std::malloc(header_octets + octets));
  if (block == nullptr) throw std::bad_alloc();
  new (block) std::size_t(octets);
  ++allocations;
  live_octets += octets;
  return block + header_octets;
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  std::byte* const block = static_cast<std::byte*>(memory) - header_octets;
  live_octets -= *std::launder(reinterpret_cast<std::size_t*>(block));
  std::free(block);
}

void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}

namespace stomp {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

// What an idle connection may cost; far below one body of the largest size.
constexpr std::size_t little = 64 * 1024;

void read_all(Parser& parser, std::string_view octets, std::size_t chunk_octets) {
  for (std::size_t at = 0; at < octets.size(); at += chunk_octets) {
    parser.feed(octets.substr(at, chunk_octets));
    while (parser.next()) {
    }
  }
}

TEST(ParserMemory, IsNotTakenForOctetsThatHaveNotCome) {
  const std::size_t before = live_octets;
  Parser parser;
  read_all(parser, "SEND\ncontent-length:1048576\n\nfirst octets", 64);
  EXPECT_LT(live_octets - before, 4096U);
}

TEST(ParserMemory, IsNotTakenWhileFramesComeWhole) {
  std::string octets;
  for (int frame = 0; frame < 100; ++frame) octets += "\nSEND\na:b\nc:\\c\\c\ne:f\n\nbody\0"s;
  Parser parser;
  read_all(parser, octets, octets.size());
  const std::size_t before = allocations;
  read_all(parser, octets, octets.size());
  EXPECT_EQ(allocations - before, 0U);
}

TEST(ParserMemory, IsAtMostTwiceTheOctetsThatHaveCome) {
  const std::string octets = "SEND\n\n" + std::string(Limits{}.body_octets_max, 'x');
  const std::size_t before = live_octets;
  Parser parser;
  for (std::size_t at = 0; at < octets.size(); at += 1000) {
    read_all(parser, std::string_view(octets).substr(at, 1000), 1000);
    ASSERT_LE(live_octets - before, 2 * (at + 1000) + 1024) << at;
  }
}

TEST(ParserMemory, OfAHugeBodyIsGivenBack) {
  const std::string octets = "SEND\n\n" + std::string(Limits{}.body_octets_max, 'x') + '\0';
  const std::size_t before = live_octets;
  Parser parser;
  read_all(parser, octets, 1000);
  EXPECT_LE(live_octets - before, little);
}

TEST(ParserMemory, OfHugeHeadersIsGivenBack) {
  constexpr Limits generous{.header_count_max = 100'000};
  std::string octets = "SEND\n";
  for (int header = 0; header < 100'000; ++header) octets += "a:\\c\\c\\c\n";
  octets += "\n\0"s;
  for (const std::size_t chunk_octets : {octets.size(), std::size_t{1000}}) {
    const std::size_t before = live_octets;
    Parser parser(Version::v1_2, generous);
    read_all(parser, octets, chunk_octets);
    EXPECT_LE(live_octets - before, little) << chunk_octets;
  }
}

TEST(ParserMemory, IsGivenBackAfterAnError) {
  const std::string octets = "SEND\na:\\c\n\n" + std::string(Limits{}.body_octets_max + 1, 'x');
  const std::size_t before = live_octets;
  Parser parser;
  read_all(parser, octets, 1000);
  EXPECT_LE(live_octets - before, little);
}

}  // namespace
}  // namespace stomp
