#include "conformance/scenario/field_reader.hpp"

#include <utility>

namespace conformance {

FieldReader::FieldReader(const json::Node& node, Chooser& chooser)
    : chooser_(chooser), reader_(node, chooser.problems(), [&chooser](const json::Node& child) {
        return chooser.choose(child);
      }) {}

bool FieldReader::has(std::string_view key) {
  if (!reader_.has(key)) return false;
  const json::Node child = node().child(key);
  return !is_choice(child) || !chooser_.choose(child).value().is_null();
}

std::optional<json::Node> FieldReader::find(std::string_view key) {
  return has(key) ? reader_.find(key) : std::nullopt;
}

std::optional<json::Node> FieldReader::require(std::string_view key) {
  if (has(key)) return reader_.find(key);
  // A choice that came to null: the key is there, and yet it is missing.
  if (reader_.has(key)) {
    complain_key(key, "the key \"" + std::string(key) + "\" is missing where its choice is null");
    return std::nullopt;
  }
  return reader_.require(key);
}

std::string FieldReader::string(std::string_view key, std::string_view otherwise) {
  return find_string(key).value_or(std::string(otherwise));
}

std::string FieldReader::require_string(std::string_view key) {
  static_cast<void>(require(key));
  return string(key, "");
}

std::optional<std::string> FieldReader::find_string(std::string_view key) {
  return has(key) ? reader_.find_string(key) : std::nullopt;
}

bool FieldReader::boolean(std::string_view key, bool otherwise) {
  return has(key) ? reader_.boolean(key, otherwise) : otherwise;
}

std::optional<std::int64_t> FieldReader::find_integer(std::string_view key, std::int64_t min,
                                                      std::int64_t max) {
  return has(key) ? reader_.find_integer(key, min, max) : std::nullopt;
}

std::string FieldReader::word(std::string_view key, std::initializer_list<std::string_view> words,
                              std::string_view otherwise) {
  return has(key) ? reader_.word(key, words, otherwise) : std::string(otherwise);
}

std::vector<json::Node> FieldReader::elements(std::string_view key) {
  const std::optional<json::Node> array = find(key);
  if (!array) return {};
  if (!array->value().is_array()) {
    array->complain(chooser_.problems(), '"' + std::string(key) + "\" must be an array");
  }
  return chosen_elements(*array, chooser_);
}

std::vector<std::string> FieldReader::strings(std::string_view key) {
  std::vector<std::string> strings;
  for (const json::Node& element : elements(key)) {
    if (element.value().is_string()) {
      strings.push_back(element.value().get<std::string>());
    } else {
      element.complain(chooser_.problems(),
                       '"' + std::string(key) + "\" must be an array of strings");
    }
  }
  return strings;
}

std::vector<std::string> FieldReader::string_or_strings(std::string_view key) {
  const std::optional<json::Node> child = find(key);
  if (child && child->value().is_string()) return {child->value().get<std::string>()};
  return strings(key);
}

void FieldReader::complain_key(std::string_view key, std::string message, std::string hint) {
  node().complain_key(chooser_.problems(), key, std::move(message), std::move(hint));
}

std::vector<json::Node> chosen_elements(const json::Node& array, Chooser& chooser) {
  std::vector<json::Node> elements;
  for (const json::Node& element : array.elements()) {
    const json::Node chosen = chooser.choose(element);
    if (!is_choice(element) || !chosen.value().is_null()) elements.push_back(chosen);
  }
  return elements;
}

}  // namespace conformance
