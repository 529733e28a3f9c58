#include "fuzz/oracle/reader.hpp"

#include <algorithm>
#include <optional>

namespace fuzz::oracle {
namespace {

using stomp::ParseFault;
using stomp::Version;
using Kind = Found::Kind;

constexpr std::size_t usual_headers = 8;

// Once the octets have ended too early, or are wrong, nothing more is read: every step below looks
// whether one before it has stopped. (Exceptions would say it more shortly, and cost a fuzzer more
// than all else: most inputs end early.)
class Reader {
 public:
  Reader(std::string_view octets, Version version, const stomp::Limits& limits)
      : octets_(octets), version_(version), limits_(limits) {}

  Found read() {
    if (const std::size_t eol = eol_at(0)) return {.kind = Kind::eol, .octets = eol, .frame = {}};
    if (version_ == Version::v1_2 && octet(0) == '\r') stop(ParseFault::stray_carriage_return, 0);
    stomp::Frame frame;
    const std::string_view command = line(true);
    is_connecting_ = command == "CONNECT" || command == "STOMP" || command == "CONNECTED";
    frame.command = command;
    frame.headers.reserve(usual_headers);
    while (!stopped_) {
      if (const std::size_t eol = eol_at(at_)) {
        at_ += eol;
        break;
      }
      const std::size_t begin = at_;
      const bool may_be_stray = version_ == Version::v1_2 && octet(at_) == '\r';
      if (frame.headers.size() == limits_.header_count_max && !may_be_stray) {
        stop(ParseFault::too_many_headers, begin);
      }
      const std::string_view text = line(false);
      if (!stopped_) frame.headers.push_back(header(text, begin));
    }
    if (!stopped_) frame.body = body();
    if (stopped_) return std::move(*stopped_);
    return {.kind = Kind::frame, .octets = at_, .frame = std::move(frame)};
  }

 private:
  // The first to stop says why.
  void stop(ParseFault fault, std::size_t offset) {
    if (stopped_) return;
    stopped_ = Found{.kind = Kind::fault, .frame = {}, .fault = fault, .offset = offset};
  }

  char octet(std::size_t at) {
    if (at < octets_.size()) return octets_[at];
    if (!stopped_) stopped_ = Found{.frame = {}};
    return '\0';
  }

  // EOL = [CR] LF, and in 1.0 and 1.1 LF; 0 where there is none.
  std::size_t eol_at(std::size_t at) {
    if (octet(at) == '\n') return 1;
    if (version_ == Version::v1_2 && octet(at) == '\r' && octet(at + 1) == '\n') return 2;
    return 0;
  }

  // Its octets without the EOL.
  std::string_view line(bool is_command) {
    const std::size_t begin = at_;
    while (!stopped_) {
      const auto value = static_cast<unsigned char>(octet(at_));
      if (value == '\n' || value == '\r') {
        if (const std::size_t eol = eol_at(at_)) {
          at_ += eol;
          return octets_.substr(begin, at_ - eol - begin);
        }
      }
      if (is_command && (value < 32 || value == 127)) stop(ParseFault::malformed_command, begin);
      if (version_ == Version::v1_2 && value == '\r') {
        stop(ParseFault::stray_carriage_return, begin);
      }
      if (at_ - begin == limits_.line_octets_max) stop(ParseFault::line_too_long, begin);
      ++at_;
    }
    return {};
  }

  stomp::Header header(std::string_view text, std::size_t begin) {
    std::size_t colon = 0;
    while (colon < text.size() && text[colon] != ':') ++colon;
    if (colon == text.size()) {
      stop(ParseFault::header_without_colon, begin);
      return {};
    }
    std::string name(text.substr(0, colon));
    std::string value(text.substr(colon + 1));
    if (version_ == Version::v1_0 && !is_connecting_) {
      name = trimmed(std::move(name));
      value = trimmed(std::move(value));
    }
    if (name.empty()) stop(ParseFault::empty_header_name, begin);
    if (version_ != Version::v1_0 && !is_connecting_) {
      name = decoded(std::move(name), begin);
      value = decoded(std::move(value), begin);
    }
    if (std::string_view(name) == "content-length" && !body_octets_) {
      body_octets_ = length(value, begin);
    }
    return {std::move(name), std::move(value)};
  }

  static std::string trimmed(std::string text) {
    while (!text.empty() && text.front() == ' ') text.erase(0, 1);
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
  }

  std::string decoded(std::string text, std::size_t begin) {
    if (std::ranges::find(text, '\\') == text.end()) return text;
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '\\') {
        plain.push_back(text[at]);
        continue;
      }
      ++at;
      const char letter = at < text.size() ? text[at] : '\0';
      if (letter == 'n') {
        plain.push_back('\n');
      } else if (letter == 'c') {
        plain.push_back(':');
      } else if (letter == '\\') {
        plain.push_back('\\');
      } else if (letter == 'r' && version_ == Version::v1_2) {
        plain.push_back('\r');
      } else {
        stop(ParseFault::undefined_escape, begin);
      }
    }
    return plain;
  }

  std::size_t length(const std::string& text, std::size_t begin) {
    if (text.empty()) stop(ParseFault::bad_content_length, begin);
    for (const char digit : text) {
      if (digit < '0' || digit > '9') stop(ParseFault::bad_content_length, begin);
    }
    std::size_t number = 0;
    for (const char digit : text) {
      number = number * 10 + static_cast<std::size_t>(digit - '0');
      if (number <= limits_.body_octets_max) continue;
      stop(ParseFault::body_too_large, begin);
      return 0;
    }
    return number;
  }

  std::string_view body() {
    const std::size_t begin = at_;
    while (!stopped_ && (body_octets_ ? at_ - begin < *body_octets_ : octet(at_) != '\0')) {
      if (at_ - begin == limits_.body_octets_max) stop(ParseFault::body_too_large, begin);
      (void)octet(at_);  // which has to be there
      ++at_;
    }
    if (octet(at_) != '\0') stop(ParseFault::missing_nul, begin);
    if (stopped_) return {};
    return octets_.substr(begin, at_++ - begin);
  }

  std::string_view octets_;
  Version version_;
  const stomp::Limits& limits_;
  std::size_t at_ = 0;
  bool is_connecting_ = false;
  std::optional<std::size_t> body_octets_;
  std::optional<Found> stopped_;  // and why
};

}  // namespace

Found read(std::string_view octets, Version version, const stomp::Limits& limits) {
  return Reader(octets, version, limits).read();
}

Version version_after(const stomp::Frame& frame, Version version) {
  const std::string_view command = frame.command;
  if (command != "CONNECT" && command != "STOMP" && command != "CONNECTED") return version;
  for (const stomp::Header& header : frame.headers) {
    if (std::string_view(header.name) != "version") continue;
    if (header.value == "1.0") return Version::v1_0;
    if (header.value == "1.1") return Version::v1_1;
    if (header.value == "1.2") return Version::v1_2;
    break;
  }
  return version;
}

}  // namespace fuzz::oracle
