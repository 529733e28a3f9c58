#include "reports/json_stream.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "reports/text.hpp"

namespace reports {
namespace {

// nlohmann's dump() looks at every character of a text; this copies what needs no second look.
constexpr bool plain(char octet) {
  return octet >= ' ' && octet < 0x7f && octet != '"' && octet != '\\';
}

// Whether some octet of eight is not plain, all at once: the well-known tricks for "below n" and
// "equal to n". A false alarm costs a second look, and there is none below it.
constexpr bool all_plain(std::uint64_t eight) {
  constexpr std::uint64_t each = 0x0101010101010101U;
  constexpr std::uint64_t high = 0x8080808080808080U;
  const auto has_zero = [](std::uint64_t octets) { return (octets - each) & ~octets & high; };
  const std::uint64_t controls = (eight - each * 0x20) & ~eight & high;
  const std::uint64_t special = has_zero(eight ^ (each * '"')) | has_zero(eight ^ (each * '\\')) |
                                has_zero(eight ^ (each * 0x7f));
  return ((eight & high) | controls | special) == 0;
}

// How many octets at the beginning need no second look.
std::size_t plain_head(std::string_view text) {
  std::size_t head = 0;
  for (std::uint64_t eight = 0; head + sizeof eight <= text.size(); head += sizeof eight) {
    std::memcpy(&eight, text.data() + head, sizeof eight);
    if (!all_plain(eight)) break;
  }
  while (head < text.size() && plain(text[head])) ++head;
  return head;
}

constexpr bool beyond_ascii(char octet) {
  return static_cast<unsigned char>(octet) >= 0x80;
}

// One octet of ASCII that may not stand for itself.
void append_special(std::string& out, char octet) {
  constexpr std::string_view with_names = "\"\\\b\f\n\r\t";
  constexpr std::string_view names = "\"\\bfnrt";
  if (const std::size_t at = with_names.find(octet); at != with_names.npos) {
    out += '\\';
    out += names[at];
    return;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[static_cast<unsigned char>(octet) >> 4U];
  out += digits[static_cast<unsigned char>(octet) & 0xfU];
}

void append_escaped(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t head = plain_head(text);
    out.append(text, 0, head);
    text.remove_prefix(head);
    if (text.empty()) break;
    if (!beyond_ascii(text.front())) {
      append_special(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    // A run of whole characters: rare enough for nlohmann, which knows how.
    const auto end = std::ranges::find_if_not(text, beyond_ascii);
    const auto octets = static_cast<std::size_t>(end - text.begin());
    const std::string quoted = Json(text.substr(0, octets)).dump(-1, ' ', /*ensure_ascii=*/true);
    out.append(quoted, 1, quoted.size() - 2);
    text.remove_prefix(octets);
  }
  out += '"';
}

}  // namespace

void JsonStream::key(std::string_view name) {
  begin_value();
  append_escaped(text_, name);
  text_ += indent_ < 0 ? ":" : ": ";
  named_ = true;
}

void JsonStream::add(std::string_view octets) {
  if (is_utf8(octets)) {
    begin_value();
    append_escaped(text_, octets);
    return;
  }
  object([&] { member("base64", base64(octets)); });
}

void JsonStream::add_written(std::string_view json) {
  begin_value();
  text_ += json;
}

void JsonStream::open(char bracket) {
  begin_value();
  text_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonStream::close(char bracket) {
  --depth_;
  if (!first_) begin_line();
  first_ = false;
  text_ += bracket;
}

void JsonStream::begin_value() {
  if (std::exchange(named_, false)) return;
  if (!first_) text_ += ',';
  first_ = false;
  begin_line();
}

void JsonStream::begin_line() {
  if (indent_ < 0) return;
  text_ += '\n';
  text_.append(depth_ * static_cast<std::size_t>(indent_), ' ');
}

void JsonStream::add_tree(const Json& tree) {
  if (tree.is_object()) {
    object([&] {
      for (const auto& [name, value] : tree.items()) member(name, value);
    });
  } else if (tree.is_array()) {
    array([&] {
      for (const Json& value : tree) add(value);
    });
  } else if (tree.is_string()) {
    begin_value();
    append_escaped(text_, tree.get_ref<const std::string&>());
  } else {
    add_written(tree.dump());
  }
}

std::string dump(const Json& json, int indent) {
  JsonStream all(indent);
  all.add(json);
  return all.take() + '\n';
}

}  // namespace reports
