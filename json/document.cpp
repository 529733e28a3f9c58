#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "json/text_scanner.hpp"

namespace json {
namespace {

// Far above any file that a person writes, far below what would hurt.
constexpr std::size_t file_octets_max = 16 * 1024 * 1024;
// Deeper than any scenario, and shallow enough for readers that recurse.
constexpr std::size_t depth_max = 64;

Document::Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line_ends = std::count(before.begin(), before.end(), '\n');
  // npos + 1 is 0: the first line begins where the text does.
  const std::size_t line_begin = before.rfind('\n') + 1;
  return {static_cast<std::size_t>(line_ends) + 1, before.size() - line_begin + 1};
}

// Names and values come from the file: control characters in them must not reach a terminal.
std::string printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string safe;
  for (const char octet : text) {
    const auto code = static_cast<unsigned char>(octet);
    if (code < 0x20 || code == 0x7f) {
      safe += "\\x";
      safe += digits[code >> 4U];
      safe += digits[code & 0xfU];
    } else {
      safe += octet;
    }
  }
  return safe;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What people write who know another dialect of JSON, or who reorder lines.
std::string syntax_hint(std::string_view message, std::string_view rest) {
  if (contains(message, "object key - unexpected '}'") ||
      contains(message, "value - unexpected ']'")) {
    return "JSON allows no comma before a closing bracket";
  }
  if (contains(message, "unexpected string literal; expected '}'") ||
      contains(message, "unexpected '{'; expected ']'") ||
      contains(message, "unexpected string literal; expected ']'")) {
    return "is a comma missing before it?";
  }
  if (rest.starts_with("/") || rest.starts_with("#")) return "JSON has no comments";
  if (rest.starts_with("'")) return "strings stand in double quotes";
  if (rest.starts_with("\xff") || rest.starts_with("\xfe")) return "save the file as UTF-8";
  return "";
}

Diagnostic at_offset(const std::string& file, std::string_view text, std::size_t offset,
                     std::string message, std::string hint = "") {
  const Document::Position position = position_of(text, offset);
  return {.file = file,
          .line = position.line,
          .column = position.column,
          .path = "",
          .message = std::move(message),
          .hint = std::move(hint)};
}

Diagnostic syntax_error(const std::string& file, std::string_view text,
                        const Value::parse_error& error) {
  // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ..."
  std::string_view message = error.what();
  const std::size_t begin = message.find("syntax error");
  if (begin != std::string_view::npos) message.remove_prefix(begin);
  // The library counts the octets that it has read, the last of them the offending one. It reads
  // unexpected tokens to their end, and their beginning is what people look for.
  std::size_t offset = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
  if (contains(message, "- unexpected ")) offset = token_start(text, offset);
  const std::size_t token = token_start(text, offset);
  return at_offset(file, text, offset, std::string(message),
                   syntax_hint(message, text.substr(token)));
}

Diagnostic number_error(const std::string& file, std::string_view text,
                        const Value::out_of_range& error) {
  // "[json.exception.out_of_range.406] number overflow parsing '1e999'"
  std::string_view number = error.what();
  number.remove_prefix(std::min(number.find('\'') + 1, number.size()));
  number = number.substr(0, number.rfind('\''));
  return at_offset(file, text, find_number(text, number).value_or(0),
                   "the number " + std::string(number) + " is too large");
}

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

// The whole file, up to one octet more than is allowed; or why not.
std::optional<std::string> read_file(const std::string& name, std::string& fault) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(name.c_str(), "rb"));
  std::string text;
  if (file) {
    std::array<char, 16 * 1024> block{};
    std::size_t octets = 0;
    while (text.size() <= file_octets_max &&
           (octets = std::fread(block.data(), 1, block.size(), file.get())) > 0) {
      text.append(block.data(), octets);
    }
    if (std::ferror(file.get()) == 0) return text;
  }
  fault = std::strerror(errno);
  return std::nullopt;
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file + ':' + std::to_string(diagnostic.line) + ':' +
                     std::to_string(diagnostic.column) +
                     ": error: " + printable(diagnostic.message);
  if (!diagnostic.hint.empty()) text += " (" + printable(diagnostic.hint) + ')';
  if (!diagnostic.path.empty()) text += "\n  at " + printable(diagnostic.path);
  return text;
}

Node::Node(const Document& document, const Value& value, std::string path)
    : document_(&document), value_(&value), path_(std::move(path)) {}

Node Node::child(std::string_view key) const {
  return {*document_, value_->at(std::string(key)), path_ + pointer_step(key)};
}

Node Node::child(std::size_t index) const {
  return {*document_, value_->at(index), path_ + '/' + std::to_string(index)};
}

std::vector<Node> Node::elements() const {
  std::vector<Node> nodes;
  if (!value_->is_array()) return nodes;
  nodes.reserve(value_->size());
  for (std::size_t index = 0; index < value_->size(); ++index) nodes.push_back(child(index));
  return nodes;
}

std::vector<std::string> Node::keys() const {
  std::vector<std::string> keys;
  if (!value_->is_object()) return keys;
  for (const auto& [key, value] : value_->items()) keys.push_back(key);
  return keys;
}

void Node::complain(Problems& problems, std::string message, std::string hint) const {
  const Document::Position position = document_->locate(path_);
  problems.push_back({.file = document_->file(),
                      .line = position.line,
                      .column = position.column,
                      .path = path_,
                      .message = std::move(message),
                      .hint = std::move(hint)});
}

void Node::complain_key(Problems& problems, std::string_view key, std::string message,
                        std::string hint) const {
  const Document::Position position = document_->locate(path_ + pointer_step(key), true);
  problems.push_back({.file = document_->file(),
                      .line = position.line,
                      .column = position.column,
                      .path = path_,
                      .message = std::move(message),
                      .hint = std::move(hint)});
}

std::optional<Document> Document::read(const std::string& file, Problems& problems) {
  std::string fault;
  std::optional<std::string> text = read_file(file, fault);
  if (!text) {
    problems.push_back({.file = file, .message = "cannot read the file: " + fault});
    return std::nullopt;
  }
  return parse(file, std::move(*text), problems);
}

std::optional<Document> Document::parse(std::string file, std::string text, Problems& problems) {
  if (text.size() > file_octets_max) {
    problems.push_back({.file = std::move(file), .message = "the file is over 16 MiB"});
    return std::nullopt;
  }
  // A byte order mark is no part of the document, nor of anybody's column 1.
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const std::optional<std::size_t> offset = find_excess_depth(text, depth_max)) {
    problems.push_back(at_offset(file, text, *offset,
                                 "nested deeper than " + std::to_string(depth_max) + " levels"));
    return std::nullopt;
  }

  Document document;
  try {
    document.value_ = Value::parse(text);
  } catch (const Value::parse_error& error) {
    problems.push_back(syntax_error(file, text, error));
    return std::nullopt;
  } catch (const Value::out_of_range& error) {
    problems.push_back(number_error(file, text, error));
    return std::nullopt;
  }

  const std::vector<DuplicateKey> duplicates = find_duplicate_keys(text);
  for (const DuplicateKey& duplicate : duplicates) {
    Diagnostic diagnostic =
        at_offset(file, text, duplicate.offset, "the key \"" + duplicate.key + "\" stands twice",
                  "JSON readers silently keep one of them: remove the other");
    diagnostic.path = duplicate.object;
    problems.push_back(std::move(diagnostic));
  }
  if (!duplicates.empty()) return std::nullopt;

  document.file_ = std::move(file);
  document.text_ = std::move(text);
  return document;
}

Node Document::root() const {
  return {*this, value_, ""};
}

Document::Position Document::locate(std::string_view pointer, bool key) const {
  return position_of(text_, find_value(text_, pointer, key));
}

}  // namespace json
