#include "fuzz/mutator/mutator.hpp"

#include <algorithm>
#include <utility>

#include "fuzz/mutator/workshop.hpp"

namespace fuzz {
namespace {

// More changes at once are mostly nonsense.
constexpr std::size_t changes_max = 4;

std::string change_plainly(std::string_view octets, std::size_t octets_max, std::uint64_t seed) {
  Chance chance(seed);
  std::string changed(octets);
  const std::size_t kind = changed.empty() ? 0 : chance.below(4);
  const std::size_t place = chance.below(changed.size() + (kind == 0 ? 1 : 0));
  const auto octet = static_cast<char>(static_cast<unsigned char>(chance.below(256)));
  if (kind == 0) {
    changed.insert(place, 1 + chance.below(4), octet);
  } else if (kind == 1) {
    changed.erase(place, 1 + chance.below(4));
  } else if (kind == 2) {
    changed[place] = octet;
  } else {
    changed[place] = static_cast<char>(changed[place] ^ (1 << chance.below(8)));
  }
  if (changed.size() > octets_max) changed.resize(octets_max);
  return changed;
}

// Frames that were touched are mostly put in order again, or nothing behind a wrong length would
// ever be reached.
void repair(Text& text, Chance& chance) {
  if (chance.below(10) < 3) return;
  for (Piece& piece : text.pieces) {
    if (auto* const frame = std::get_if<FrameText>(&piece)) restate_length(*frame, text.shape);
  }
}

// The text, without the last pieces that are too much; or as much of it as fits.
std::string printed(Text text, std::size_t octets_max) {
  std::string out = print(text);
  while (out.size() > octets_max && text.pieces.size() > 1) {
    text.pieces.pop_back();
    out = print(text);
  }
  if (out.size() > octets_max) out.resize(octets_max);
  return out;
}

}  // namespace

std::span<const Operation> operations() {
  static const std::vector<Operation> all = [] {
    std::vector<Operation> together;
    for (const auto& part : {sequence_operations(), frame_operations(), octet_operations()}) {
      together.insert(together.end(), part.begin(), part.end());
    }
    return together;
  }();
  return all;
}

Mutator::Mutator(Shape shape, std::uint64_t seed) : shape_(shape) {
  Chance chance(seed);
  while (enabled_.empty()) {
    for (const Operation& operation : operations()) {
      if (operation.sessions_only && shape != Shape::session) continue;
      if (!chance.one_in(2)) enabled_.insert(enabled_.end(), operation.weight, &operation);
    }
  }
}

std::string Mutator::mutate(std::string_view input, std::size_t octets_max, std::uint64_t seed,
                            const ByteMutation& bytes) const {
  Chance chance(seed);
  Text text = parse_text(input, shape_);
  Workshop workshop{text, chance, bytes};
  for (std::size_t left = 1 + chance.below(changes_max); left > 0; --left) {
    (void)chance.of(enabled_)->apply(workshop);
  }
  repair(text, chance);
  std::string out = printed(std::move(text), octets_max);
  // Whatever was taken away, something is left to begin with.
  if (out.empty()) out = std::string(std::string_view("\n").substr(0, octets_max));
  return out;
}

std::string Mutator::mutate(std::string_view input, std::size_t octets_max,
                            std::uint64_t seed) const {
  return mutate(input, octets_max, seed, change_plainly);
}

std::string Mutator::cross(std::string_view one, std::string_view other, std::size_t octets_max,
                           std::uint64_t seed) const {
  Chance chance(seed);
  Text text = parse_text(one, shape_);
  const Text donor = parse_text(other, shape_);
  if (!donor.pieces.empty()) {
    const std::size_t first = chance.below(donor.pieces.size());
    const std::size_t count = 1 + chance.below(donor.pieces.size() - first);
    const auto run = std::span(donor.pieces).subspan(first, count);
    const auto place = static_cast<std::ptrdiff_t>(chance.below(text.pieces.size() + 1));
    text.pieces.insert(text.pieces.begin() + place, run.begin(), run.end());
  }
  return printed(std::move(text), octets_max);
}

}  // namespace fuzz
