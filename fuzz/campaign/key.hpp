// What findings and differences are called by: the same words, the same name.

#pragma once

#include <string>
#include <string_view>

namespace campaign {

// Twelve hexadecimal digits of a digest of the text (SHA-256).
[[nodiscard]] std::string digits_of(std::string_view text);

}  // namespace campaign
