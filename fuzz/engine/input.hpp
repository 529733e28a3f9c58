// What a fuzz target is given, taken apart: the one vocabulary of input formats.
//
//     fuzz::Reader input(data, size);
//     const stomp::Version version = input.version();           // "2"
//     const std::vector<std::size_t> lengths = input.lengths();  // "415\n": segments of 4, 1, 5
//     const std::string_view octets = input.rest();
//
// Small numbers are single octets that count from '0', so that seeds can be written, and crash
// files read, in a text editor: '3' is 3, 'A' is 17. Input that ends early reads as zeros and empty
// texts: every input is valid, because an input that is thrown away teaches a fuzzer nothing.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string_view>
#include <vector>

#include "stomp/frame.hpp"
#include "stomp/parser.hpp"

namespace fuzz {

// "2d45\n" and octets to parse: the STOMP version ('0', '1' or '2'), the limits ('d'efault or
// 'u'sually reached) and the lengths of the segments.
struct ParserInput {
  stomp::Version version = stomp::Version::v1_2;
  stomp::Limits limits;
  std::vector<std::size_t> lengths;
  std::string_view octets;
};

class Reader {
 public:
  Reader(const std::uint8_t* data, std::size_t size)
      : left_(reinterpret_cast<const char*>(data), size) {}

  std::uint8_t octet() {
    const std::string_view taken = take(1);
    return taken.empty() ? 0 : static_cast<std::uint8_t>(taken[0]);
  }

  std::size_t number() { return count_of(take(1)); }

  stomp::Version version() { return static_cast<stomp::Version>(number() % 3); }

  // 'd' (or any even octet): the defaults; 'u' (or any odd one): limits that a few octets reach.
  stomp::Limits limits() {
    if (octet() % 2 == 0) return {};
    return {.header_count_max = 3, .line_octets_max = 24, .body_octets_max = 12};
  }

  // Numbers up to the end of the line, which is taken too.
  std::vector<std::size_t> lengths() {
    std::vector<std::size_t> lengths;
    lengths.reserve(std::min(left_.find('\n'), left_.size()));
    while (!left_.empty()) {
      const std::string_view taken = take(1);
      if (taken[0] == '\n') break;
      lengths.push_back(count_of(taken));
    }
    return lengths;
  }

  // All of it, as the parser's targets are given theirs.
  ParserInput parser_input() {
    return {.version = version(), .limits = limits(), .lengths = lengths(), .octets = rest()};
  }

  // A number and so many octets, or as many as are left.
  std::string_view text() { return take(number()); }

  std::string_view rest() { return take(left_.size()); }

 private:
  std::string_view take(std::size_t octets) {
    const std::string_view taken = left_.substr(0, octets);
    left_.remove_prefix(taken.size());
    return taken;
  }

  static std::size_t count_of(std::string_view taken) {
    return taken.empty() ? 0 : static_cast<std::uint8_t>(taken[0] - '0');
  }

  std::string_view left_;
};

// Aborts where a promise is broken, in the form in which the C library reports assertions: services
// that group crashes take the text between the quotes for the name of the bug. So it names the
// promise and holds nothing of the input.
inline void require(bool kept, std::string_view broken,
                    std::source_location where = std::source_location::current()) {
  if (kept) return;
  std::fprintf(stderr, "%s:%u: stompfuzz: Assertion '%.*s' failed.\n", where.file_name(),
               static_cast<unsigned>(where.line()), static_cast<int>(broken.size()), broken.data());
  std::abort();
}

}  // namespace fuzz
