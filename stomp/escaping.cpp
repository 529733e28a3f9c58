#include "stomp/escaping.hpp"

#include <cstddef>

namespace stomp {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// What the octet after a backslash stands for, or nothing where the version does not define it.
std::optional<char> decoded(char letter, Version version) {
  switch (letter) {
    case 'n':
      return '\n';
    case 'c':
      return ':';
    case '\\':
      return '\\';
    case 'r':
      // "Undefined escape sequences such as \r" (STOMP 1.1, Value Encoding): 1.2 defined it.
      if (version == Version::v1_2) return '\r';
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// The letter that stands for a delimiting octet after a backslash, or nothing for ordinary octets.
std::optional<char> encoded(char octet, Version version) {
  switch (octet) {
    case '\n':
      return 'n';
    case ':':
      return 'c';
    case '\\':
      return '\\';
    case '\r':
      if (version == Version::v1_2) return 'r';
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

bool padded(std::string_view text) {
  return text.starts_with(' ') || text.ends_with(' ');
}

}  // namespace

bool negotiates(std::string_view command) {
  return command == "CONNECT" || command == "STOMP" || command == "CONNECTED";
}

bool uses_escapes(Version version, std::string_view command) {
  return version != Version::v1_0 && !negotiates(command);
}

void append_escaped(std::string& out, std::string_view text, Version version) {
  if (version == Version::v1_0) {
    out.append(text);
    return;
  }
  std::size_t plain = 0;  // where the octets begin that are not yet written
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::optional<char> letter = encoded(text[at], version);
    if (!letter) continue;
    out.append(text, plain, at - plain);
    out.push_back('\\');
    out.push_back(*letter);
    plain = at + 1;
  }
  out.append(text, plain);
}

bool well_escaped(std::string_view text, Version version) {
  if (version == Version::v1_0) return true;
  for (std::size_t at = text.find('\\'); at != npos; at = text.find('\\', at + 2)) {
    if (at + 1 == text.size() || !decoded(text[at + 1], version)) return false;
  }
  return true;
}

void append_unescaped(std::string& out, std::string_view text, Version version) {
  if (version == Version::v1_0) {
    out.append(text);
    return;
  }
  std::size_t plain = 0;
  for (std::size_t at = text.find('\\'); at != npos; at = text.find('\\', plain)) {
    out.append(text, plain, at - plain);
    out.push_back(decoded(text[at + 1], version).value());
    plain = at + 2;
  }
  out.append(text, plain);
}

std::optional<std::string> unescape(std::string_view text, Version version) {
  if (!well_escaped(text, version)) return std::nullopt;
  std::string out;
  out.reserve(text.size());
  append_unescaped(out, text, version);
  return out;
}

bool representable(const HeaderView& header, Version version, std::string_view command) {
  if (header.name.empty()) return false;
  if (uses_escapes(version, command)) return true;

  if (header.name.find(':') != npos) return false;
  for (const std::string_view text : {header.name, header.value}) {
    if (text.find('\n') != npos) return false;
    // In 1.2 a CR can only be part of a line end; before, it is an octet like others.
    if (version == Version::v1_2 && text.find('\r') != npos) return false;
    // Who reads 1.0 drops blanks at either end, but not where the version is still open.
    if (version == Version::v1_0 && !negotiates(command) && padded(text)) return false;
  }
  return true;
}

}  // namespace stomp
