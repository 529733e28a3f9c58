// The suite's cases as files that the fuzz targets begin with.
//
//     DIR/open/      sessions for targets of the open policy     (mutator/script.hpp)
//     DIR/rocketmq/  sessions for rocketmq_access
//     DIR/frames/    what the connections of the former carried, for the parser (engine/input.hpp)
//
// Two cases that send the same are one file, named by the first of them.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fuzz/seeds/recording.hpp"

namespace fuzz {

struct Seed {
  std::string path;  // below the directory: "open/1.2-ack-settles-one-version=1.2"
  std::string text;
};

struct Seeds {
  std::vector<Seed> files;   // by path
  std::size_t too_long = 0;  // were left out
};

// Longer ones make every engine slow, and OSS-Fuzz reads no more of them (ossfuzz/build.sh).
inline constexpr std::size_t seed_octets_max = 4096;

[[nodiscard]] Seeds seeds_of(const conformance::Catalogue& catalogue,
                             const std::vector<conformance::Case>& cases,
                             const std::vector<Reference>& references);

// Returns why not, or nothing.
[[nodiscard]] std::string write_seeds(const Seeds& seeds, const std::string& directory);

}  // namespace fuzz
