// What every loader owes to whoever wrote the file: a mistake is shown where it stands.

#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "fuzz/engine/input.hpp"
#include "json/document.hpp"

namespace fuzz {

// How many octets the line has that is counted from 1; npos where there are not so many lines.
inline std::size_t line_octets(std::string_view text, std::size_t line) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return end;
    text.remove_prefix(end + 1);
  }
  return std::min(text.find('\n'), text.size());
}

// Whether the document has the value that the mistake names.
inline bool is_there(const json::Value& document, const std::string& pointer) {
  try {
    return document.contains(json::Value::json_pointer(pointer));
  } catch (const json::Value::exception&) {
    return false;
  }
}

// Nothing that a terminal obeys.
inline bool is_harmless(std::string_view text) {
  return std::ranges::none_of(text, [](char octet) {
    const auto code = static_cast<unsigned char>(octet);
    return (code < 0x20 && octet != '\n') || code == 0x7f;
  });
}

inline void require_sound(const json::Problems& problems, const std::string& file,
                          std::string_view text) {
  // It is no part of anybody's column.
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const json::Value document = json::Value::parse(text, nullptr, /* allow_exceptions */ false);
  for (const json::Diagnostic& problem : problems) {
    require(problem.file == file, "diagnostics: the file is named");
    require(!problem.message.empty(), "diagnostics: something is said");
    require(is_harmless(json::to_string(problem)), "diagnostics: what is said steers no terminal");
    const std::size_t octets = line_octets(text, problem.line);
    require(problem.line >= 1 && octets != std::string_view::npos,
            "diagnostics: the line is one of the file");
    require(problem.column >= 1 && problem.column <= octets + 1,
            "diagnostics: the column is one of the line");
    require(problem.path.empty() || is_there(document, problem.path),
            "diagnostics: the value is one of the document");
  }
}

}  // namespace fuzz
