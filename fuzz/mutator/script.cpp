#include "fuzz/mutator/script.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fuzz {
namespace {

bool is_digit(char octet) {
  return octet >= '0' && octet <= '9';
}

class Reader {
 public:
  Script read(std::string_view text) {
    if (text.size() >= 2 && text[0] == mark && is_digit(text[1])) {
      script_.settings = static_cast<std::size_t>(text[1] - '0');
    }
    while (!text.empty()) {
      const Token token = next_token(text);
      take(token, text.substr(0, token.octets));
      text.remove_prefix(token.octets);
    }
    flush();
    return std::move(script_);
  }

 private:
  void take(const Token& token, std::string_view text) {
    if (token.kind == Token::Kind::octet) {
      segment_.octets.push_back(text[0]);
    } else if (text[1] == '*') {
      segment_.holes.push_back(segment_.octets.size());
    } else {
      flush();
      perform(text.substr(1));
    }
  }

  void perform(std::string_view step) {
    const std::size_t connection = segment_.connection;
    switch (step[0]) {
      case '+':
        script_.moves.emplace_back(Pause{static_cast<std::size_t>(step[1] - '0')});
        break;
      case 'F':
        script_.moves.emplace_back(End{connection, End::How::fin});
        break;
      case 'H':
        script_.moves.emplace_back(End{connection, End::How::half});
        break;
      case 'R':
        script_.moves.emplace_back(End{connection, End::How::reset});
        break;
      case 'S':
      case 'G':
        script_.moves.emplace_back(Reading{connection, step[0] == 'G'});
        break;
      default:
        if (step[0] >= 'a' && step[0] <= 'd') {
          segment_.connection = static_cast<std::size_t>(step[0] - 'a');
        }
        break;  // a cut, or settings that come too late
    }
  }

  void flush() {
    if (!segment_.octets.empty() || !segment_.holes.empty()) script_.moves.emplace_back(segment_);
    segment_.octets.clear();
    segment_.holes.clear();
  }

  Script script_;
  Segment segment_;
};

class Writer {
 public:
  std::string write(const Script& script) {
    if (script.settings != 0) put(static_cast<char>('0' + script.settings));
    for (const Move& move : script.moves) {
      std::visit([this](const auto& each) { write(each); }, move);
    }
    return std::move(text_);
  }

 private:
  void write(const Segment& segment) {
    if (segment.connection == connection_ && follows_segment_) put('|');
    speak(segment.connection);
    std::size_t written = 0;
    for (const std::size_t hole : segment.holes) {
      text_ += quoted(std::string_view(segment.octets).substr(written, hole - written));
      put('*');
      written = hole;
    }
    text_ += quoted(std::string_view(segment.octets).substr(written));
    follows_segment_ = true;
  }

  void write(const Pause& pause) {
    put('+');
    text_.push_back(static_cast<char>('0' + pause.index));
    follows_segment_ = false;
  }

  void write(const End& end) {
    speak(end.connection);
    put(end.how == End::How::fin ? 'F' : end.how == End::How::half ? 'H' : 'R');
    follows_segment_ = false;
  }

  void write(const Reading& reading) {
    speak(reading.connection);
    put(reading.reads ? 'G' : 'S');
    follows_segment_ = false;
  }

  void speak(std::size_t connection) {
    if (std::exchange(connection_, connection) == connection) return;
    put(static_cast<char>('a' + connection));
  }

  void put(char letter) {
    text_.push_back(mark);
    text_.push_back(letter);
  }

  std::string text_;
  std::size_t connection_ = 0;
  bool follows_segment_ = false;
};

}  // namespace

Token next_token(std::string_view text) {
  using Kind = Token::Kind;
  if (text[0] != mark || text.size() == 1) return {};
  const char letter = text[1];
  if (letter == mark) return {Kind::octet, 2};
  if (letter == '|' || letter == '*') return {Kind::cut, 2};
  if (letter == '+') {
    if (text.size() > 2 && is_digit(text[2])) return {Kind::step, 3};
    return {};
  }
  if ((letter >= 'a' && letter <= 'd') || is_digit(letter) || letter == 'F' || letter == 'H' ||
      letter == 'R' || letter == 'S' || letter == 'G') {
    return {Kind::step, 2};
  }
  return {};
}

Script read_script(std::string_view text) {
  return Reader().read(text);
}

std::string filled(const Segment& segment, std::string_view name) {
  std::string octets;
  std::size_t taken = 0;
  for (const std::size_t hole : segment.holes) {
    octets.append(segment.octets, taken, hole - taken).append(name);
    taken = hole;
  }
  return octets.append(segment.octets, taken);
}

std::string write_script(const Script& script) {
  return Writer().write(script);
}

std::string quoted(std::string_view octets) {
  std::string text;
  text.reserve(octets.size());
  for (const char octet : octets) text.append(octet == mark ? 2 : 1, octet);
  return text;
}

std::string_view delivery_name(std::string_view octets) {
  for (const std::string_view header : {"\nack:", "\nmessage-id:"}) {
    // From line end to line end: a search for the whole compares at every octet.
    std::string_view before = octets;
    for (std::size_t at = before.rfind('\n'); at != before.npos; at = before.rfind('\n')) {
      before = before.substr(0, at);
      if (!octets.substr(at).starts_with(header)) continue;
      const std::string_view value = octets.substr(at + header.size());
      return value.substr(0, value.find('\n'));
    }
  }
  return {};
}

}  // namespace fuzz
