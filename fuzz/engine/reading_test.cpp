// What the parser's targets rely on: that octets come in the segments that were asked for, and that
// whoever looks behind them, or at those that are gone, is found out.

#include "fuzz/engine/reading.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "fuzz/engine/passing_memory.hpp"

namespace fuzz {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;

template <typename Feed>
std::vector<std::string> all_of(Feed feed) {
  std::vector<std::string> all;
  while (const std::optional<std::string_view> octets = feed.next()) all.emplace_back(*octets);
  return all;
}

#ifdef STOMPCHECK_ADDRESS_SANITIZER
bool is_forbidden(const char* octet) {
  return __asan_address_is_poisoned(octet) != 0;
}
#endif

// Whether none of these octets, which stand where `view` is, can still be read there.
void expect_gone(std::string_view view, std::string_view octets) {
  for (std::size_t at = 0; at < view.size(); ++at) {
#ifdef STOMPCHECK_ADDRESS_SANITIZER
    EXPECT_TRUE(is_forbidden(view.data() + at)) << "octet " << at << " of " << octets.size();
#else
    EXPECT_NE(view[at], octets[at]) << "octet " << at << " of " << octets.size();
#endif
  }
}

void expect_nothing_behind([[maybe_unused]] std::string_view view) {
#ifdef STOMPCHECK_ADDRESS_SANITIZER
  EXPECT_TRUE(is_forbidden(view.data() + view.size())) << "behind " << view.size() << " octets";
#endif
}

TEST(PassingMemory, HoldsOctetsOfAnyNumberUntilTheNextCome) {
  PassingMemory memory;
  std::string_view last;
  std::string expected;
  // Often enough that all of the memory is used more than once, and that it has to grow.
  for (const std::size_t size :
       {0UL, 1UL, 7UL, 8UL, 9UL, 30'000UL, 30'000UL, 30'000UL, 30'000UL, 30'000UL, 5UL, 200'000UL,
        200'000UL, 200'000UL, 200'000UL, 200'000UL, 1UL, 0UL, 16UL}) {
    const std::string octets(size, static_cast<char>('a' + size % 23));
    const std::string_view held = memory.hold(octets);
    EXPECT_EQ(held, octets);
    EXPECT_NE(held.data(), last.data());
    expect_nothing_behind(held);
    if (size < 200'000) expect_gone(last, expected);
    // What is held next may need more memory than there is: then that of the last is given back.
    last = size < 200'000 ? held : std::string_view();
    expected = octets;
  }
}

TEST(PassingOctets, HoldsOneUntilTheNextComes) {
  PassingOctets memory;
  std::string_view last;
  for (int round = 0; round < 10'000; ++round) {
    const std::string_view held = memory.hold('a');
    ASSERT_EQ(held, "a");
    expect_nothing_behind(held);
    if (round != 0) {
      ASSERT_NE(last, "a");
    }
    last = held;
  }
}

TEST(Segments, AreAsLongAsWasAskedForAndTheRestIsTheLast) {
  PassingMemory memory;
  const auto cut = [&memory](std::string_view octets, const std::vector<std::size_t>& lengths) {
    return all_of(Segments(octets, lengths, memory));
  };
  EXPECT_THAT(cut("abcdef", {}), ElementsAre("abcdef"));
  EXPECT_THAT(cut("abcdef", {1, 0, 2}), ElementsAre("a", "", "bc", "def"));
  EXPECT_THAT(cut("abc", {2, 9, 1}), ElementsAre("ab", "c", "", ""));
  EXPECT_THAT(cut("", {}), ElementsAre(""));
}

TEST(SingleOctets, AreAllOfThem) {
  PassingOctets memory;
  EXPECT_THAT(all_of(SingleOctets("a\0b"sv, memory)), ElementsAre("a", std::string(1, '\0'), "b"));
  EXPECT_THAT(all_of(SingleOctets("", memory)), ElementsAre());
}

TEST(Reading, TakesTheVersionThatAFrameNamesBetweenTwoOfOneSegment) {
  PassingMemory memory;
  const std::string_view octets = "CONNECTED\nversion:1.0\n\n\0SEND\na: b \n\n\0"sv;
  Reading reading(stomp::Version::v1_2, {}, Segments(octets, {}, memory));
  ASSERT_TRUE(reading.next());
  const std::optional<stomp::ParseEvent> event = reading.next();
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<stomp::FrameView>(*event).find("a"), "b");  // 1.0 trims
  EXPECT_FALSE(reading.next());
}

TEST(Reading, GoesOnWhereItWas) {
  PassingMemory memory;
  Reading reading(stomp::Version::v1_2, {}, Segments("SEND\n\nbody", {}, memory));
  EXPECT_FALSE(reading.next());
  reading.go_on(Segments("\0"sv, {}, memory));
  const std::optional<stomp::ParseEvent> event = reading.next();
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<stomp::FrameView>(*event).body, "body");
}

}  // namespace
}  // namespace fuzz
