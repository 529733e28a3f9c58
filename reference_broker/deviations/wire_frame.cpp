#include "reference_broker/deviations/wire_frame.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace broker {
namespace {

constexpr std::size_t npos = std::string::npos;

bool is_control(char octet) {
  return (octet >= '\0' && octet < ' ' && octet != '\r') || octet == '\x7f';
}

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool names(std::string_view line, std::string_view name) {
  return line.starts_with(name) && line.substr(name.size()).starts_with(':');
}

}  // namespace

WireFrame WireFrame::of(std::string_view command, std::vector<std::string> lines,
                        std::string_view body) {
  WireFrame frame;
  frame.command = command;
  frame.lines = std::move(lines);
  frame.body = body;
  return frame;
}

WireFrame WireFrame::eol() {
  WireFrame frame;
  frame.kind = Kind::eol;
  frame.body = "\n";
  return frame;
}

std::optional<std::string> WireFrame::find(std::string_view name) const {
  for (const std::string_view line : lines) {
    if (!names(line, name)) continue;
    const std::string_view value = line.substr(name.size() + 1);
    return std::string(cr_ends_lines ? without_cr(value) : value);
  }
  return std::nullopt;
}

WireFrame WireFrame::part() {
  WireFrame frame = eol();
  frame.kind = Kind::part;
  return frame;
}

void WireFrame::set(std::string_view name, std::string_view value) {
  std::string line(name);
  line.append(":").append(value);
  const auto found =
      std::ranges::find_if(lines, [&](const std::string& each) { return names(each, name); });
  if (found == lines.end()) {
    lines.push_back(std::move(line));
  } else {
    *found = std::move(line);
  }
}

void WireFrame::erase(std::string_view name) {
  std::erase_if(lines, [&](const std::string& line) { return names(line, name); });
}

void WireFrame::rename(std::string_view name, std::string_view other) {
  for (std::string& line : lines) {
    if (names(line, name)) line.replace(0, name.size(), other);
  }
}

void WireFrame::set_body(std::string text) {
  body = std::move(text);
  if (has("content-length")) set("content-length", std::to_string(body.size()));
}

std::string WireFrame::octets() const {
  if (kind != Kind::frame) return body;
  std::string out = command + command_end;
  for (const std::string& line : lines) out.append(line).append("\n");
  return out.append(blank).append(body).append(end);
}

std::optional<std::size_t> FrameCutter::as_stated(const WireFrame& head) {
  const std::string text = head.value("content-length");
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == npos) return std::nullopt;
  std::size_t octets = 0;
  const auto [rest, error] =
      std::from_chars(text.data() + first, text.data() + text.size(), octets);
  return error == std::errc() ? std::optional(octets) : std::nullopt;
}

std::optional<WireFrame> FrameCutter::next(stomp::Version version, Measure measure) {
  if (kept_.empty()) return std::nullopt;
  if (given_up_) return give_up();
  const bool crlf = version == stomp::Version::v1_2;
  if (kept_.front() != '\n' && !(crlf && kept_.front() == '\r')) return frame(version, measure);
  if (kept_ == "\r") return std::nullopt;
  if (kept_.front() == '\r' && kept_[1] != '\n') return give_up();
  WireFrame eol = WireFrame::eol();
  eol.body = take(kept_.front() == '\r' ? 2 : 1);
  return eol;
}

std::optional<WireFrame> FrameCutter::frame(stomp::Version version, Measure measure) {
  WireFrame frame;
  frame.cr_ends_lines = version == stomp::Version::v1_2;
  std::size_t at = 0;
  for (std::size_t count = 0;; ++count) {
    const std::size_t end = kept_.find('\n', at);
    const std::string_view line = std::string_view(kept_).substr(at, end - at);
    if ((count == 0 && std::ranges::any_of(line, is_control)) ||
        line.size() > limits_.line_octets_max + 1 || count > limits_.header_count_max + 1) {
      return give_up();
    }
    if (end == npos) return std::nullopt;
    at = end + 1;
    const std::string_view text = frame.cr_ends_lines ? without_cr(line) : line;
    if (count == 0) {
      frame.command = text;
      frame.command_end = std::string(line.substr(text.size())) + "\n";
    } else if (text.empty()) {
      frame.blank = std::string(line) + "\n";
      break;
    } else {
      frame.lines.emplace_back(line);
    }
  }
  const std::optional<std::size_t> stated = measure(frame);
  const std::size_t length = stated ? *stated : std::min(kept_.find('\0', at), kept_.size()) - at;
  if (length > limits_.body_octets_max) return give_up();
  if (kept_.size() - at <= length) return std::nullopt;
  // Whoever measures otherwise than the specification does not look for the NUL either.
  if (kept_[at + length] != '\0' && measure == as_stated) return give_up();
  const std::string all = take(at + length + 1);
  frame.body = all.substr(at, length);
  return frame;
}

std::optional<WireFrame> FrameCutter::give_up() {
  given_up_ = true;
  WireFrame rest;
  rest.kind = WireFrame::Kind::octets;
  rest.body = take(kept_.size());
  return rest;
}

std::string FrameCutter::take(std::size_t octets) {
  std::string taken = kept_.substr(0, octets);
  kept_.erase(0, octets);
  return taken;
}

}  // namespace broker
