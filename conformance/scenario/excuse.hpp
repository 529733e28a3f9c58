// Why something that is known to be wrong is put up with, and for how long: what entries of
// baselines and waivers have in common.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/document.hpp"

namespace conformance {

struct Excuse {
  std::string reason;    // never empty
  std::string issue;     // a link; may be empty
  std::string expires;   // "2027-06-30", the last day; empty: never
  std::size_t line = 0;  // of the entry

  // `today` as entries write days.
  [[nodiscard]] bool is_expired(std::string_view today) const {
    return !expires.empty() && expires < today;
  }
};

// Reads "reason", "issue" and "expires" of an entry.
[[nodiscard]] Excuse read_excuse(const json::Node& node, json::ObjectReader& reader,
                                 json::Problems& problems);

}  // namespace conformance
