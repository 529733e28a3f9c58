// Parts of the page that only its script shows, compressed into text: zlib, then Base64.
//
// A browser unpacks them with DecompressionStream("deflate"). Parts are packed in groups, so that
// opening one case does not unpack them all.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reports::page {

[[nodiscard]] std::string packed(std::string_view text);

// Each of them, side by side.
[[nodiscard]] std::vector<std::string> all_packed(const std::vector<std::string>& texts);

// "sha256-...": how a Content-Security-Policy names the one script or style that it allows.
[[nodiscard]] std::string policy_digest(std::string_view text);

}  // namespace reports::page
