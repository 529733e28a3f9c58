// Octets in, events out: the incremental decoder for STOMP 1.0, 1.1 and 1.2.
//
//     Parser parser(Version::v1_2);
//     parser.feed(octets);
//     while (const std::optional<ParseEvent> event = parser.next()) { ... }
//
// The parser owns no socket and no clock, and judges no command: that is grammar.hpp. It copies
// nothing that it need not: while frames come whole, its events are views into the fed octets. It
// keeps three promises, and each has a fuzz target of the same name:
//
//   chunking  However the octets are split between calls of feed(), the events are the same.
//   bounds    Once next() has run dry, at most the octets of one unfinished frame are buffered:
//             (header_count_max + 1) * (line_octets_max + 2) + 2 + body_octets_max. Nothing is
//             allocated for octets that have not come (a content-length is only a claim), and what
//             a huge frame needed is given back with the next call.
//   finality  After a ParseError nothing follows. STOMP frames carry no marker to resynchronise
//             on, so anything read after a bad octet would be a guess.
//
// What the versions change:
//   1.0   no escapes; blanks around header names and values are padding and are dropped; EOL is LF
//   1.1   \n \c \\ ; nothing is trimmed; EOL is LF, so a CR is an ordinary octet of a header
//   1.2   \r too; EOL is [CR] LF, and a CR anywhere else in a header line is an error
// CONNECT, STOMP and CONNECTED are never unescaped (STOMP 1.2, Value Encoding) nor trimmed: which
// version they speak is only known once they have been read.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "stomp/frame.hpp"

namespace stomp {

// What one peer may make us hold. A server MAY limit these three (STOMP 1.2, Size Limits); the
// numbers are ours: far above any scenario, far below what would hurt a CI machine.
struct Limits {
  std::size_t header_count_max = 128;
  std::size_t line_octets_max = 16 * 1024;  // a command or header line, its EOL not counted
  std::size_t body_octets_max = 1024 * 1024;
};

enum class ParseFault : std::uint8_t {
  malformed_command,  // a control octet (0-31, 127) in the command line; seen as soon as it comes
  line_too_long,      // over Limits::line_octets_max
  too_many_headers,   // over Limits::header_count_max; seen at the first octet of the extra one
  header_without_colon,   // (BNF: header = header-name ":" header-value)
  empty_header_name,      // (BNF: header-name = 1*...)
  undefined_escape,       // (Value Encoding: MUST be treated as a fatal protocol error)
  stray_carriage_return,  // 1.2 only: CR not followed by LF in a header line, or between frames
  bad_content_length,     // not a decimal number of octets
  body_too_large,         // over Limits::body_octets_max, claimed or sent
  missing_nul,            // the octet after content-length octets is not NUL
};

// One sentence for people, without a full stop: "undefined escape sequence in a header".
[[nodiscard]] std::string_view describe(ParseFault fault);

// An end-of-line between two frames: padding after a frame, or a heart-beat. The octets are the
// same, so telling them apart is left to whoever knows what time it is.
struct Eol {
  friend bool operator==(const Eol&, const Eol&) = default;
};

struct ParseError {
  ParseFault fault;
  std::uint64_t offset;  // of the line or body at fault, counted from the first octet ever fed

  friend bool operator==(const ParseError&, const ParseError&) = default;
};

using ParseEvent = std::variant<Eol, FrameView, ParseError>;

class Parser {
 public:
  explicit Parser(Version version = Version::v1_2, Limits limits = {});

  // The version is settled by CONNECT and CONNECTED, so it changes between two frames: call this
  // after next() has returned the one and before it is asked for the other, even where both came
  // in one segment. (In the middle of a frame it is a mistake of ours, and checked.)
  void set_version(Version version);
  [[nodiscard]] Version version() const;

  // Gives the parser more octets to read. They must stay where they are until next() has run dry,
  // which is also what must happen before feed() is called again.
  void feed(std::string_view octets);

  // The next event, or nothing where more octets are needed. Views in it live until the next call
  // of next() or feed(), or until the parser is moved.
  [[nodiscard]] std::optional<ParseEvent> next();

  // Whether a value of the frame that next() returned last holds a colon as it is, where its
  // version escapes colons (Value Encoding). It is read all the same: that it was written wrongly
  // matters only to whoever judges the writer.
  [[nodiscard]] bool had_bare_colon() const;

  // Octets of an unfinished frame that are being kept, for those who watch memory.
  [[nodiscard]] std::size_t buffered_octets() const;

  // True between two frames: nothing of a frame has been read yet.
  [[nodiscard]] bool between_frames() const;

 private:
  enum class State : std::uint8_t { between_frames, command, headers, body, failed };
  enum class Progress : std::uint8_t { advanced, dry, failed };

  // A header of the frame being read, as positions in the window: the octets may still move.
  struct HeaderSpan {
    std::size_t name;
    std::size_t name_octets;
    std::size_t value;
    std::size_t value_octets;
    bool escaped;
  };

  // A line that has come as a whole, or why there is none.
  struct Line {
    Progress progress = Progress::dry;
    std::size_t octets = 0;  // without its EOL
    std::size_t eol_octets = 0;
  };

  [[nodiscard]] std::optional<ParseEvent> read_event();
  [[nodiscard]] std::optional<ParseEvent> read_between_frames();
  [[nodiscard]] Progress read_command();
  [[nodiscard]] Progress read_header();
  [[nodiscard]] Progress read_body();
  [[nodiscard]] Progress add_header(std::string_view line);
  [[nodiscard]] Progress set_content_length(std::string_view value);
  [[nodiscard]] Line find_line_end(std::string_view rest);
  [[nodiscard]] Line line_of(std::string_view rest, std::size_t octets, ParseFault if_stray);
  [[nodiscard]] Progress dry(std::size_t scanned);
  [[nodiscard]] Progress fail(ParseFault fault);
  [[nodiscard]] FrameView finish_frame();
  [[nodiscard]] HeaderView decode(const HeaderSpan& header, std::string_view octets);

  [[nodiscard]] std::string_view window() const;
  [[nodiscard]] bool take_more();
  void consume(std::size_t octets);
  void forget_frame();

  Version version_;
  Limits limits_;
  State state_ = State::between_frames;

  // Where the octets are (see the theory of operation in parser.cpp).
  std::string_view segment_;      // fed and not yet read
  std::string buffer_;            // what came of an unfinished frame in earlier segments, and then
  std::size_t appended_ = 0;      // so many octets of segment_
  bool buffer_finished_ = false;  // buffer_ is only kept for the views of the last event
  std::uint64_t window_offset_ = 0;  // of the window, counted from the first octet ever fed

  // The frame being read; all positions are in the window.
  std::size_t at_ = 0;       // the line or body being read
  std::size_t scanned_ = 0;  // octets after at_ that are known not to end it
  std::size_t command_octets_ = 0;
  std::size_t body_octets_ = 0;
  bool escapes_ = false;
  bool had_bare_colon_ = false;
  bool trims_ = false;
  std::optional<std::size_t> content_length_;
  std::vector<HeaderSpan> spans_;

  std::string decoded_;            // header texts that had escapes
  std::vector<HeaderView> views_;  // the headers of the last event
  ParseError error_{};
};

}  // namespace stomp
