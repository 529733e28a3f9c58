// The head of an HTTP/1.1 request or response, as far as a WebSocket handshake needs it (RFC 9112).
//
//     HeadReader reader;
//     reader.feed(octets);
//     if (reader.state() == HeadReader::State::complete) use(reader.head(), reader.rest());
//
// Lenient about what does not matter here (any reason phrase, bare LF), strict about what would let
// two readers disagree: no folded lines, no blanks before a colon.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace transport {

struct Head {
  std::string first_line;  // "GET /stomp HTTP/1.1", "HTTP/1.1 101 Switching Protocols"
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case

  // The value of a field; of a repeated one all values, as one list; empty where there is none.
  [[nodiscard]] std::string field(std::string_view name) const;
  // Whether the list in a field has this word, whatever its case.
  [[nodiscard]] bool lists(std::string_view name, std::string_view word) const;
};

// "a, b,c" -> a b c.
[[nodiscard]] std::vector<std::string> list_elements(std::string_view list);
[[nodiscard]] std::string lower(std::string_view text);

class HeadReader {
 public:
  // malformed: no HTTP. too_large: more than octets_max without an end.
  enum class State : std::uint8_t { reading, complete, malformed, too_large };
  // What servers usually allow for all fields together.
  static constexpr std::size_t octets_max = 16UL * 1024;

  void feed(std::string_view octets);
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Head& head() const { return head_; }
  // What came behind the head.
  [[nodiscard]] std::string take_rest() { return std::exchange(input_, {}); }

 private:
  void take_line(std::string line);

  State state_ = State::reading;
  std::string input_;
  std::size_t octets_ = 0;
  bool has_first_line_ = false;
  Head head_;
};

}  // namespace transport
