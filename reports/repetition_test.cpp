// Which repetitions are found, and that nothing is said of octets that is not so.

#include "reports/repetition.hpp"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace reports {
namespace {

std::string repeated(std::string_view unit, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += unit;
  return text;
}

// The stretch and what is around it are the octets again.
void expect_true(const std::string& octets, const Repetition& found) {
  const std::string unit = octets.substr(found.at, found.unit);
  EXPECT_EQ(octets.substr(0, found.at) + repeated(unit, found.times) +
                octets.substr(found.at + found.unit * found.times),
            octets);
}

TEST(Repetition, IsFoundAcrossTheMiddle) {
  using R = Repetition;
  EXPECT_EQ(repetition_in(repeated("x", 4096)), (R{.at = 0, .unit = 1, .times = 4096}));
  EXPECT_EQ(repetition_in("SEND\n\n" + repeated("x", 5000) + '\n'),
            (R{.at = 6, .unit = 1, .times = 5000}));
  EXPECT_EQ(repetition_in('-' + repeated("abcdefgh", 65'536) + "abc"),
            (R{.at = 1, .unit = 8, .times = 65'536}));
  // The unit is the shortest one; what is left of another at the end is not in it.
  EXPECT_EQ(repetition_in(repeated("abab", 2000)), (R{.at = 0, .unit = 2, .times = 4000}));
  EXPECT_EQ(repetition_in(repeated(std::string(3, '\0') + "\xff", 1024) + std::string(2, '\0')),
            (R{.at = 0, .unit = 4, .times = 1024}));
}

TEST(Repetition, IsNotFoundWhereItWouldNotHelp) {
  EXPECT_EQ(repetition_in(""), std::nullopt);
  EXPECT_EQ(repetition_in(repeated("x", 4095)), std::nullopt);
  EXPECT_EQ(repetition_in(repeated("x", 4095) + 'y'), std::nullopt);
  std::string noise;
  std::uint32_t state = 1;
  while (noise.size() < 10'000) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24U);
  }
  EXPECT_EQ(repetition_in(noise), std::nullopt);
  EXPECT_EQ(repetition_in(repeated(noise.substr(0, 257), 100)), std::nullopt);
}

TEST(Repetition, IsTrueOfTheOctetsWhateverTheirSizes) {
  for (const std::size_t unit : {1U, 2U, 7U, 255U, 256U}) {
    std::string text;
    for (std::size_t i = 0; i < unit; ++i) text += static_cast<char>('A' + i % 61 + i / 61);
    for (const std::size_t octets : {4096U, 4099U, 12'288U, 12'289U, 100'000U}) {
      for (const std::size_t before : {0U, 1U, 300U, 4096U}) {
        for (const std::size_t behind : {0U, 1U, 300U, 1000U}) {
          const std::string whole = std::string(before, '<') + repeated(text, octets / unit + 1) +
                                    std::string(behind, '>');
          const auto found = repetition_in(whole);
          ASSERT_TRUE(found) << unit << ' ' << octets << ' ' << before << ' ' << behind;
          expect_true(whole, *found);
        }
      }
    }
  }
}

}  // namespace
}  // namespace reports
