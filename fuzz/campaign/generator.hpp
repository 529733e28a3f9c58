// Makes cases: what is sent to a target, each from a seed and a number alone.
//
//     Generator generator(dialect, seed, places);
//     Case fresh = generator.fresh(ordinal, place);      // a script with connections of its own
//     std::string frames = generator.pipelined(lane, ordinal, version);   // for one that stands
//
// By predicted effect: `valid` cases must be performed, `fatal` ones must be refused, of `odd` and
// `wild` ones nobody knows: the former are well-formed. The same come dribbled, with one direction
// closed, beside somebody who says nothing, or among several connections. What is expected is not
// said here: a Monitor reads it from the octets.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/campaign/dialect.hpp"
#include "fuzz/mutator/chance.hpp"

namespace campaign {

enum class Class : std::uint8_t { valid, fatal, odd, wild, dribbled, group };
inline constexpr std::size_t class_count = 6;
[[nodiscard]] std::string_view to_string(Class kind);

struct Case {
  std::uint64_t ordinal = 0;
  Class kind = Class::valid;
  std::string text;  // fuzz/mutator/script.hpp
};

class Generator {
 public:
  // A place is what one case has to itself while it is under way: clients and destinations.
  Generator(const Dialect& dialect, std::uint64_t seed, std::size_t places);
  // Whoever frees a place and takes the one that was freed first gives the target time to forget.
  [[nodiscard]] static constexpr std::size_t places_for(std::size_t connections_max) {
    return connections_max + 192;
  }

  [[nodiscard]] Case fresh(std::uint64_t ordinal, std::size_t place) const;

  // Plainly legal frames for a connection that stands, with at least one receipt; `lane` and
  // `ordinal` make its names unlike those of others.
  [[nodiscard]] std::string pipelined(std::size_t lane, std::uint64_t ordinal,
                                      stomp::Version version) const;

  // A text that was answered in a new way: others are made from it.
  void keep(std::string text);
  [[nodiscard]] std::size_t kept() const { return kept_.size(); }

  // Clients of a place: four, for the connections of a script. Lanes have those behind them.
  [[nodiscard]] static constexpr std::size_t client(std::size_t place, std::size_t connection) {
    return place * 4 + connection;
  }

 private:
  struct Scene;
  [[nodiscard]] std::string valid(Scene& scene) const;
  [[nodiscard]] std::string fatal(Scene& scene) const;
  [[nodiscard]] std::string odd(Scene& scene) const;
  [[nodiscard]] std::string wild(Scene& scene) const;
  [[nodiscard]] std::string dribbled(Scene& scene) const;
  [[nodiscard]] std::string group(Scene& scene) const;
  [[nodiscard]] std::string confined(std::string_view text, const Scene& scene) const;
  [[nodiscard]] std::string opening(const Scene& scene, std::size_t connection) const;

  const Dialect& dialect_;
  std::uint64_t seed_;
  std::size_t places_;
  std::vector<std::string> kept_;
};

}  // namespace campaign
