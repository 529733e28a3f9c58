#include "reports/wire_text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::WireEntry;

bool carries_octets(WireEntry::Kind kind) {
  return kind == WireEntry::Kind::sent || kind == WireEntry::Kind::received;
}

// One frame as it stands on the wire. Not stomp::Parser's: that decodes, and here what was encoded
// must stay visible.
struct RawFrame {
  std::string_view command;
  std::vector<std::string_view> headers;
  std::string_view body;
  std::size_t octets = 0;  // with its NUL
};

std::optional<std::size_t> content_length_of(std::string_view header) {
  constexpr std::string_view name = "content-length:";
  if (!header.starts_with(name)) return std::nullopt;
  header.remove_prefix(name.size());
  std::size_t length = 0;
  const auto [end, fault] = std::from_chars(header.begin(), header.end(), length);
  if (fault != std::errc() || end != header.end()) return std::nullopt;
  return length;
}

bool is_command(std::string_view line) {
  return !line.empty() &&
         std::ranges::all_of(line, [](char octet) { return octet >= 'A' && octet <= 'Z'; });
}

// A header line that can stand in a list without being mistaken for anything else.
bool is_plain_header(std::string_view line) {
  return line.find(':') != std::string_view::npos && line.find('\r') == std::string_view::npos &&
         line.find('\0') == std::string_view::npos;
}

std::optional<RawFrame> first_frame(std::string_view octets) {
  RawFrame frame;
  std::optional<std::size_t> content_length;
  std::size_t at = 0;
  while (true) {
    const std::size_t end = octets.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = octets.substr(at, end - at);
    at = end + 1;
    if (frame.command.empty()) {
      if (!is_command(line)) return std::nullopt;
      frame.command = line;
    } else if (line.empty()) {
      break;
    } else {
      if (!is_plain_header(line)) return std::nullopt;
      frame.headers.push_back(line);
      if (!content_length) content_length = content_length_of(line);
    }
  }
  const std::string_view rest = octets.substr(at);
  const std::size_t length = content_length ? *content_length : rest.find('\0');
  if (length >= rest.size() || rest[length] != '\0') return std::nullopt;
  frame.body = rest.substr(0, length);
  frame.octets = at + length + 1;
  return frame;
}

std::string frame_text(const RawFrame& frame, const WireStyle& style) {
  std::string text(frame.command);
  for (const std::string_view header : frame.headers) {
    text += ' ' + printable_head(header, style.octets_max, style.characters);
  }
  if (!frame.body.empty()) {
    text += " | " + printable_head(frame.body, style.octets_max, style.characters);
  }
  return text + "^@";
}

// Whether the octets so far end nowhere in particular: inside a frame.
bool unfinished(std::string_view octets) {
  const std::size_t begin = octets.find_first_not_of("\r\n");
  return begin != std::string_view::npos && octets.back() != '\0';
}

std::string text_of(const WireLine& line, const WireStyle& style) {
  const std::string time = '+' + milliseconds(line.first->at);
  constexpr std::size_t time_width = 10;  // "+9999.9 ms": enough for nearly every case
  std::string text(time_width - std::min(time_width, time.size()), ' ');
  text += time + "  " + printable(line.first->connection, style.characters);
  switch (line.first->kind) {
    case WireEntry::Kind::sent:
      text += " > " + frames_text(line.octets(), style);
      break;
    case WireEntry::Kind::received:
      text += " < " + frames_text(line.octets(), style);
      break;
    case WireEntry::Kind::opened:
      return text + " opened " + printable(line.octets(), style.characters);
    case WireEntry::Kind::closed_by_us:
      return text + " closed by us: " + printable(line.octets(), style.characters);
    case WireEntry::Kind::closed_by_target:
      return text + " closed by the target: " + printable(line.octets(), style.characters);
    case WireEntry::Kind::note:
      return text + " (" + printable(line.octets(), style.characters) + ')';
  }
  if (line.entries > 1) text += "  [" + std::to_string(line.entries) + " pieces]";
  return text;
}

}  // namespace

std::vector<WireLine> joined_lines(const std::vector<WireEntry>& transcript) {
  std::vector<WireLine> lines;
  for (const WireEntry& entry : transcript) {
    if (!lines.empty()) {
      WireLine& last = lines.back();
      if (carries_octets(entry.kind) && last.first->kind == entry.kind &&
          last.first->connection == entry.connection && unfinished(last.octets())) {
        if (last.entries == 1) last.joined = last.first->octets;
        last.joined += entry.octets;
        ++last.entries;
        continue;
      }
    }
    lines.push_back({.first = &entry, .joined = {}});
  }
  return lines;
}

std::string frames_text(std::string_view octets, const WireStyle& style) {
  std::string text;
  while (!octets.empty()) {
    if (!text.empty()) text += ' ';
    const std::size_t padding = std::min(octets.find_first_not_of("\r\n"), octets.size());
    if (padding > 0) {
      text += printable_head(octets.substr(0, padding), style.octets_max, style.characters);
      octets.remove_prefix(padding);
      continue;
    }
    const std::optional<RawFrame> frame = first_frame(octets);
    if (!frame) return text + printable_head(octets, style.octets_max, style.characters);
    text += frame_text(*frame, style);
    octets.remove_prefix(frame->octets);
  }
  return text;
}

std::vector<std::string> wire_lines(const std::vector<WireEntry>& transcript,
                                    const WireStyle& style) {
  std::vector<std::string> texts;
  for (const WireLine& line : joined_lines(transcript)) texts.push_back(text_of(line, style));
  return texts;
}

std::vector<std::string> wire_excerpt(const std::vector<WireEntry>& transcript, std::size_t around,
                                      std::size_t lines_max, const WireStyle& style) {
  const std::vector<WireLine> lines = joined_lines(transcript);
  std::size_t judged = 0;
  for (std::size_t entries = 0; judged < lines.size(); ++judged) {
    entries += lines[judged].entries;
    if (around < entries) break;
  }
  // Two thirds of the excerpt lead up to what was judged: causes come first.
  const std::size_t before = std::min(judged, lines_max * 2 / 3);
  const std::size_t last_start = lines.size() - std::min(lines.size(), lines_max);
  const std::size_t start = std::min(judged - before, last_start);
  const std::size_t end = std::min(start + lines_max, lines.size());

  std::vector<std::string> texts;
  if (start > 0) texts.push_back("  (" + counted(start, "earlier line") + ')');
  for (std::size_t i = start; i < end; ++i) {
    texts.push_back((i == judged ? "* " : "  ") + text_of(lines[i], style));
  }
  if (end < lines.size()) {
    texts.push_back("  (" + counted(lines.size() - end, "later line") + ')');
  }
  return texts;
}

std::vector<std::string> output_lines(const conformance::TargetOutput& output,
                                      std::size_t lines_max, const WireStyle& style) {
  std::vector<std::string_view> all;
  for (std::string_view rest = output.octets; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    all.push_back(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const std::size_t first = all.size() - std::min(all.size(), lines_max);
  std::size_t left_out = output.left_out;
  for (std::size_t i = 0; i < first; ++i) left_out += all[i].size() + 1;
  std::vector<std::string> lines;
  if (left_out > 0) lines.push_back("(" + std::to_string(left_out) + " octets before)");
  for (std::size_t i = first; i < all.size(); ++i) {
    lines.push_back(printable_head(all[i], style.octets_max, style.characters));
  }
  return lines;
}

}  // namespace reports
