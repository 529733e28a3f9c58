// The one mutator: it changes frames and sessions as somebody would who knows STOMP and means ill.
//
//     const Mutator mutator(Shape::session, seed);
//     std::string next = mutator.mutate(input, octets_max, chance.next());
//
// It works on the text of an input (text.hpp): whole frames, headers that refer to other frames,
// lengths, line ends, cuts, time, and last of all single octets. It knows no engine: libFuzzer
// reaches it through mutator/libfuzzer.cpp, a remote campaign calls it as it is.
//
// Promises: the same arguments give the same result, on every machine; nothing is longer than
// `octets_max`; a result is never empty unless nothing fits.
//
// A mutator knows a random half of its operations, chosen by its seed: inputs that need much of one
// thing and nothing of another are only found by somebody who leaves the other out (swarm testing).

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/mutator/text.hpp"

namespace fuzz {

struct Workshop;

// One kind of change. False where there was nothing to change.
struct Operation {
  std::string_view name;
  unsigned weight;
  bool sessions_only;
  bool (*apply)(Workshop& workshop);
};

[[nodiscard]] std::span<const Operation> operations();

// Changes octets without knowing what they are; gets what there is and how long it may become.
using ByteMutation =
    std::function<std::string(std::string_view octets, std::size_t octets_max, std::uint64_t seed)>;

class Mutator {
 public:
  Mutator(Shape shape, std::uint64_t seed);

  [[nodiscard]] std::string mutate(std::string_view input, std::size_t octets_max,
                                   std::uint64_t seed, const ByteMutation& bytes) const;
  // With plain changes of octets: flips, insertions, removals.
  [[nodiscard]] std::string mutate(std::string_view input, std::size_t octets_max,
                                   std::uint64_t seed) const;

  // A run of the one's frames among the other's.
  [[nodiscard]] std::string cross(std::string_view one, std::string_view other,
                                  std::size_t octets_max, std::uint64_t seed) const;

 private:
  Shape shape_;
  std::vector<const Operation*> enabled_;  // each as often as its weight says
};

}  // namespace fuzz
