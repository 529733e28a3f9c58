#include "reference_broker/net/log_format.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace broker {
namespace {

std::string_view spell(Log::Level level) {
  switch (level) {
    case Log::Level::debug:
      return "debug";
    case Log::Level::info:
      return "info";
    case Log::Level::warning:
      return "warning";
  }
  return "unknown";
}

void append_padded(std::string& text, unsigned number, std::size_t digits) {
  const std::string spelled = std::to_string(number);
  text.append(digits - std::min(digits, spelled.size()), '0').append(spelled);
}

// RFC 3339, in UTC.
std::string spell(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text;
  append_padded(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  append_padded(text += '-', static_cast<unsigned>(date.month()), 2);
  append_padded(text += '-', static_cast<unsigned>(date.day()), 2);
  append_padded(text += 'T', static_cast<unsigned>(clock.hours().count()), 2);
  append_padded(text += ':', static_cast<unsigned>(clock.minutes().count()), 2);
  append_padded(text += ':', static_cast<unsigned>(clock.seconds().count()), 2);
  append_padded(text += '.', static_cast<unsigned>(clock.subseconds().count()), 3);
  return text += 'Z';
}

// How many octets at the beginning of `text` are one character that a terminal shows: ASCII, or
// UTF-8 beyond the C1 control characters. 0: none.
std::size_t printable_octets(std::string_view text) {
  const auto octet = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = octet(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at) {
    if ((octet(at) & 0xc0U) != 0x80) return 0;
  }
  const bool is_c1 = first == 0xc2 && octet(1) < 0xa0;
  const bool is_too_long = (first == 0xe0 && octet(1) < 0xa0) || (first == 0xf0 && octet(1) < 0x90);
  const bool is_no_character =
      (first == 0xed && octet(1) >= 0xa0) || (first == 0xf4 && octet(1) >= 0x90);
  // U+2028 to U+202F and U+2060 to U+206F end lines or turn the direction of writing.
  const bool is_invisible = first == 0xe2 && ((octet(1) == 0x80 && octet(2) >= 0xa8) ||
                                              (octet(1) == 0x81 && octet(2) >= 0xa0));
  return is_c1 || is_too_long || is_no_character || is_invisible ? 0 : length;
}

// A value as it is where that is unmistakable, and otherwise in quotes with escapes.
std::string in_text(std::string_view value) {
  if (value.empty()) return "\"\"";
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escaped;
  bool is_plain = true;
  while (!value.empty()) {
    const std::size_t length = printable_octets(value);
    const char first = value.front();
    if (length == 0) {
      const auto code = static_cast<unsigned char>(first);
      escaped.append("\\x") += digits[code >> 4U];
      escaped += digits[code & 0xfU];
    } else {
      if (first == '"' || first == '\\') escaped += '\\';
      escaped += value.substr(0, length);
    }
    is_plain &= length != 0 && first != ' ' && first != '"' && first != '\\' && first != '=';
    value.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return is_plain ? escaped : '"' + escaped + '"';
}

std::string format_text(const Log& log, WallTime time) {
  std::string line = spell(time);
  (line += ' ') += spell(log.level);
  (line += ' ') += log.event;
  if (log.connection != 0) {
    (line += " connection=") += std::to_string(log.connection);
    (line += " client-id=") += log.client_id.empty() ? "-" : in_text(log.client_id);
  }
  for (const auto& [name, value] : log.fields) {
    (((line += ' ') += name) += '=') += in_text(value);
  }
  return line += '\n';
}

std::string format_json(const Log& log, WallTime time) {
  using Json = nlohmann::ordered_json;
  Json line = {{"time", spell(time)}, {"level", spell(log.level)}, {"event", log.event}};
  if (log.connection != 0) {
    line["connection"] = log.connection;
    line["client-id"] = log.client_id;
  }
  Json fields = Json::object();
  for (const auto& [name, value] : log.fields) fields[name] = value;
  line["fields"] = std::move(fields);
  // Whatever is no UTF-8 becomes U+FFFD: a line that no program can read serves nobody.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string format_log(const Log& log, LogFormat format, WallTime time) {
  return format == LogFormat::json ? format_json(log, time) : format_text(log, time);
}

}  // namespace broker
