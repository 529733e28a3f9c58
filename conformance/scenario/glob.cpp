#include "conformance/scenario/glob.hpp"

#include <algorithm>

namespace conformance {

// Both stars are tried at every length, shortest first. Patterns are typed by people and ids are
// short, so that the exponential worst case of many stars in a row stays out of reach: neighbouring
// stars are taken as one.
bool glob_matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && pattern.front() != '*') {
    const bool matches = !path.empty() && (pattern.front() == path.front() ||
                                           (pattern.front() == '?' && path.front() != '/'));
    if (!matches) return false;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
  }
  if (pattern.empty()) return path.empty();

  const bool across = pattern.starts_with("**");
  pattern.remove_prefix(std::min(pattern.find_first_not_of('*'), pattern.size()));
  // `a/**/b` has `a/b` too: the stars stand for no level at all.
  if (across && pattern.starts_with('/') && glob_matches(pattern.substr(1), path)) return true;
  for (;; path.remove_prefix(1)) {
    if (glob_matches(pattern, path)) return true;
    if (path.empty() || (!across && path.front() == '/')) return false;
  }
}

bool is_glob(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

}  // namespace conformance
