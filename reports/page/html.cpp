#include "reports/page/html.hpp"

#include "reports/text.hpp"
#include "stomp/check.hpp"

namespace reports::page {

using conformance::Grade;
using conformance::Level;

std::string html(std::string_view octets) {
  return xml_escaped(printable(octets));
}

std::string html_head(std::string_view octets, std::size_t octets_max) {
  return xml_escaped(printable_head(octets, octets_max));
}

std::string quote_html(std::string_view quote) {
  std::string text;
  while (true) {
    const std::size_t open = quote.find('`');
    const std::size_t close = open == std::string_view::npos ? open : quote.find('`', open + 1);
    text += html(quote.substr(0, close == std::string_view::npos ? close : open));
    if (close == std::string_view::npos) return text;
    text += code(quote.substr(open + 1, close - open - 1));
    quote.remove_prefix(close + 1);
  }
}

std::string anchor(std::string_view prefix, std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept = "-._~/=,";
  std::string text(prefix);
  for (const char octet : name) {
    const bool word = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
                      (octet >= '0' && octet <= '9');
    if (word || kept.find(octet) != std::string_view::npos) {
      text += octet;
      continue;
    }
    // Brackets may not stand in the fragment of an address (RFC 3986, 3.5); keys have them.
    if (octet == '[' || octet == ']') {
      text += octet == '[' ? '(' : ')';
      continue;
    }
    const auto code = static_cast<unsigned char>(octet);
    text += '%';
    text += digits[code >> 4U];
    text += digits[code & 0xfU];
  }
  return text;
}

const Look& look_of(Grade grade) {
  static constexpr Look pass{"✓", "P", "pass", "as the requirement says"};
  static constexpr Look observed{"○", "i", "observed",
                                 "left open by the specification: recorded, not judged"};
  static constexpr Look weak{"≈", "w", "weak", "permitted but discouraged"};
  static constexpr Look should{"△", "S", "should", "breaks a SHOULD"};
  static constexpr Look fail{"✗", "F", "fail", "breaks a MUST or a plain statement of fact"};
  static constexpr Look timeout{"◔", "T", "timeout",
                                "no answer where a MUST or a fact demands one"};
  static constexpr Look crash{"■", "X", "crash", "afterwards the target served nobody"};
  static constexpr Look blocked{"◇", "B", "blocked",
                                "a prerequisite or the control failed: nothing was learnt"};
  static constexpr Look not_run{"·", "?", "not-run", "the run ended before its turn"};
  static constexpr Look not_applicable{
      "–", "n", "na", "the target's profile declares that it lacks the capability"};
  switch (grade) {
    case Grade::pass:
      return pass;
    case Grade::observed:
      return observed;
    case Grade::weak:
      return weak;
    case Grade::should:
      return should;
    case Grade::fail:
      return fail;
    case Grade::timeout:
      return timeout;
    case Grade::crash:
      return crash;
    case Grade::blocked:
      return blocked;
    case Grade::not_run:
      return not_run;
    case Grade::not_applicable:
      return not_applicable;
  }
  stomp::check(false, "every grade has a look");
  return pass;
}

std::string badge(Grade grade) {
  const Look& look = look_of(grade);
  return "<span class=\"g " + std::string(look.style) + "\">" + std::string(look.symbol) + ' ' +
         std::string(look.letter) + "</span>";
}

const std::array<Grade, 10>& all_grades() {
  static constexpr std::array grades{
      Grade::pass,  Grade::weak,    Grade::should,  Grade::fail,     Grade::timeout,
      Grade::crash, Grade::blocked, Grade::not_run, Grade::observed, Grade::not_applicable};
  return grades;
}

std::string code(std::string_view octets) {
  return "<code>" + html(octets) + "</code>";
}

std::string command(std::string_view shell_words) {
  return "<p class=\"command\"><code>" + html(shell_words) + "</code></p>\n";
}

std::string banners(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) {
    text += "<p class=\"banner\"><strong>⚠</strong> " + html(sentence) + "</p>\n";
  }
  return text;
}

std::string level_mark(Level level) {
  const std::string name(to_string(level));
  return "<span class=\"level " + name + "\">" + name + "</span>";
}

bool is_breach(Grade grade) {
  return grade == Grade::should || grade == Grade::timeout || grade == Grade::fail ||
         grade == Grade::crash;
}

}  // namespace reports::page
