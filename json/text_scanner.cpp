#include "json/text_scanner.hpp"

#include <charconv>
#include <set>

#include <nlohmann/json.hpp>

namespace json {
namespace {

constexpr std::string_view blanks = " \t\n\r";

// The octet after the string whose opening quote is at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return text.size();
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(blanks, at), text.size());
}

// The octet after the token that begins at `at`, which is no blank.
std::size_t token_end(std::string_view text, std::size_t at) {
  constexpr std::string_view punctuation = "{}[],:";
  if (text[at] == '"') return string_end(text, at);
  if (punctuation.find(text[at]) != std::string_view::npos) return at + 1;
  return std::min(text.find_first_of(" \t\n\r{}[],:\"", at), text.size());
}

// What a key says once its escapes are resolved.
std::string decode_string(std::string_view quoted) {
  if (quoted.find('\\') == std::string_view::npos) {
    return std::string(quoted.substr(1, quoted.size() - 2));
  }
  return nlohmann::json::parse(quoted).get<std::string>();
}

// Walks over a valid document; `at()` is always the beginning of a token.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text), at_(skip_blanks(text, 0)) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // Steps over one token and returns it.
  std::string_view take() {
    const std::size_t end = token_end(text_, at_);
    const std::string_view token = text_.substr(at_, end - at_);
    at_ = skip_blanks(text_, end);
    return token;
  }

  void skip_value() {
    std::size_t depth = 0;
    do {
      const char first = take().front();
      if (first == '{' || first == '[') ++depth;
      if (first == '}' || first == ']') --depth;
    } while (depth != 0);
  }

  // Steps into an object or array, or over the comma to its next element. False at its end, which
  // is stepped over.
  bool next_element() {
    const char first = take().front();
    if (first == '}' || first == ']') return false;
    if (peek() != '}' && peek() != ']') return true;
    take();
    return false;
  }

  // Steps over a key and its colon, and returns the key.
  std::string take_key() {
    std::string key = decode_string(take());
    take();
    return key;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

// Steps over one value. The document is no deeper than Document allows, so recursion is safe.
void collect_duplicates(Walker& walker, const std::string& pointer,
                        std::vector<DuplicateKey>& duplicates) {
  if (walker.peek() == '{') {
    std::set<std::string, std::less<>> keys;
    while (walker.next_element()) {
      const std::size_t offset = walker.at();
      const std::string key = walker.take_key();
      if (!keys.insert(key).second) duplicates.push_back({offset, pointer, key});
      collect_duplicates(walker, pointer + pointer_step(key), duplicates);
    }
  } else if (walker.peek() == '[') {
    for (std::size_t index = 0; walker.next_element(); ++index) {
      collect_duplicates(walker, pointer + '/' + std::to_string(index), duplicates);
    }
  } else {
    walker.take();
  }
}

// Steps to the child that one level of a pointer names, and returns the offset of its key (for an
// element of an array, of the element).
std::optional<std::size_t> enter_child(Walker& walker, const std::string& step) {
  if (walker.peek() == '{') {
    while (walker.next_element()) {
      const std::size_t offset = walker.at();
      if (walker.take_key() == step) return offset;
      walker.skip_value();
    }
  } else if (walker.peek() == '[') {
    std::size_t wanted = 0;
    const char* const end = step.data() + step.size();
    if (std::from_chars(step.data(), end, wanted).ptr != end) return std::nullopt;
    for (std::size_t index = 0; walker.next_element(); ++index) {
      if (index == wanted) return walker.at();
      walker.skip_value();
    }
  }
  return std::nullopt;
}

std::string unescape_step(std::string_view step) {
  std::string plain;
  for (std::size_t at = 0; at < step.size(); ++at) {
    const bool escape = step[at] == '~' && at + 1 < step.size();
    plain += !escape ? step[at] : (step[++at] == '1' ? '/' : '~');
  }
  return plain;
}

}  // namespace

std::optional<std::size_t> find_excess_depth(std::string_view text, std::size_t depth_max) {
  std::size_t depth = 0;
  for (std::size_t at = skip_blanks(text, 0); at < text.size();) {
    const char first = text[at];
    if ((first == '{' || first == '[') && ++depth > depth_max) return at;
    if ((first == '}' || first == ']') && depth > 0) --depth;
    at = skip_blanks(text, token_end(text, at));
  }
  return std::nullopt;
}

std::size_t token_start(std::string_view text, std::size_t offset) {
  for (std::size_t at = skip_blanks(text, 0); at < text.size();) {
    const std::size_t end = token_end(text, at);
    if (offset < at) return offset;
    if (offset < end) return at;
    at = skip_blanks(text, end);
  }
  return offset;
}

std::optional<std::size_t> find_number(std::string_view text, std::string_view number) {
  for (std::size_t at = skip_blanks(text, 0); at < text.size();) {
    const std::size_t end = token_end(text, at);
    if (text.substr(at, end - at) == number) return at;
    at = skip_blanks(text, end);
  }
  return std::nullopt;
}

std::vector<DuplicateKey> find_duplicate_keys(std::string_view text) {
  std::vector<DuplicateKey> duplicates;
  Walker walker(text);
  collect_duplicates(walker, "", duplicates);
  return duplicates;
}

std::size_t find_value(std::string_view text, std::string_view pointer, bool key) {
  Walker walker(text);
  std::size_t value = walker.at();
  std::size_t in_front = value;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // the slash
    const std::string_view step = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(step.size());
    const std::optional<std::size_t> child = enter_child(walker, unescape_step(step));
    if (!child) return value;
    in_front = *child;
    value = walker.at();
  }
  return key ? in_front : value;
}

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char octet : key) {
    if (octet == '~') {
      step += "~0";
    } else if (octet == '/') {
      step += "~1";
    } else {
      step += octet;
    }
  }
  return step;
}

}  // namespace json
