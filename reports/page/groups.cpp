#include "reports/page/groups.hpp"

#include <algorithm>
#include <utility>

#include "reports/page/case_page.hpp"

namespace reports::page {
namespace {

// A group is unpacked as a whole, and has some ten thousand octets for each case; arbitrary.
constexpr std::size_t group_cases = 32;

}  // namespace

std::vector<Group> groups_of(const std::vector<CaseName>& cases) {
  std::vector<std::pair<std::string, const CaseName*>> sorted;
  for (const CaseName& name : cases) sorted.emplace_back(case_id(name.key), &name);
  std::ranges::sort(sorted, {}, [](const auto& each) -> const std::string& { return each.first; });
  std::vector<Group> groups;
  std::size_t in_group = group_cases;
  for (const auto& [anchor, name] : sorted) {
    if (groups.empty() || groups.back().back().id != name->id) {
      if (in_group >= group_cases) {
        groups.emplace_back();
        in_group = 0;
      }
      groups.back().push_back({name->id, {}});
    }
    groups.back().back().keys.push_back(name->key);
    ++in_group;
  }
  return groups;
}

}  // namespace reports::page
