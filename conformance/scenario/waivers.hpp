// Waivers: findings of `stompcheck fuzz` that are known and put up with, each with a reason.
//
//     { "target": "rabbitmq",
//       "findings": [
//         {"key": "3f0c2a*", "reason": "closes on an unknown header",
//          "issue": "https://...", "expires": "2027-06-30"} ] }
//
// What a baseline is to `run`, in the same words. A campaign proves nothing by not finding
// something again, so no entry grows stale; one whose last day has passed excuses nothing any more,
// and is a failure itself.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/excuse.hpp"

namespace conformance {

struct Waiver {
  std::string key;  // of a finding; '*' is any text
  Excuse excuse;
};

struct Waivers {
  std::string file;
  std::string target;  // a word for people
  std::vector<Waiver> findings;

  // The first that excuses a finding today; nullptr: none does.
  [[nodiscard]] const Waiver* of(std::string_view key, std::string_view today) const;
  // A sentence for each whose day has passed, with its place.
  [[nodiscard]] std::vector<std::string> expired(std::string_view today) const;
};

[[nodiscard]] std::optional<Waivers> load_waivers(const std::string& file,
                                                  json::Problems& problems);

}  // namespace conformance
