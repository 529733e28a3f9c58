// Small questions about text that readers and lint ask alike.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conformance {

// Letters, digits, '-' and '_', at least one: the names of connections, captures and axes.
[[nodiscard]] bool is_word(std::string_view text);
inline constexpr std::string_view not_a_word = "a name is made of letters, digits, \"-\" and \"_\"";

// A lower-case word with dots: one level of a scenario's id, "undefined-escape-is-fatal" or "1.2".
[[nodiscard]] bool is_slug(std::string_view text);

[[nodiscard]] std::string in_quotes(std::string_view text);

// "did you mean "ack"?", or nothing where no word of `known` is near.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string>& known);

}  // namespace conformance
