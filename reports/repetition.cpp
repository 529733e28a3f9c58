#include "reports/repetition.hpp"

#include <cstring>

namespace reports {
namespace {

// What is shorter is read more easily as it is; arbitrary.
constexpr std::size_t octets_min = 4096;
// Of what is repeated; arbitrary.
constexpr std::size_t unit_max = 256;
// So many octets must be the same a unit later before it is believed.
constexpr std::size_t sample_octets = 1024;
static_assert(unit_max + sample_octets <= octets_min / 2, "there is room for it in any half");

// Compared at once: the library is much faster at that than a loop is.
constexpr std::size_t block_octets = 4096;

bool same(std::string_view octets, std::size_t at, std::size_t unit, std::size_t count) {
  return std::memcmp(octets.data() + at, octets.data() + at + unit, count) == 0;
}

// How far from `at` on each octet is the one that comes a unit later.
std::size_t end_of(std::string_view octets, std::size_t at, std::size_t unit) {
  while (at + unit + block_octets <= octets.size() && same(octets, at, unit, block_octets)) {
    at += block_octets;
  }
  while (at + unit < octets.size() && same(octets, at, unit, 1)) ++at;
  return at + unit;
}

std::size_t begin_of(std::string_view octets, std::size_t at, std::size_t unit) {
  while (at >= block_octets && same(octets, at - block_octets, unit, block_octets)) {
    at -= block_octets;
  }
  while (at > 0 && same(octets, at - 1, unit, 1)) --at;
  return at;
}

}  // namespace

std::optional<Repetition> repetition_in(std::string_view octets) {
  if (octets.size() < octets_min) return std::nullopt;
  const std::size_t middle = octets.size() / 2;
  std::size_t unit = 1;
  while (unit <= unit_max && !same(octets, middle, unit, sample_octets)) ++unit;
  if (unit > unit_max) return std::nullopt;
  const std::size_t begin = begin_of(octets, middle, unit);
  const std::size_t times = (end_of(octets, middle, unit) - begin) / unit;
  if (times * unit < octets_min) return std::nullopt;
  return Repetition{.at = begin, .unit = unit, .times = times};
}

}  // namespace reports
