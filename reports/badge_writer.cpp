#include "reports/badge_writer.hpp"

#include <string_view>

#include "reports/json_values.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::Level;

struct Badge {
  std::string label;
  std::string message;
  std::string_view color;  // of shields.io's names
};

// What a MUST and a fact bind to is one to a reader of a badge.
std::string score_text(const conformance::Summary& summary) {
  const Score must = score_of(summary, Level::must);
  const Score fact = score_of(summary, Level::fact);
  const Score should = score_of(summary, Level::should);
  return "MUST " + std::to_string(must.permitted + fact.permitted) + '/' +
         std::to_string(must.judged + fact.judged) + ", SHOULD " +
         std::to_string(should.permitted) + '/' + std::to_string(should.judged);
}

Badge badge_of(const RunRecord& record) {
  std::string label = "STOMP";
  for (const stomp::Version version : record.started.versions) {
    label += (label.back() == 'P' ? " " : ", ") + std::string(stomp::to_string(version));
  }
  if (record.partial()) return {label, "partial", "lightgrey"};
  std::string message = score_text(record.finished.summary);
  if (!record.started.filters.empty() || record.started.shard)
    return {label, message + " (selected)", "lightgrey"};
  switch (exit_code(record.finished, record.metadata.fail_on)) {
    case 0:
      // A baseline makes a build green, and no target conformant.
      if (record.finished.summary.expected_failures() > 0) return {label, message, "red"};
      return {label, message, "brightgreen"};
    case 4:
      return {label, message + " (incomplete)", "lightgrey"};
    default:
      return {label, message, "red"};
  }
}

std::string_view rgb(std::string_view color) {
  if (color == "brightgreen") return "#2e7d32";
  return color == "red" ? "#b3261e" : "#6b6b6b";
}

// Of the text below, in pixels at 11 px: wide enough for every usual sans-serif.
constexpr std::size_t character_width = 7;
constexpr std::size_t padding = 10;

std::size_t width_of(std::string_view text) {
  return text.size() * character_width + 2 * padding;
}

std::string text_at(std::size_t x, std::string_view text) {
  return "<text x=\"" + std::to_string(x) + "\" y=\"14\">" + xml_escaped(printable(text)) +
         "</text>";
}

std::string box(std::size_t x, std::size_t width, std::string_view color) {
  return "<rect x=\"" + std::to_string(x) + "\" width=\"" + std::to_string(width) +
         "\" height=\"20\" fill=\"" + std::string(color) + "\"/>";
}

}  // namespace

std::string badge_json(const RunRecord& record) {
  const Badge badge = badge_of(record);
  Json json;
  json["schemaVersion"] = 1;
  json["label"] = badge.label;
  json["message"] = badge.message;
  json["color"] = badge.color;
  return dump(json, 1);
}

std::string badge_svg(const RunRecord& record) {
  const Badge badge = badge_of(record);
  const std::size_t left = width_of(badge.label);
  const std::size_t right = width_of(badge.message);
  const std::string title = xml_escaped(printable(badge.label + ": " + badge.message));
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(left + right) +
         "\" height=\"20\" role=\"img\" aria-label=\"" + title + "\"><title>" + title + "</title>" +
         box(0, left, "#444444") + box(left, right, rgb(badge.color)) +
         "<g fill=\"#ffffff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">" +
         text_at(padding, badge.label) + text_at(left + padding, badge.message) + "</g></svg>\n";
}

}  // namespace reports
