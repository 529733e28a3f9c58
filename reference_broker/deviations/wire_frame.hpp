// Frames as they stand on the wire, whole but not understood: what a deviation bends.
//
// A header is a line, still escaped, with the CR that a 1.2 client may end it with. So every octet
// that came goes out again where nobody changes it, and what no right parser would read can be
// written.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stomp/parser.hpp"

namespace broker {

struct WireFrame {
  // octets: what is no frame, or the rest of a connection on which none will be found any more.
  // part: some of a frame has come and more must; the broker reads an EOL, as a sign of life.
  enum class Kind : std::uint8_t { frame, eol, octets, part };

  Kind kind = Kind::frame;
  std::string command;  // an EOL has none, so nobody mistakes it for a frame
  std::string command_end = "\n";
  std::vector<std::string> lines;  // "name:value", with its CR
  std::string blank = "\n";        // between headers and body
  std::string body;                // of kind octets and eol: everything
  std::string end = std::string(1, '\0');
  bool cr_ends_lines = false;  // 1.2: a CR at the end of a line is no part of the value
  bool dropped = false;        // goes no further

  [[nodiscard]] static WireFrame of(std::string_view command, std::vector<std::string> lines,
                                    std::string_view body = {});
  [[nodiscard]] static WireFrame eol();
  [[nodiscard]] static WireFrame part();

  [[nodiscard]] bool is(std::string_view name) const { return command == name; }
  [[nodiscard]] bool is_eol() const { return kind == Kind::eol; }
  [[nodiscard]] bool is_part() const { return kind == Kind::part; }
  [[nodiscard]] bool is_frame() const { return kind == Kind::frame; }
  [[nodiscard]] bool opens_session() const { return is("CONNECT") || is("STOMP"); }

  // The value of the first header of that name, as it is written.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  [[nodiscard]] std::string value(std::string_view name) const { return find(name).value_or(""); }
  [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
  // In the place of the first one, or behind all others.
  void set(std::string_view name, std::string_view value);
  // All of that name.
  void erase(std::string_view name);
  void rename(std::string_view name, std::string_view other);
  // If it had a content-length, it tells the truth about this body.
  void set_body(std::string text);

  void drop() { dropped = true; }
  // Makes it one that the broker does not know, and answers with ERROR.
  void refuse() { command.insert(0, "?"); }

  [[nodiscard]] std::string octets() const;

  friend bool operator==(const WireFrame&, const WireFrame&) = default;
};

// Finds the frames in a stream of octets, without judging them.
//
//     cutter.feed(octets);
//     while (const std::optional<WireFrame> frame = cutter.next(version)) { ... }
//
// Where no frame can be found (a control octet in the command, limits that are exceeded), it gives
// up: from there on everything comes as kind octets, at once, for the right parser to refuse.
class FrameCutter {
 public:
  // How long the body of a frame with this head is: its content-length, or nothing where the first
  // NUL ends it.
  using Measure = std::optional<std::size_t> (*)(const WireFrame& head);
  [[nodiscard]] static std::optional<std::size_t> as_stated(const WireFrame& head);

  explicit FrameCutter(const stomp::Limits& limits) : limits_(limits) {}

  void feed(std::string_view octets) { kept_.append(octets); }
  [[nodiscard]] std::optional<WireFrame> next(stomp::Version version, Measure measure = as_stated);
  [[nodiscard]] bool given_up() const { return given_up_; }
  // Whether a part of a frame has come.
  [[nodiscard]] bool in_a_frame() const { return !kept_.empty(); }

 private:
  [[nodiscard]] std::optional<WireFrame> frame(stomp::Version version, Measure measure);
  [[nodiscard]] std::optional<WireFrame> give_up();
  [[nodiscard]] std::string take(std::size_t octets);

  stomp::Limits limits_;
  std::string kept_;
  bool given_up_ = false;
};

}  // namespace broker
