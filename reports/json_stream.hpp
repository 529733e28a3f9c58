// JSON as text, written straight from the values: most of a report is transcripts, and a tree of
// them would only be made to be taken apart again.
//
//     JsonStream out(1);
//     out.object([&] {
//       out.member("key", result.key);
//       out.key("checks");
//       out.array([&] { for (...) write(out, check); });
//     });
//     file << out.take() << '\n';
//
// Octet by octet what nlohmann's dump() makes of the same values, with ensure_ascii. Texts are
// octets: a string where they are UTF-8, and {"base64": "..."} where they are not.

#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace reports {

using Json = nlohmann::ordered_json;

class JsonStream {
 public:
  // On one line where `indent` is negative. The value begins behind something that stands `depth`
  // levels deep, so that it can be put there later.
  explicit JsonStream(int indent, std::size_t depth = 0) : indent_(indent), depth_(depth) {}

  // Room for so many octets, so that a large text is not moved again and again while it grows.
  void reserve(std::size_t octets) { text_.reserve(octets); }

  template <typename Members>
  void object(Members members) {
    open('{');
    members();
    close('}');
  }
  template <typename Elements>
  void array(Elements elements) {
    open('[');
    elements();
    close(']');
  }

  // In an object: the name of the value that comes next.
  void key(std::string_view name);
  template <typename T>
  void member(std::string_view name, const T& value) {
    key(name);
    add(value);
  }

  void add(std::string_view octets);
  template <std::integral T>
  void add(T number) {
    if constexpr (std::same_as<T, bool>) {
      add_written(number ? "true" : "false");
    } else {
      std::array<char, 24> digits;  // 64 bits have 20
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
      add_written({digits.data(), static_cast<std::size_t>(end - digits.data())});
    }
  }
  template <std::same_as<Json> T>
  void add(const T& tree) {
    add_tree(tree);
  }
  // What has been written since this was asked last.
  [[nodiscard]] std::string take() { return std::exchange(text_, {}); }
  // What comes before a value that the caller has, written at this depth.
  [[nodiscard]] std::string take_up_to_value() {
    begin_value();
    return take();
  }

 private:
  void open(char bracket);
  void close(char bracket);
  void begin_value();
  void begin_line();
  void add_written(std::string_view json);
  void add_tree(const Json& tree);

  int indent_;
  std::size_t depth_;
  bool first_ = true;  // of what is open
  bool named_ = true;  // the next value stands where it is: behind its name, or all alone
  std::string text_;
};

// A tree, and a line end behind it; one line where `indent` is negative.
[[nodiscard]] std::string dump(const Json& json, int indent);

}  // namespace reports
