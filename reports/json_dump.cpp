// nlohmann's dump() looks at every character of a text; ours copies what needs no second look, and
// most of a report is transcripts that need none. What it writes is the same, octet by octet.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "reports/json_values.hpp"

namespace reports {
namespace {

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

class Dump {
 public:
  explicit Dump(int indent) : indent_(indent) {}

  void append(const Json& json) {
    if (json.is_object() || json.is_array()) {
      append_all(json);
    } else if (json.is_string()) {
      append_escaped(text, json.get_ref<const std::string&>());
    } else {
      text += json.dump();
    }
  }

  std::string text;

 private:
  void append_all(const Json& json) {
    const bool object = json.is_object();
    text += object ? '{' : '[';
    ++depth_;
    bool first = true;
    for (auto each = json.begin(); each != json.end(); ++each) {
      if (!first) text += ',';
      first = false;
      begin_line();
      if (object) {
        append_escaped(text, each.key());
        text += indent_ < 0 ? ":" : ": ";
      }
      append(*each);
    }
    --depth_;
    if (!first) begin_line();
    text += object ? '}' : ']';
  }

  void begin_line() {
    if (indent_ < 0) return;
    text += '\n';
    text.append(depth_ * static_cast<std::size_t>(indent_), ' ');
  }

  int indent_;
  std::size_t depth_ = 0;
};

// Roughly, so that a large text is not moved again and again while it grows.
std::size_t expected_octets(const Json& json) {
  constexpr std::size_t for_name_and_blanks = 16;
  if (json.is_string()) return json.get_ref<const std::string&>().size() + for_name_and_blanks;
  std::size_t octets = for_name_and_blanks;
  if (json.is_structured()) {
    for (const Json& each : json) octets += expected_octets(each);
  }
  return octets;
}

}  // namespace

std::string dump(const Json& json, int indent) {
  Dump all(indent);
  all.text.reserve(expected_octets(json));
  all.append(json);
  all.text += '\n';
  return std::move(all.text);
}

}  // namespace reports
