// Theory of operation.
//
// The window is what the parser looks at: one contiguous run of octets that begins where the frame
// being read begins. While nothing is kept from earlier segments it is the fed segment itself, and
// nothing is copied. When the octets run out in the middle of a frame, what there is of it moves
// into buffer_, and from then on the window is buffer_, to which the next segments are appended
// piece by piece until the frame is whole; then the window is the rest of the segment again.
// Everything that is remembered of an unfinished frame is a position in the window, so it survives
// that move, and scanned_ remembers how far the search for the end of a line or body has come, so
// that no octet is searched twice however small the segments are.
//
// Chunking holds because every decision is a function of the octets in their order: each fault
// belongs to the first octet at which no continuation could be right, and an octet that cannot be
// judged alone (a CR) waits for the one behind it. So whatever looks ahead in a long window must
// prefer the fault of the earlier octet: find_line_end() looks no further than one octet past the
// longest line.

#include "stomp/parser.hpp"

#include <algorithm>
#include <limits>

#include "stomp/check.hpp"
#include "stomp/escaping.hpp"

namespace stomp {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// How much of a segment is appended to an unfinished frame at first: more than most frames have, so
// that one piece finishes them and the rest of the segment is read where it is.
constexpr std::size_t piece_octets_min = 512;

// What an idle parser may keep of the memory that its last frame needed, so that connections which
// sent one huge frame do not hold it for ever. Arbitrary: far above a usual frame, and a thousand
// idle connections stay below 100 MiB.
constexpr std::size_t idle_octets_max = 64 * 1024;
constexpr std::size_t idle_headers_max = 256;

bool is_control(char character) {
  const auto octet = static_cast<unsigned char>(character);
  return octet < 32 || octet == 127;
}

// The octets that decide whether something ends in time: as many as it may have, and one more.
std::string_view up_to_one_over(std::string_view rest, std::size_t octets_max) {
  return rest.size() > octets_max ? rest.substr(0, octets_max + 1) : rest;
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = text.find_last_not_of(' ') + 1;  // npos + 1 is 0
  return text.substr(begin, std::max(begin, end) - begin);
}

// The number, or the largest one where it is too big for the type; nothing where it is none.
std::optional<std::size_t> decimal(std::string_view text) {
  if (text.empty()) return std::nullopt;
  constexpr std::size_t largest = std::numeric_limits<std::size_t>::max();
  std::size_t number = 0;
  for (const char character : text) {
    if (character < '0' || character > '9') return std::nullopt;
    const auto digit = static_cast<std::size_t>(character - '0');
    number = number > (largest - digit) / 10 ? largest : number * 10 + digit;
  }
  return number;
}

}  // namespace

std::string_view describe(ParseFault fault) {
  switch (fault) {
    case ParseFault::malformed_command:
      return "control octet in a command";
    case ParseFault::line_too_long:
      return "command or header line over the limit";
    case ParseFault::too_many_headers:
      return "more headers than the limit";
    case ParseFault::header_without_colon:
      return "header line without a colon";
    case ParseFault::empty_header_name:
      return "header without a name";
    case ParseFault::undefined_escape:
      return "undefined escape sequence in a header";
    case ParseFault::stray_carriage_return:
      return "carriage return that is not followed by a line feed";
    case ParseFault::bad_content_length:
      return "content-length that is not a decimal number of octets";
    case ParseFault::body_too_large:
      return "body over the limit";
    case ParseFault::missing_nul:
      return "no NUL after as many octets as content-length says";
  }
  return "";
}

Parser::Parser(Version version, Limits limits) : version_(version), limits_(limits) {}

void Parser::set_version(Version version) {
  check(state_ == State::between_frames || state_ == State::failed,
        "the version changes between two frames only");
  version_ = version;
}

Version Parser::version() const {
  return version_;
}

void Parser::feed(std::string_view octets) {
  check(segment_.empty(), "next() has to run dry before feed() is called again");
  if (state_ != State::failed) segment_ = octets;
}

std::size_t Parser::buffered_octets() const {
  return buffer_finished_ ? 0 : buffer_.size();
}

bool Parser::had_bare_colon() const {
  return had_bare_colon_;
}

bool Parser::between_frames() const {
  return state_ == State::between_frames;
}

std::optional<ParseEvent> Parser::next() {
  forget_frame();
  if (state_ == State::failed) return std::nullopt;
  // What is kept of a frame did not suffice: it is read on from where there is more of it.
  const bool is_begun = !buffer_.empty() && state_ != State::between_frames;
  if (is_begun && !take_more()) return std::nullopt;
  do {
    if (std::optional<ParseEvent> event = read_event()) return event;
  } while (take_more());
  return std::nullopt;
}

std::optional<ParseEvent> Parser::read_event() {
  if (state_ == State::between_frames) {
    if (std::optional<ParseEvent> event = read_between_frames()) return event;
  }
  while (state_ != State::between_frames) {
    Progress progress = Progress::dry;
    if (state_ == State::command) {
      progress = read_command();
    } else if (state_ == State::headers) {
      progress = read_header();
    } else {
      progress = read_body();
      if (progress == Progress::advanced) return finish_frame();
    }
    if (progress == Progress::dry) return std::nullopt;
    if (progress == Progress::failed) return error_;
  }
  return std::nullopt;
}

// Line ends are events of their own; anything else begins a command.
std::optional<ParseEvent> Parser::read_between_frames() {
  const std::string_view octets = window();
  if (octets.empty()) return std::nullopt;
  if (octets[0] == '\n') {
    consume(1);
    return Eol{};
  }
  at_ = 0;
  scanned_ = 0;
  if (octets[0] == '\r' && version_ == Version::v1_2) {
    if (octets.size() == 1) return std::nullopt;
    if (octets[1] == '\n') {
      consume(2);
      return Eol{};
    }
    (void)fail(ParseFault::stray_carriage_return);
    return error_;
  }
  content_length_.reset();
  spans_.clear();
  state_ = State::command;
  return std::nullopt;
}

// A command has no control octets: whoever speaks TLS or garbage is found out at the first of them.
Parser::Progress Parser::read_command() {
  const std::string_view rest = window().substr(at_);
  const std::string_view head = up_to_one_over(rest, limits_.line_octets_max);
  const auto control =
      std::find_if(head.begin() + static_cast<std::ptrdiff_t>(scanned_), head.end(), is_control);
  const auto octets = static_cast<std::size_t>(control - head.begin());
  if (octets == head.size()) {
    if (octets > limits_.line_octets_max) return fail(ParseFault::line_too_long);
    return dry(octets);
  }
  const Line line = line_of(rest, octets, ParseFault::malformed_command);
  if (line.progress != Progress::advanced) return line.progress;

  const std::string_view command = rest.substr(0, line.octets);
  command_octets_ = line.octets;
  escapes_ = uses_escapes(version_, command);
  trims_ = version_ == Version::v1_0 && !negotiates(command);
  at_ += line.octets + line.eol_octets;
  scanned_ = 0;
  state_ = State::headers;
  return Progress::advanced;
}

Parser::Progress Parser::read_header() {
  const std::string_view rest = window().substr(at_);
  if (rest.empty()) return Progress::dry;
  // One header too many is too many before its line has come.
  const bool may_be_eol = rest[0] == '\n' || (rest[0] == '\r' && version_ == Version::v1_2);
  if (spans_.size() >= limits_.header_count_max && !may_be_eol) {
    return fail(ParseFault::too_many_headers);
  }
  const Line line = find_line_end(rest);
  if (line.progress != Progress::advanced) return line.progress;

  if (line.octets == 0) {
    state_ = State::body;
  } else if (add_header(rest.substr(0, line.octets)) == Progress::failed) {
    return Progress::failed;
  }
  at_ += line.octets + line.eol_octets;
  scanned_ = 0;
  return Progress::advanced;
}

Parser::Line Parser::find_line_end(std::string_view rest) {
  const std::string_view head = up_to_one_over(rest, limits_.line_octets_max);
  std::size_t end = head.find('\n', scanned_);
  if (version_ == Version::v1_2) {
    end = std::min(end, head.substr(0, end).find('\r', scanned_));
  }
  if (end != npos) return line_of(rest, end, ParseFault::stray_carriage_return);
  if (head.size() > limits_.line_octets_max) return {fail(ParseFault::line_too_long)};
  return {dry(head.size())};
}

// The line whose text has so many octets, if what follows them is an EOL of this version.
Parser::Line Parser::line_of(std::string_view rest, std::size_t octets, ParseFault if_stray) {
  if (rest[octets] == '\n') return {Progress::advanced, octets, 1};
  if (rest[octets] != '\r' || version_ != Version::v1_2) return {fail(if_stray)};
  if (octets + 1 == rest.size()) return {dry(octets)};
  if (rest[octets + 1] != '\n') return {fail(if_stray)};
  return {Progress::advanced, octets, 2};
}

Parser::Progress Parser::add_header(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == npos) return fail(ParseFault::header_without_colon);
  std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(colon + 1);
  if (trims_) {
    name = without_blanks(name);
    value = without_blanks(value);
  }
  if (name.empty()) return fail(ParseFault::empty_header_name);

  const bool escaped = escapes_ && line.find('\\') != npos;
  if (escaped && !(well_escaped(name, version_) && well_escaped(value, version_))) {
    return fail(ParseFault::undefined_escape);
  }
  // The first one counts (STOMP 1.2, Repeated Header Entries). No escape stands for an octet of
  // this name or of a number, so both can be compared as they are.
  if (!content_length_ && name == "content-length") {
    if (set_content_length(value) == Progress::failed) return Progress::failed;
  }
  const auto position = [this, &line](std::string_view part) {
    return at_ + static_cast<std::size_t>(part.data() - line.data());
  };
  spans_.push_back({.name = position(name),
                    .name_octets = name.size(),
                    .value = position(value),
                    .value_octets = value.size(),
                    .escaped = escaped});
  return Progress::advanced;
}

Parser::Progress Parser::set_content_length(std::string_view value) {
  const std::optional<std::size_t> octets = decimal(value);
  if (!octets) return fail(ParseFault::bad_content_length);
  if (*octets > limits_.body_octets_max) return fail(ParseFault::body_too_large);
  content_length_ = octets;
  return Progress::advanced;
}

Parser::Progress Parser::read_body() {
  const std::string_view rest = window().substr(at_);
  if (content_length_) {
    if (rest.size() <= *content_length_) return Progress::dry;
    if (rest[*content_length_] != '\0') return fail(ParseFault::missing_nul);
    body_octets_ = *content_length_;
    return Progress::advanced;
  }
  const std::string_view head = up_to_one_over(rest, limits_.body_octets_max);
  const std::size_t end = head.find('\0', scanned_);
  if (end == npos) {
    if (head.size() > limits_.body_octets_max) return fail(ParseFault::body_too_large);
    return dry(head.size());
  }
  body_octets_ = end;
  return Progress::advanced;
}

Parser::Progress Parser::dry(std::size_t scanned) {
  scanned_ = scanned;
  return Progress::dry;
}

Parser::Progress Parser::fail(ParseFault fault) {
  error_ = {.fault = fault, .offset = window_offset_ + at_};
  state_ = State::failed;
  segment_ = {};
  buffer_finished_ = true;
  return Progress::failed;
}

FrameView Parser::finish_frame() {
  const std::string_view octets = window();
  std::size_t escaped_octets = 0;
  had_bare_colon_ = false;
  for (const HeaderSpan& span : spans_) {
    if (span.escaped) escaped_octets += span.name_octets + span.value_octets;
    const std::string_view value = octets.substr(span.value, span.value_octets);
    had_bare_colon_ = had_bare_colon_ || (escapes_ && value.find(':') != npos);
  }
  // Decoding makes nothing longer, so decoded_ stays where it is while views of it are taken.
  decoded_.reserve(escaped_octets);
  views_.reserve(spans_.size());
  for (const HeaderSpan& span : spans_) views_.push_back(decode(span, octets));

  const FrameView frame{.command = octets.substr(0, command_octets_),
                        .headers = views_,
                        .body = octets.substr(at_, body_octets_)};
  state_ = State::between_frames;
  consume(at_ + body_octets_ + 1);
  return frame;
}

HeaderView Parser::decode(const HeaderSpan& header, std::string_view octets) {
  const HeaderView raw{.name = octets.substr(header.name, header.name_octets),
                       .value = octets.substr(header.value, header.value_octets)};
  if (!header.escaped) return raw;
  const std::size_t name = decoded_.size();
  append_unescaped(decoded_, raw.name, version_);
  const std::size_t value = decoded_.size();
  append_unescaped(decoded_, raw.value, version_);
  const std::string_view all = decoded_;
  return {.name = all.substr(name, value - name), .value = all.substr(value)};
}

std::string_view Parser::window() const {
  return buffer_.empty() ? segment_ : std::string_view(buffer_);
}

// Makes the window longer, or keeps what there is until more octets are fed.
bool Parser::take_more() {
  if (buffer_.empty()) {
    buffer_ = segment_;
  } else if (appended_ != segment_.size()) {
    // As much again as there is, so that the pieces stay few and little is copied beyond the frame.
    const std::string_view piece =
        segment_.substr(appended_, std::max(piece_octets_min, buffer_.size()));
    buffer_.append(piece);
    appended_ += piece.size();
    return true;
  }
  segment_.remove_prefix(segment_.size());
  appended_ = 0;
  return false;
}

// Steps over a frame or line end at the front of the window.
void Parser::consume(std::size_t octets) {
  window_offset_ += octets;
  if (buffer_.empty()) {
    segment_.remove_prefix(octets);
    return;
  }
  // What the buffer holds beyond the frame is also in the segment, and is read there.
  segment_.remove_prefix(appended_ - (buffer_.size() - octets));
  appended_ = 0;
  buffer_finished_ = true;
}

// Lets go of what the last event's views needed.
void Parser::forget_frame() {
  if (buffer_finished_) {
    buffer_.clear();
    buffer_finished_ = false;
    if (buffer_.capacity() > idle_octets_max) buffer_.shrink_to_fit();
  }
  if (state_ != State::between_frames && state_ != State::failed) return;
  decoded_.clear();
  views_.clear();
  if (decoded_.capacity() > idle_octets_max) decoded_.shrink_to_fit();
  if (spans_.capacity() > idle_headers_max) {
    spans_.clear();
    spans_.shrink_to_fit();
    views_.shrink_to_fit();
  }
}

}  // namespace stomp
