#include "reports/page/sequence.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "reports/page/html.hpp"
#include "reports/text.hpp"
#include "reports/wire_text.hpp"
#include "reports/words.hpp"

namespace reports::page {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;
using conformance::WireEntry;

// With more connections than this the arrows say less than the names beside them.
constexpr std::size_t lanes_max = 8;

bool is_command(std::string_view line) {
  return line.size() > 1 &&
         std::ranges::all_of(line, [](char octet) { return octet >= 'A' && octet <= 'Z'; });
}

// The connections of a case in the order in which they appear.
std::vector<std::string> connections_of(const std::vector<WireEntry>& transcript) {
  std::vector<std::string> names;
  for (const WireEntry& entry : transcript) {
    if (std::ranges::find(names, entry.connection) == names.end()) {
      names.push_back(entry.connection);
    }
  }
  return names;
}

class Diagram {
 public:
  Diagram(const CaseResult& result, const SequenceStyle& style)
      : result_(result), style_(style), lanes_(connections_of(result.transcript)) {
    if (lanes_.size() > lanes_max) lanes_ = {"connections"};
    shared_ = lanes_.size() == 1 && connections_of(result.transcript).size() > 1;
  }

  std::string table() {
    const std::vector<WireLine> lines = joined_lines(result_.transcript);
    choose(lines);
    text_ = "<table class=\"seq\">\n<thead><tr><th scope=\"col\">ms</th>";
    for (const std::string& lane : lanes_) text_ += lane_head(lane);
    text_ +=
        "<th scope=\"col\" class=\"lane target\">target</th>"
        "<th scope=\"col\">octets</th></tr></thead>\n<tbody>\n";
    std::size_t entry = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool shown = i < head_ || (i >= first_ && i < last_);
      if (shown) {
        row(lines[i], is_judged(entry, lines[i].entries));
        for (const CheckResult& check : result_.checks) {
          const bool here =
              check.wire_entry >= entry && check.wire_entry < entry + lines[i].entries;
          if (here) mark(check);
        }
      } else if (i == head_ || i == last_) {
        left_out(i == last_ ? lines.size() - last_ : first_ - head_);
      }
      entry += lines[i].entries;
    }
    for (const CheckResult& check : result_.checks) {
      if (check.wire_entry >= entry) mark(check);
    }
    return text_ + "</tbody>\n</table>\n";
  }

 private:
  static bool is_worth_a_mark(const CheckResult& check) {
    return check.grade != Grade::pass && check.grade != Grade::not_applicable;
  }

  static std::string lane_head(const std::string& name) {
    const bool tall = name.size() > 2;
    return "<th scope=\"col\" class=\"lane" + std::string(tall ? " tall" : "") + "\"><span>" +
           html_head(name, 24) + "</span></th>";
  }

  // The lines that are shown: the first, and those around the gravest check.
  void choose(const std::vector<WireLine>& lines) {
    head_ = lines.size();
    first_ = last_ = lines.size();
    if (lines.size() <= style_.lines_max) return;
    std::size_t judged = lines.size() - 1;
    const auto worst = std::ranges::max_element(result_.checks, {}, &CheckResult::grade);
    if (worst != result_.checks.end() && is_worth_a_mark(*worst)) {
      std::size_t entries = 0;
      for (judged = 0; judged + 1 < lines.size(); ++judged) {
        entries += lines[judged].entries;
        if (worst->wire_entry < entries) break;
      }
    }
    head_ = style_.lines_max / 4;
    const std::size_t window = style_.lines_max - head_;
    first_ = std::max(head_, judged - std::min(judged, window * 3 / 4));
    last_ = std::min(lines.size(), first_ + window);
    first_ = std::max(head_, last_ - std::min(last_, window));
  }

  [[nodiscard]] bool is_judged(std::size_t entry, std::size_t entries) const {
    return std::ranges::any_of(result_.checks, [&](const CheckResult& check) {
      return is_worth_a_mark(check) && check.wire_entry >= entry &&
             check.wire_entry < entry + entries;
    });
  }

  [[nodiscard]] std::size_t lane_of(const std::string& connection) const {
    if (shared_) return 0;
    return static_cast<std::size_t>(std::ranges::find(lanes_, connection) - lanes_.begin());
  }

  void row(const WireLine& line, bool judged) {
    const WireEntry& entry = *line.first;
    const std::string kind = class_of(entry.kind);
    text_ += "<tr class=\"" + kind + (judged ? " judged" : "") + "\"><td class=\"at\">+" +
             milliseconds_only(entry.at) + "</td>";
    if (entry.kind == WireEntry::Kind::opened) alive_.insert(lane_of(entry.connection));
    const std::size_t own = lane_of(entry.connection);
    alive_.insert(own);
    const bool arrow = entry.kind != WireEntry::Kind::note;
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      const bool across = arrow && lane > own;
      text_ += "<td class=\"ln";
      if (alive_.contains(lane)) text_ += " on";
      if (arrow && lane == own) text_ += " own";
      if (across) text_ += " across";
      text_ += "\"></td>";
    }
    text_ += "<td class=\"ln on end\"></td><td class=\"tx\">" + words(line) + "</td></tr>\n";
    if (entry.kind == WireEntry::Kind::closed_by_us && entry.octets == "half") return;
    const bool closed = entry.kind == WireEntry::Kind::closed_by_us ||
                        entry.kind == WireEntry::Kind::closed_by_target;
    if (closed && !shared_) alive_.erase(own);
  }

  [[nodiscard]] std::string words(const WireLine& line) const {
    const WireEntry& entry = *line.first;
    const std::string who = html_head(entry.connection, 40);
    const auto said = [&](const std::string& verb) {
      return "<span class=\"who\">" + who + "</span> <i>" + verb +
             html_head(entry.octets, style_.octets_max) + "</i>";
    };
    switch (entry.kind) {
      case WireEntry::Kind::sent:
      case WireEntry::Kind::received:
        break;
      case WireEntry::Kind::opened:
        return said(entry.octets.empty() ? "opens" : "opens ");
      case WireEntry::Kind::closed_by_us:
        return said("closed by us: ");
      case WireEntry::Kind::closed_by_target:
        return said("closed by the target: ");
      case WireEntry::Kind::note:
        return said("");
    }
    const bool sent = entry.kind == WireEntry::Kind::sent;
    std::string text = "<span class=\"who\">" + who + (sent ? " →" : " ←") + "</span>";
    if (line.entries > 1) text += " <small>" + std::to_string(line.entries) + " pieces</small>";
    return text + "<code class=\"octets\">" + octets_html(line.octets(), style_.octets_max) +
           "</code>";
  }

  void mark(const CheckResult& check) {
    if (!is_worth_a_mark(check)) return;
    text_ += "<tr class=\"mark " + std::string(look_of(check.grade).style) + "\"><td></td>";
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      text_ += alive_.contains(lane) ? "<td class=\"ln on\"></td>" : "<td class=\"ln\"></td>";
    }
    text_ += "<td class=\"ln on end\"></td><td class=\"tx\">" + badge(check.grade) + ' ' +
             level_mark(check.level) + ' ' + html(check.requirement);
    const auto add = [&](std::string_view label, const std::string& said) {
      if (said.empty()) return;
      text_ += "<br><span class=\"label\">" + std::string(label) + "</span> " +
               html_head(said, style_.octets_max);
    };
    add("wanted", check.expected);
    add("got", check.got);
    if (check.note != check.got) add("note", check.note);
    text_ += "</td></tr>\n";
  }

  void left_out(std::size_t lines) {
    text_ += "<tr class=\"gap\"><td></td><td colspan=\"" + std::to_string(lanes_.size() + 1) +
             "\"></td><td class=\"tx\">" + counted(lines, "line") +
             " left out; report.json has all</td></tr>\n";
  }

  static std::string class_of(WireEntry::Kind kind) {
    switch (kind) {
      case WireEntry::Kind::sent:
        return "sent";
      case WireEntry::Kind::received:
        return "received";
      case WireEntry::Kind::opened:
        return "opened";
      case WireEntry::Kind::closed_by_us:
        return "sent closed";
      case WireEntry::Kind::closed_by_target:
        return "received closed";
      case WireEntry::Kind::note:
        break;
    }
    return "note";
  }

  static std::string milliseconds_only(conformance::Duration at) {
    std::string text = milliseconds(at);
    return text.substr(0, text.find(' '));
  }

  const CaseResult& result_;
  SequenceStyle style_;
  std::vector<std::string> lanes_;
  bool shared_ = false;  // one lane for all connections
  std::set<std::size_t> alive_;
  std::size_t head_ = 0;   // lines before this one are shown
  std::size_t first_ = 0;  // and from here
  std::size_t last_ = 0;   // up to here
  std::string text_;
};

}  // namespace

std::string octets_html(std::string_view octets, std::size_t octets_max) {
  const std::string_view shown = octets.substr(0, octets_max);
  std::string text;
  bool frame_begins = true;
  std::size_t at = 0;
  while (at < shown.size()) {
    constexpr std::string_view marks("\n\r\0", 3);
    const std::size_t end = std::min(shown.find_first_of(marks, at), shown.size());
    const std::string_view piece = shown.substr(at, end - at);
    if (!piece.empty()) {
      text += frame_begins && is_command(piece) ? "<b>" + html(piece) + "</b>" : html(piece);
      frame_begins = false;
    }
    at = end;
    if (at == shown.size()) break;
    if (shown[at] == '\n') text += "<i>\\n</i>\n";
    if (shown[at] == '\r') text += "<i>\\r</i>";
    if (shown[at] == '\0') {
      text += "<i>^@</i>";
      frame_begins = true;
    }
    ++at;
  }
  if (shown.size() < octets.size()) {
    text += "<i>… (" + std::to_string(octets.size()) + " octets in all)</i>";
  }
  return text;
}

std::string sequence(const CaseResult& result, const SequenceStyle& style) {
  if (result.transcript.empty()) return "";
  return Diagram(result, style).table();
}

}  // namespace reports::page
