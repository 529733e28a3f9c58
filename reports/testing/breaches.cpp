#include "reports/testing/breaches.hpp"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <utility>
#include <vector>

#include "reports/badge_writer.hpp"
#include "reports/console_writer.hpp"
#include "reports/diff.hpp"
#include "reports/events_writer.hpp"
#include "reports/json_values.hpp"
#include "reports/json_writer.hpp"
#include "reports/junit_writer.hpp"
#include "reports/sarif_writer.hpp"
#include "reports/summary_writer.hpp"
#include "reports/testing/sample_run.hpp"
#include "reports/text.hpp"

namespace reports::testing {
namespace {

using conformance::Event;

RunRecord hostile_record(const std::string& text) {
  return record_of(hostile_events(text));
}

const RunRecord& harmless_record() {
  static const RunRecord record = hostile_record("x");
  return record;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool is_plain_ascii(const std::string& text) {
  return std::ranges::all_of(
      text, [](char octet) { return octet == '\n' || (octet >= ' ' && octet < '\x7f'); });
}

// Nothing but LF may steer whoever shows the text, and nothing in it is unseen.
bool is_harmless(const std::string& text) {
  return std::ranges::all_of(lines_of(text),
                             [](const std::string& line) { return printable(line) == line; });
}

// The octets that a text of a JSON report stands for.
std::string octets_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) {
    std::string all;
    for (const Json& part : value) {
      const bool repeated = part.contains("repeat");
      const std::string unit = octets_of(repeated ? part.at("repeat") : part);
      for (std::size_t i = repeated ? part.at("times").get<std::size_t>() : 1; i > 0; --i) {
        all += unit;
      }
    }
    return all;
  }
  static const std::string alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string octets;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char letter : value.at("base64").get<std::string>()) {
    if (letter == '=') break;
    bits = (bits << 6U) | static_cast<std::uint32_t>(alphabet.find(letter));
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    octets += static_cast<char>((bits >> bit_count) & 0xffU);
  }
  return octets;
}

bool is_lossless(const Json& result, const std::string& text) {
  return octets_of(result.at("why")) == text &&
         octets_of(result.at("checks").at(0).at("got")) == text &&
         octets_of(result.at("observations").at(0).at("value")) == text &&
         octets_of(result.at("transcript").at(0).at("octets")) == text;
}

// Outside of code spans no '<' and no '`' is left that does not have a backslash before it.
bool is_plain_markdown(const std::string& line) {
  std::string fence;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\' && fence.empty()) {
      ++at;
    } else if (line[at] == '`') {
      const std::string run = line.substr(at, line.find_first_not_of('`', at) - at);
      if (fence.empty()) {
        fence = run;
      } else if (run == fence) {
        fence.clear();
      }
      at += run.size() - 1;
    } else if (fence.empty() && line[at] == '<' && line.find("details>") == std::string::npos) {
      return false;
    }
  }
  return fence.empty();
}

}  // namespace

std::string_view json_breach(const std::string& text) {
  const std::string report = json_report(hostile_record(text), sample_statement);
  if (!is_plain_ascii(report)) return "report.json: is ASCII that steers nobody";
  const Json json = Json::parse(report, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return "report.json: is JSON";
  const bool kept = octets_of(json.at("target").at("target")) == text &&
                    octets_of(json.at("calibration").at("server")) == text &&
                    octets_of(json.at("ending_reason")) == text &&
                    std::ranges::all_of(json.at("cases"), [&](const Json& result) {
                      return is_lossless(result, text);
                    });
  return kept ? "" : "report.json: every octet can be had from it";
}

std::string_view events_breach(const std::string& text) {
  EventLines writer(sample_metadata());
  std::vector<std::string> lines = {writer.header()};
  for (const Event& event : hostile_events(text)) lines.push_back(writer.line(event));
  for (const std::string& line : lines) {
    if (line.find('\n') != line.size() - 1) return "events.jsonl: an event is one line";
    if (!is_plain_ascii(line)) return "events.jsonl: is ASCII that steers nobody";
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded()) return "events.jsonl: a line is JSON";
    if (json.at("event") == "case-finished" && !is_lossless(json.at("case"), text)) {
      return "events.jsonl: every octet can be had from it";
    }
  }
  return "";
}

std::string_view console_breach(const std::string& text) {
  for (const bool ascii : {false, true}) {
    std::ostringstream out;
    ConsoleWriter writer(out, out, sample_metadata(), sample_statement,
                         {.ascii = ascii, .verbose = true});
    for (const Event& event : hostile_events(text)) writer.on(event);
    writer.finish();
    if (!is_harmless(out.str())) return "console: nothing steers the terminal";
    if (ascii && !is_plain_ascii(out.str())) return "console: ASCII where it is asked for";
  }
  return "";
}

std::string_view junit_breach(const std::string& text) {
  const auto tags = [](const std::string& report) {
    return std::pair(std::ranges::count(report, '<'), std::ranges::count(report, '>'));
  };
  const std::string report = junit_report(hostile_record(text), sample_statement);
  if (!is_harmless(report)) return "junit.xml: nothing steers who shows it";
  // Optional parts are left out.
  if (text.empty()) return "";
  static const auto expected = tags(junit_report(harmless_record(), sample_statement));
  return tags(report) == expected ? "" : "junit.xml: no element is ended or begun";
}

std::string_view badge_breach(const std::string& text) {
  const RunRecord record = hostile_record(text);
  const bool same = badge_svg(record) == badge_svg(harmless_record()) &&
                    badge_json(record) == badge_json(harmless_record());
  return same ? "" : "badge: nothing of it is the target's";
}

std::string_view sarif_breach(const std::string& text) {
  const std::string report = sarif_report(hostile_record(text), sample_statement);
  if (!is_plain_ascii(report)) return "sarif: is ASCII that steers nobody";
  const Json json = Json::parse(report, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return "sarif: is JSON";
  for (const Json& result : json.at("runs").at(0).at("results")) {
    const std::string shown = result.at("message").at("text");
    if (printable(shown) != shown) return "sarif: a message steers nobody";
  }
  return "";
}

std::string_view summary_breach(const std::string& text) {
  const std::string report = summary_report(hostile_record(text), sample_statement);
  if (!is_harmless(report)) return "summary.md: nothing steers who shows it";
  return std::ranges::all_of(lines_of(report), is_plain_markdown)
             ? ""
             : "summary.md: nothing is markup but ours";
}

std::string_view diff_breach(const std::string& text) {
  static const RunRecord before = record_of(sample_events());
  const RunRecord after = hostile_record(text);
  const Diff diff = diff_of(before, after);
  for (const std::string& report : {diff_text(diff), diff_markdown(diff), diff_json(diff)}) {
    if (!is_harmless(report)) return "diff: nothing steers who shows it";
  }
  const Json json = Json::parse(diff_json(diff), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return "diff: is JSON";
  const bool named = std::ranges::all_of(json.at("changes"),
                                         [](const Json& change) { return change.contains("key"); });
  return named ? "" : "diff: every change names its case";
}

}  // namespace reports::testing
