#include "conformance/scenario/shard.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace conformance {
namespace {

constexpr std::size_t shards_max = 1000;

std::optional<std::size_t> number_from(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// FNV-1a: std::hash differs between libraries, and machines must agree.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char octet : text) {
    hash = (hash ^ static_cast<unsigned char>(octet)) * 1099511628211U;
  }
  return hash;
}

struct Place {
  bool timed;
  std::uint64_t hash;
  std::string key;
  std::size_t index;
};

}  // namespace

std::optional<Shard> Shard::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto number = number_from(text.substr(0, slash));
  const auto of = number_from(text.substr(slash + 1));
  if (!number || !of || *number < 1 || *number > *of || *of > shards_max) return std::nullopt;
  return Shard{*number, *of};
}

std::vector<Case> part_of(const std::vector<Case>& cases, const Shard& shard) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::string key = cases[i].key();
    const std::uint64_t hash = hash_of(key);
    places.push_back({cases[i].scenario->tagged("timed"), hash, std::move(key), i});
  }
  // By hash, so that the cases of one folder are spread; those of the clock first, so that each
  // part gets its share of them.
  std::sort(places.begin(), places.end(), [](const Place& left, const Place& right) {
    if (left.timed != right.timed) return left.timed;
    return left.hash != right.hash ? left.hash < right.hash : left.key < right.key;
  });
  std::vector<std::size_t> chosen;
  for (std::size_t i = shard.number - 1; i < places.size(); i += shard.of) {
    chosen.push_back(places[i].index);
  }
  std::sort(chosen.begin(), chosen.end());
  std::vector<Case> part;
  for (const std::size_t index : chosen) part.push_back(cases[index]);
  return part;
}

}  // namespace conformance
