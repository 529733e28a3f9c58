#include "conformance/scenario/model.hpp"

#include <algorithm>

namespace conformance {

bool Scenario::tagged(std::string_view tag) const {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

std::string Case::key() const {
  std::string key = scenario->id + "[version=" + std::string(stomp::to_string(version));
  for (const auto& [axis, value] : axes) key += ',' + axis + '=' + value;
  return key + ']';
}

}  // namespace conformance
