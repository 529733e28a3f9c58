#include "reports/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace reports {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t octets = 1;
  bool valid = false;
};

constexpr bool continues(char octet) {
  return (static_cast<unsigned char>(octet) & 0xc0U) == 0x80;
}

// How many octets a character has that begins with this one; 0 where none does.
std::size_t octets_announced_by(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;  // a continuation, or an overlong form of ASCII
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

// The character at the beginning of `text`, which is not empty. What is none counts one octet.
Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t octets = octets_announced_by(lead);
  if (octets == 0 || octets > text.size()) return {.code = lead};
  if (octets == 1) return {.code = lead, .octets = 1, .valid = true};

  char32_t code = lead & (0x7fU >> octets);
  for (const char octet : text.substr(1, octets - 1)) {
    if (!continues(octet)) return {.code = lead};
    code = (code << 6U) | (static_cast<unsigned char>(octet) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < smallest[octets] || code > 0x10ffff || surrogate) return {.code = lead};
  return {.code = code, .octets = octets, .valid = true};
}

// Most of any text. For these nothing needs to be decided, and deciding nothing is what makes large
// reports quick.
constexpr bool ordinary(char octet) {
  return octet >= ' ' && octet < 0x7f && octet != '\\';
}

// Calls `use(character, its octets)` for the whole text.
template <typename Use>
void for_each_character(std::string_view text, Use use) {
  while (!text.empty()) {
    const Character character = first_character(text);
    use(character, text.substr(0, character.octets));
    text.remove_prefix(character.octets);
  }
}

// Characters without a look of their own, and those that change the look of their neighbours.
bool unseen(char32_t code) {
  constexpr std::array<std::pair<char32_t, char32_t>, 17> ranges{{
      {0x80, 0x9f},        // C1 controls: terminals obey U+009B like ESC [
      {0xad, 0xad},        // soft hyphen
      {0x34f, 0x34f},      // grapheme joiner
      {0x61c, 0x61c},      // Arabic letter mark
      {0x115f, 0x1160},    // Hangul fillers
      {0x17b4, 0x17b5},    // Khmer inherent vowels
      {0x180b, 0x180f},    // Mongolian selectors
      {0x200b, 0x200f},    // zero width; left-to-right and right-to-left marks
      {0x2028, 0x202e},    // line and paragraph separators; embeddings and overrides
      {0x2060, 0x206f},    // word joiner; isolates
      {0x3164, 0x3164},    // Hangul filler
      {0xfdd0, 0xfdef},    // noncharacters
      {0xfe00, 0xfe0f},    // variation selectors
      {0xfeff, 0xfeff},    // byte order mark
      {0xffa0, 0xffa0},    // half-width Hangul filler
      {0xfff0, 0xfffb},    // interlinear annotation
      {0xe0000, 0xe0fff},  // tags and further selectors
  }};
  if ((code & 0xfffeU) == 0xfffe) return true;  // noncharacters at the end of each plane
  return std::ranges::any_of(
      ranges, [code](const auto& range) { return code >= range.first && code <= range.second; });
}

void append_hex(std::string& out, char32_t number, std::size_t digits_min) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (; number != 0 || text.size() < digits_min; number >>= 4U) text += digits[number & 0xfU];
  out.append(text.rbegin(), text.rend());
}

// What stands for a character that must not be written as it is; empty where it may.
std::string stand_in(const Character& character, Characters characters) {
  if (!character.valid) {
    std::string text = "\\x";
    append_hex(text, character.code, 2);
    return text;
  }
  if (character.code >= ' ' && character.code < 0x7f) return "";
  if (character.code == '\n') return "\\n";
  if (character.code == '\r') return "\\r";
  if (character.code == '\t') return "\\t";
  if (character.code < 0x20) return {'^', static_cast<char>(character.code + '@')};
  if (character.code == 0x7f) return "^?";
  if (unseen(character.code) || (characters == Characters::ascii && character.code > 0x7f)) {
    std::string text = "\\u{";
    append_hex(text, character.code, 4);
    return text + '}';
  }
  return "";
}

// One character as it may stand in XML.
std::string xml_form(const Character& character, std::string_view piece) {
  if (character.valid) {
    switch (character.code) {
      case '&':
        return "&amp;";
      case '<':
        return "&lt;";
      case '>':  // always, so that no "]]>" is left
        return "&gt;";
      case '"':
        return "&quot;";
      case '\'':
        return "&apos;";
      case '\n':
      case '\t':
        return std::string(piece);
      default:
        break;
    }
  }
  const std::string other = stand_in(character, Characters::unicode);
  return other.empty() ? std::string(piece) : other;
}

// Asked of every octet of a run, and so eight at a time.
bool is_ascii(std::string_view octets) {
  constexpr std::uint64_t high = 0x8080808080808080U;
  std::uint64_t seen = 0;
  std::uint64_t eight = 0;
  while (octets.size() >= sizeof eight) {
    std::memcpy(&eight, octets.data(), sizeof eight);
    seen |= eight;
    octets.remove_prefix(sizeof eight);
  }
  for (const char octet : octets) seen |= static_cast<unsigned char>(octet);
  return (seen & high) == 0;
}

// The part of `octets` before `octets_max` that does not end inside a character.
std::string_view head(std::string_view octets, std::size_t octets_max) {
  if (octets.size() <= octets_max) return octets;
  constexpr std::size_t continuations_max = 3;
  std::size_t end = octets_max;
  while (end > 0 && octets_max - end < continuations_max && continues(octets[end])) --end;
  return octets.substr(0, continues(octets[end]) ? octets_max : end);
}

}  // namespace

bool is_utf8(std::string_view octets) {
  if (is_ascii(octets)) return true;
  bool valid = true;
  for_each_character(octets, [&](const Character& character, std::string_view) {
    valid = valid && character.valid;
  });
  return valid;
}

std::string repaired(std::string_view octets) {
  std::string text;
  text.reserve(octets.size());
  for_each_character(octets, [&](const Character& character, std::string_view piece) {
    text += character.valid ? piece : std::string_view("\xef\xbf\xbd");
  });
  return text;
}

std::string printable(std::string_view octets, Characters characters) {
  if (std::ranges::all_of(octets, ordinary)) return std::string(octets);
  std::string text;
  std::string with_doubled_backslashes;
  bool backslash_means_something = false;
  for_each_character(octets, [&](const Character& character, std::string_view piece) {
    const std::string other = stand_in(character, characters);
    if (other.starts_with('\\')) backslash_means_something = true;
    text += other.empty() ? piece : other;
    with_doubled_backslashes += character.code == '\\' ? "\\\\" : other.empty() ? piece : other;
  });
  return backslash_means_something ? with_doubled_backslashes : text;
}

std::string printable_head(std::string_view octets, std::size_t octets_max, Characters characters) {
  std::string text = printable(head(octets, octets_max), characters);
  if (octets.size() > octets_max) {
    text += "... (" + std::to_string(octets.size()) + " octets in all)";
  }
  return text;
}

std::string xml_escaped(std::string_view octets) {
  const auto needs_thought = [](char octet) {
    return !ordinary(octet) || octet == '&' || octet == '<' || octet == '>' || octet == '"' ||
           octet == '\'';
  };
  std::string text;
  text.reserve(octets.size());
  while (!octets.empty()) {
    const auto stop = std::ranges::find_if(octets, needs_thought);
    text.append(octets.begin(), stop);
    octets.remove_prefix(static_cast<std::size_t>(stop - octets.begin()));
    if (octets.empty()) break;
    const Character character = first_character(octets);
    text += xml_form(character, octets.substr(0, character.octets));
    octets.remove_prefix(character.octets);
  }
  return text;
}

// "Any ASCII punctuation character may be backslash-escaped" (CommonMark 0.31, 2.4).
std::string markdown(std::string_view text) {
  constexpr std::string_view harmless = " ,;'\"/()?=%-";
  std::string escaped;
  for (const char octet : printable(text)) {
    const bool is_punctuation = (octet >= '!' && octet <= '/') || (octet >= ':' && octet <= '@') ||
                                (octet >= '[' && octet <= '`') || (octet >= '{' && octet <= '~');
    if (is_punctuation && harmless.find(octet) == std::string_view::npos) escaped += '\\';
    escaped += octet;
  }
  return escaped;
}

// The fence is longer than any run of backticks inside (CommonMark 0.31, 6.1).
std::string markdown_code(std::string_view octets) {
  const std::string text = printable(octets);
  std::size_t longest = 0;
  std::size_t length = 0;
  for (const char octet : text) {
    length = octet == '`' ? length + 1 : 0;
    longest = std::max(longest, length);
  }
  const std::string fence(longest + 1, '`');
  // One blank at each end belongs to the fence, where there is one.
  const auto touches = [](char octet) { return octet == '`' || octet == ' '; };
  const bool apart = text.empty() || touches(text.front()) || touches(text.back());
  const std::string blank(apart ? 1 : 0, ' ');
  return fence + blank + text + blank + fence;
}

// RFC 4648, section 4.
std::string base64(std::string_view octets) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const std::string_view group = octets.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = (bits << 8U) | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= group.size() ? alphabet[(bits >> (18U - 6U * i)) & 0x3fU] : '=';
    }
  }
  return text;
}

std::string shell_quoted(std::string_view word) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@%+,";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
    return std::string(word);
  }
  std::string text = "'";
  for (const char octet : word) {
    if (octet == '\'') {
      text += "'\\''";
    } else {
      text += octet;
    }
  }
  return text + '\'';
}

}  // namespace reports
