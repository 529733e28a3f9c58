// JSON files that people write: parsed with their positions, so that every mistake can be shown
// where it stands.
//
//     Problems problems;
//     if (std::optional<Document> document = Document::read(path, problems)) {
//       ObjectReader settings(document->root(), problems);
//       const std::string name = settings.string("name", "");
//       settings.finish();                  // reports every key that nobody asked for
//     }
//
// Mistakes are collected, never thrown: a reader goes on with a default and the file's author sees
// all of them at once. This folder knows nothing of STOMP. It reads; it never writes a file.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace json {

using Value = nlohmann::ordered_json;

// One mistake in one file. Lines and columns count from 1; a column counts octets.
struct Diagnostic {
  std::string file;
  std::size_t line = 1;
  std::size_t column = 1;
  std::string path;     // JSON pointer; empty for the whole document
  std::string message;  // what is wrong: "unknown key \"ak\""
  std::string hint;     // what to do: "did you mean \"ack\"?"; may be empty

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// "file:line:column: error: message (hint)", and on a second line "  at /json/pointer".
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

using Problems = std::vector<Diagnostic>;

class Document;

// A value and where it stands. Cheap to copy; lives as long as its Document does.
class Node {
 public:
  [[nodiscard]] const Value& value() const { return *value_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Document& document() const { return *document_; }

  // The child of an object or array; the key or index must exist.
  [[nodiscard]] Node child(std::string_view key) const;
  [[nodiscard]] Node child(std::size_t index) const;
  [[nodiscard]] std::vector<Node> elements() const;     // of an array, in order
  [[nodiscard]] std::vector<std::string> keys() const;  // of an object, in order

  // Adds a Diagnostic that points here.
  void complain(Problems& problems, std::string message, std::string hint = "") const;
  // The same for a key of this object: points at the key itself.
  void complain_key(Problems& problems, std::string_view key, std::string message,
                    std::string hint = "") const;

 private:
  friend class Document;
  Node(const Document& document, const Value& value, std::string path);

  const Document* document_;
  const Value* value_;
  std::string path_;
};

class Document {
 public:
  // Reads a file, or complains (missing, unreadable, not JSON, a key twice in one object, over
  // 16 MiB, nested deeper than 64) and returns nothing.
  [[nodiscard]] static std::optional<Document> read(const std::string& file, Problems& problems);
  [[nodiscard]] static std::optional<Document> parse(std::string file, std::string text,
                                                     Problems& problems);

  [[nodiscard]] Node root() const;
  [[nodiscard]] const std::string& file() const { return file_; }

  struct Position {
    std::size_t line;
    std::size_t column;
  };
  // Where the value that a JSON pointer names begins (or, with `key`, the key in front of it).
  [[nodiscard]] Position locate(std::string_view pointer, bool key = false) const;

 private:
  Document() = default;
  std::string file_;
  std::string text_;
  Value value_;
};

// The word of `known` that `word` was probably meant to be, or nothing: at most two edits (one for
// words under five letters).
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& known);

// Reads one object key by key. Each getter complains where the value has the wrong type and then
// answers as if the key were absent. finish() complains about keys that no getter asked for.
class ObjectReader {
 public:
  // `resolve` is applied to every child before it is looked at: a language in which a value may
  // stand for a choice of values (scenarios do) hooks its choice in here.
  using Resolve = std::function<Node(const Node&)>;
  ObjectReader(const Node& node, Problems& problems, Resolve resolve = nullptr);

  [[nodiscard]] const Node& node() const { return node_; }
  [[nodiscard]] bool has(std::string_view key);  // ticks the key off
  [[nodiscard]] std::optional<Node> find(std::string_view key);
  [[nodiscard]] std::optional<Node> require(std::string_view key);  // complains where absent

  [[nodiscard]] std::string string(std::string_view key, std::string_view otherwise);
  [[nodiscard]] std::string require_string(std::string_view key);
  [[nodiscard]] std::optional<std::string> find_string(std::string_view key);
  [[nodiscard]] bool boolean(std::string_view key, bool otherwise);
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t otherwise, std::int64_t min,
                                     std::int64_t max);
  [[nodiscard]] std::optional<std::int64_t> find_integer(std::string_view key, std::int64_t min,
                                                         std::int64_t max);
  [[nodiscard]] std::vector<std::string> strings(std::string_view key);  // array of strings
  // One of a fixed set of words; complains with the nearest one.
  [[nodiscard]] std::string word(std::string_view key,
                                 std::initializer_list<std::string_view> words,
                                 std::string_view otherwise);

  void finish();

 private:
  Node node_;
  Problems& problems_;
  Resolve resolve_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace json
