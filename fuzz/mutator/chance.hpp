// Chance from a seed, the same on every machine: the standard library's distributions differ.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace fuzz {

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"): any seed does,
// and a 64-bit add and three mixes make a number.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

  // Less than `bound`; 0 where there is nothing to choose. (By the high half, which needs no
  // division; the bias is far below anything that a fuzzer would notice.)
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(((next() >> 32U) * bound) >> 32U);
  }

  // True once in `times`.
  bool one_in(std::size_t times) { return below(times) == 0; }

  // Any of a container that is not empty.
  template <typename Choices>
  decltype(auto) of(Choices&& choices) {
    return *std::next(std::begin(choices), static_cast<std::ptrdiff_t>(below(std::size(choices))));
  }

 private:
  std::uint64_t state_;
};

}  // namespace fuzz
