// Which pages of cases are packed together: some scenarios to a group, a chapter for each.
//
// The order is that of the anchors, which the page's script finds its way by. It depends on the
// names of the cases alone, so that it is known before they run.

#pragma once

#include <string>
#include <vector>

namespace reports::page {

struct CaseName {
  std::string key;
  std::string id;  // of its scenario
};

// The cases of one scenario.
struct Chapter {
  std::string id;
  std::vector<std::string> keys;
};

using Group = std::vector<Chapter>;

[[nodiscard]] std::vector<Group> groups_of(const std::vector<CaseName>& cases);

}  // namespace reports::page
