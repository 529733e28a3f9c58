// The mutator as libFuzzer, AFL++ and Centipede call it. Linked to targets only, once for each
// shape of input (FUZZ_SHAPE), and compiled without coverage: what it does is not what is tested.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "fuzz/mutator/mutator.hpp"

// An engine may lack it.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                      std::size_t max_size);

namespace fuzz {
namespace {

// For so many calls the same half of the operations.
constexpr std::uint64_t swarm_calls = 2048;

const Mutator& current_mutator(std::uint64_t seed) {
  static std::uint64_t calls = 0;
  static Mutator mutator(Shape::FUZZ_SHAPE, seed);
  if (++calls % swarm_calls == 0) mutator = Mutator(Shape::FUZZ_SHAPE, seed);
  return mutator;
}

std::string change_by_engine(std::string_view octets, std::size_t octets_max, std::uint64_t seed) {
  if (LLVMFuzzerMutate == nullptr)
    return Mutator(Shape::frames, seed).mutate(octets, octets_max, seed);
  std::vector<std::uint8_t> room(octets_max + 1);
  std::ranges::copy(octets, room.begin());
  const std::size_t size = LLVMFuzzerMutate(room.data(), octets.size(), octets_max);
  return {reinterpret_cast<const char*>(room.data()), std::min(size, octets_max)};
}

std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

std::size_t give(const std::string& text, std::uint8_t* out) {
  std::ranges::copy(text, out);
  return text.size();
}

}  // namespace
}  // namespace fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  return fuzz::give(fuzz::current_mutator(seed).mutate(fuzz::text_of(data, size), max_size, seed,
                                                       fuzz::change_by_engine),
                    data);
}

// Having one makes it half of all mutations; most of the time it declines, so that the other half
// gets its turn (measured: a third more executions a second).
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t max_size,
                                                 unsigned int seed) {
  if (seed % 8 != 0) return 0;
  return fuzz::give(
      fuzz::current_mutator(seed).cross(fuzz::text_of(one, one_size),
                                        fuzz::text_of(other, other_size), max_size, seed),
      out);
}
