// Fuzz input as a person would take it apart: frames of lines, and what stands between them.
//
//     Text text = parse_text(input, Shape::session);
//     text.pieces[0] ... std::get<FrameText>(...).headers[1].value = "x";
//     print(text)
//
// This is no parser of STOMP: it never refuses anything, keeps every octet as it was written, and
// print(parse_text(x)) == x for all x. Marks of a session (script.hpp) that do not end a frame,
// cuts above all, stay inside the strings; so lengths are counted with sent_octets().

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fuzz {

// What a target's input looks like.
enum class Shape : std::uint8_t {
  frames,   // a first line of the target's own (version, limits, segments), then octets
  session,  // script.hpp
};

struct HeaderText {
  std::string name;
  std::string colon;  // empty where the line has none
  std::string value;
  std::string eol;  // empty where the text ends

  friend bool operator==(const HeaderText&, const HeaderText&) = default;
};

struct FrameText {
  std::string before;  // line ends
  std::string command;
  std::string eol;
  std::vector<HeaderText> headers;
  std::string blank;  // the blank line's end
  std::string body;
  std::string end;  // the NUL, or nothing

  friend bool operator==(const FrameText&, const FrameText&) = default;
};

// A mark that stands between frames, or ends one early.
struct StepText {
  std::string mark;

  friend bool operator==(const StepText&, const StepText&) = default;
};

using Piece = std::variant<FrameText, StepText>;

struct Text {
  Shape shape = Shape::session;
  std::string preamble;  // the first line of Shape::frames, with its end
  std::vector<Piece> pieces;
};

[[nodiscard]] Text parse_text(std::string_view input, Shape shape);
[[nodiscard]] std::string print(const Text& text);
void print(const FrameText& frame, std::string& out);

// The octets of a frame's part that a client would send: without cuts, quoted backticks once.
[[nodiscard]] std::size_t sent_octets(std::string_view text, Shape shape);

// The header of that name, or nullptr.
[[nodiscard]] HeaderText* find_header(FrameText& frame, std::string_view name);

}  // namespace fuzz
