#include "fuzz/mutator/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "fuzz/mutator/script.hpp"

namespace fuzz {
namespace {

Token token_of(std::string_view text, Shape shape) {
  return shape == Shape::session ? next_token(text) : Token{};
}

// Takes one frame off the front of octets that hold no step.
class FrameReader {
 public:
  FrameReader(std::string_view text, Shape shape) : left_(text), shape_(shape) {}

  FrameText read() {
    FrameText frame;
    frame.before = take(run_of_eols());
    frame.command = take_line(frame.eol);
    while (!left_.empty()) {
      if (left_.front() == '\n' || left_.starts_with("\r\n")) {
        frame.blank = take(left_.front() == '\n' ? 1 : 2);
        break;
      }
      // No blank line: the NUL is meant to end the frame.
      if (left_.front() == '\0') break;
      frame.headers.push_back(read_header());
    }
    frame.body = take(body_octets(frame));
    if (left_.starts_with('\0')) frame.end = take(1);
    return frame;
  }

  [[nodiscard]] std::string_view left() const { return left_; }

 private:
  std::string take(std::size_t octets) {
    std::string taken(left_.substr(0, octets));
    left_.remove_prefix(taken.size());
    return taken;
  }

  [[nodiscard]] std::size_t run_of_eols() const {
    return std::min(left_.find_first_not_of("\r\n"), left_.size());
  }

  // Up to the line end, which goes to `eol`, or to a NUL, which stays.
  std::string take_line(std::string& eol) {
    const std::size_t end =
        std::min(left_.find_first_of(std::string_view("\n\0", 2)), left_.size());
    const bool has_cr =
        end > 0 && end < left_.size() && left_[end] == '\n' && left_[end - 1] == '\r';
    std::string line = take(has_cr ? end - 1 : end);
    if (!left_.empty() && left_.front() != '\0') eol = take(has_cr ? 2 : 1);
    return line;
  }

  HeaderText read_header() {
    HeaderText header;
    std::string line = take_line(header.eol);
    const std::size_t colon = line.find(':');
    header.name = line.substr(0, colon);
    if (colon != std::string::npos) {
      header.colon = ":";
      header.value = line.substr(colon + 1);
    }
    return header;
  }

  // As content-length says, where a NUL stands behind so many octets; else up to the next NUL.
  [[nodiscard]] std::size_t body_octets(FrameText& frame) const {
    const HeaderText* const header = find_header(frame, "content-length");
    std::size_t stated = 0;
    if (header != nullptr && !frame.blank.empty()) {
      const char* const end = header->value.data() + header->value.size();
      if (std::from_chars(header->value.data(), end, stated).ptr == end) {
        const std::size_t octets = text_octets(stated);
        if (octets < left_.size() && left_[octets] == '\0') return octets;
      }
    }
    return std::min(left_.find('\0'), left_.size());
  }

  // How long the text of so many sent octets is; past the end where there are fewer.
  [[nodiscard]] std::size_t text_octets(std::size_t sent) const {
    if (shape_ == Shape::frames) return sent;
    std::size_t at = 0;
    while (at < left_.size()) {
      const Token token = next_token(left_.substr(at));
      if (token.kind == Token::Kind::octet && sent-- == 0) return at;
      at += token.octets;
    }
    return left_.size();
  }

  std::string_view left_;
  Shape shape_;
};

void parse_frames(std::string_view text, Shape shape, std::vector<Piece>& pieces) {
  while (!text.empty()) {
    FrameReader reader(text, shape);
    pieces.emplace_back(reader.read());
    text = reader.left();
  }
}

}  // namespace

Text parse_text(std::string_view input, Shape shape) {
  Text text{.shape = shape, .preamble = {}, .pieces = {}};
  if (shape == Shape::frames) {
    const std::size_t end = input.find('\n');
    text.preamble = input.substr(0, end == std::string_view::npos ? end : end + 1);
    input.remove_prefix(text.preamble.size());
  }
  std::size_t begin = 0;
  for (std::size_t at = 0; at < input.size();) {
    const Token token = token_of(input.substr(at), shape);
    if (token.kind == Token::Kind::step) {
      parse_frames(input.substr(begin, at - begin), shape, text.pieces);
      text.pieces.emplace_back(StepText{std::string(input.substr(at, token.octets))});
      begin = at + token.octets;
    }
    at += token.octets;
  }
  parse_frames(input.substr(begin), shape, text.pieces);
  return text;
}

void print(const FrameText& frame, std::string& out) {
  out.append(frame.before).append(frame.command).append(frame.eol);
  for (const HeaderText& header : frame.headers) {
    out.append(header.name).append(header.colon).append(header.value).append(header.eol);
  }
  out.append(frame.blank).append(frame.body).append(frame.end);
}

std::string print(const Text& text) {
  std::string out = text.preamble;
  for (const Piece& piece : text.pieces) {
    if (const auto* const frame = std::get_if<FrameText>(&piece)) {
      print(*frame, out);
    } else {
      out.append(std::get<StepText>(piece).mark);
    }
  }
  return out;
}

std::size_t sent_octets(std::string_view text, Shape shape) {
  if (shape == Shape::frames) return text.size();
  std::size_t sent = 0;
  while (!text.empty()) {
    const Token token = next_token(text);
    if (token.kind == Token::Kind::octet) ++sent;
    text.remove_prefix(token.octets);
  }
  return sent;
}

HeaderText* find_header(FrameText& frame, std::string_view name) {
  const auto found = std::ranges::find(frame.headers, name, &HeaderText::name);
  return found == frame.headers.end() ? nullptr : &*found;
}

}  // namespace fuzz
