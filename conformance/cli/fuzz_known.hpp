// What --baseline of `fuzz` says is known already: findings of earlier campaigns, and waivers.

#pragma once

#include <iosfwd>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "conformance/scenario/waivers.hpp"

namespace cli {

class KnownFindings {
 public:
  // `places`: directories of an earlier --out, and files of waivers. Nothing, and `err` has been
  // told, where one is neither.
  [[nodiscard]] static std::optional<KnownFindings> read(const std::vector<std::string>& places,
                                                         std::string today, std::ostream& err);

  // An earlier campaign has found it.
  [[nodiscard]] bool has(const std::string& key) const { return keys_.contains(key); }
  // The entry that excuses it today; nullptr: none.
  [[nodiscard]] const conformance::Waiver* waiver_of(const std::string& key) const;
  // A sentence for each waiver whose last day has passed.
  [[nodiscard]] std::vector<std::string> expired() const;

 private:
  std::string today_;
  std::set<std::string> keys_;
  std::vector<conformance::Waivers> waivers_;
};

}  // namespace cli
