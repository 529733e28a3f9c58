// One object of a scenario file, key by key, with every `$by` already chosen.
//
// The getters are those of json::ObjectReader. The difference: a key whose choice comes to null is
// as good as absent, and so is such an element of a list.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/axes.hpp"
#include "json/document.hpp"

namespace conformance {

class FieldReader {
 public:
  FieldReader(const json::Node& node, Chooser& chooser);

  [[nodiscard]] const json::Node& node() const { return reader_.node(); }
  [[nodiscard]] Chooser& chooser() { return chooser_; }

  [[nodiscard]] bool has(std::string_view key);
  [[nodiscard]] std::optional<json::Node> find(std::string_view key);
  [[nodiscard]] std::optional<json::Node> require(std::string_view key);

  [[nodiscard]] std::string string(std::string_view key, std::string_view otherwise);
  [[nodiscard]] std::string require_string(std::string_view key);
  [[nodiscard]] std::optional<std::string> find_string(std::string_view key);
  [[nodiscard]] bool boolean(std::string_view key, bool otherwise);
  [[nodiscard]] std::optional<std::int64_t> find_integer(std::string_view key, std::int64_t min,
                                                         std::int64_t max);
  [[nodiscard]] std::string word(std::string_view key,
                                 std::initializer_list<std::string_view> words,
                                 std::string_view otherwise);
  // The elements of an array, or one element that may stand for an array of one.
  [[nodiscard]] std::vector<json::Node> elements(std::string_view key);
  [[nodiscard]] std::vector<std::string> strings(std::string_view key);
  [[nodiscard]] std::vector<std::string> string_or_strings(std::string_view key);

  // Adds a mistake that stands at a key of this object.
  void complain_key(std::string_view key, std::string message, std::string hint = "");
  void finish() { reader_.finish(); }

 private:
  Chooser& chooser_;
  json::ObjectReader reader_;
};

// The elements of an array, chosen; those whose choice comes to null are left out.
[[nodiscard]] std::vector<json::Node> chosen_elements(const json::Node& array, Chooser& chooser);

}  // namespace conformance
