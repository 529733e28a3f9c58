// Patterns over paths: `*` is any text within one level, `**` any number of levels, `?` one octet.

#pragma once

#include <string_view>

namespace conformance {

// Whether the whole path has the pattern.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view path);

[[nodiscard]] bool is_glob(std::string_view text);

}  // namespace conformance
