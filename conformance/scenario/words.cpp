#include "conformance/scenario/words.hpp"

#include <algorithm>
#include <optional>

#include "json/document.hpp"

namespace conformance {
namespace {

bool is_lower(char octet) {
  return octet >= 'a' && octet <= 'z';
}
bool is_upper(char octet) {
  return octet >= 'A' && octet <= 'Z';
}
bool is_digit(char octet) {
  return octet >= '0' && octet <= '9';
}

}  // namespace

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char octet) {
    return is_lower(octet) || is_upper(octet) || is_digit(octet) || octet == '-' || octet == '_';
  });
}

bool is_slug(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char octet) {
    return is_lower(octet) || is_digit(octet) || octet == '-' || octet == '.';
  });
}

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::optional<std::string> meant = json::nearest(word, known);
  return meant ? "did you mean " + in_quotes(*meant) + '?' : "";
}

}  // namespace conformance
