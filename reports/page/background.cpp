// What the verdicts rest on: how much of the specification was asked for, and how it was run.

#include <algorithm>
#include <map>

#include "reports/page/html.hpp"
#include "reports/page/sections.hpp"
#include "reports/words.hpp"

namespace reports::page {
namespace {

using conformance::CoverageRow;
using conformance::Standing;

std::string tallies(const conformance::Coverage& all) {
  std::string text =
      "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Totals of coverage\">\n"
      "<table class=\"plain\"><thead><tr><th scope=\"col\">specification</th>"
      "<th scope=\"col\">level</th><th scope=\"col\">tested</th><th scope=\"col\">alongside</th>"
      "<th scope=\"col\">excused</th><th scope=\"col\">untested</th></tr></thead>\n<tbody>\n";
  for (const conformance::CoverageTally& tally : all.tallies()) {
    text += "<tr><td>" + html(tally.specification) + "</td><td>" + level_mark(tally.level) +
            "</td><td><b>" + std::to_string(tally.tested) + "</b> of " +
            std::to_string(tally.statements()) + "</td><td>" + std::to_string(tally.alongside) +
            "</td><td>" + std::to_string(tally.excused) + "</td><td>" +
            std::to_string(tally.untested) + "</td></tr>\n";
  }
  return text + "</tbody></table>\n</div>\n";
}

// Statements that say the same of several versions are one line.
struct Line {
  const CoverageRow* row;
  std::vector<stomp::Version> versions;
};

std::vector<Line> lines_of(const conformance::Coverage& all, Standing standing) {
  std::vector<Line> lines;
  for (const CoverageRow& row : all.rows) {
    if (row.standing != standing) continue;
    const auto same = std::ranges::find_if(lines, [&](const Line& line) {
      return line.row->id == row.id &&
             line.row->statement.specification == row.statement.specification &&
             line.row->statement.section == row.statement.section &&
             line.row->statement.quote == row.statement.quote &&
             line.row->statement.untestable == row.statement.untestable;
    });
    if (same == lines.end()) {
      lines.push_back({&row, {row.version}});
    } else {
      same->versions.push_back(row.version);
    }
  }
  return lines;
}

std::string line_html(const Line& line) {
  const conformance::Statement& statement = line.row->statement;
  std::string text = "<li>" + level_mark(statement.level) + " <code>" + html(line.row->id) +
                     "</code> <cite>" + html(statement.specification) + ", " +
                     html(statement.section) + "</cite>";
  // The specification's name tells the version, except where it holds for all of them.
  if (!statement.specification.starts_with("STOMP ")) {
    text += " in";
    for (const stomp::Version version : line.versions) {
      text += ' ' + std::string(stomp::to_string(version));
    }
  }
  if (line.row->standing == Standing::tested) {
    return text + " by " + counted(line.row->cases.size(), "scenario") + "</li>\n";
  }
  if (line.row->standing == Standing::excused) {
    text += "<br><span class=\"label\">because</span> " + html(statement.untestable);
  }
  return text + "<q>" + quote_html(statement.quote) + "</q></li>\n";
}

std::string standing_list(const conformance::Coverage& all, Standing standing,
                          const std::string& heading, bool open) {
  const std::vector<Line> lines = lines_of(all, standing);
  if (lines.empty()) return "<p>" + heading + ": none.</p>\n";
  std::string text = open ? "<details open>" : "<details>";
  text += "<summary>" + heading + ": " + counted(lines.size(), "statement") +
          "</summary>\n<ul class=\"statements\">\n";
  for (const Line& line : lines) text += line_html(line);
  return text + "</ul></details>\n";
}

std::string row(std::string_view name, const std::string& value) {
  if (value.empty()) return "";
  return "<tr><th scope=\"row\">" + std::string(name) + "</th><td>" + html_head(value, 1000) +
         "</td></tr>\n";
}

std::string versions_of(const RunRecord& record) {
  std::string text;
  for (const stomp::Version version : record.started.versions) {
    text += (text.empty() ? "" : ", ") + std::string(stomp::to_string(version));
  }
  return text;
}

std::string about_run(const Model& model, std::size_t index) {
  const RunRecord& record = model.run(index);
  const conformance::Summary& summary = record.finished.summary;
  std::string filters;
  for (const std::string& filter : record.started.filters) filters += filter + ' ';
  std::string text =
      "<table class=\"facts\"><caption>" + html(model.names[index]) + "</caption><tbody>\n" +
      row("endpoint", record.started.endpoint) +
      row("server says", record.met ? record.met->server : "") +
      row("STOMP versions", versions_of(record)) + row("profile", record.metadata.profile) +
      row("command", record.metadata.command_line) + row("filters", filters) +
      row("seed", std::to_string(record.started.seed)) +
      row("stompcheck", record.metadata.version) + row("suite", record.metadata.suite_digest) +
      row("started", record.metadata.started_at) + row("duration", seconds(summary.duration)) +
      row("machine", record.metadata.host + ", " + record.metadata.system) +
      row("cases that need the clock", std::to_string(summary.timed));
  if (record.met) {
    const conformance::Calibration& measured = record.met->calibration;
    text += row("calibration", "connect " + milliseconds(measured.connect) + ", receipt " +
                                   milliseconds(measured.receipt) + "; each expectation is given " +
                                   milliseconds(measured.deadline));
  }
  return text + "</tbody></table>\n";
}

// Why cases were not judged, and how many for each reason.
std::string not_judged(const Model& model, std::size_t index) {
  using conformance::Grade;
  std::map<std::pair<Grade, std::string>, std::size_t> reasons;
  for (const conformance::CaseResult& result : model.run(index).cases) {
    if (result.grade == Grade::not_applicable || result.grade == Grade::blocked ||
        result.grade == Grade::not_run) {
      ++reasons[{result.grade, result.reason}];
    }
  }
  if (reasons.empty()) return "";
  std::string text = "<details><summary>Not judged, and why</summary>\n<ul>\n";
  for (const auto& [reason, number] : reasons) {
    text += "<li>" + badge(reason.first) + ' ' + std::to_string(number) + " × " +
            html_head(reason.second, 300) + "</li>\n";
  }
  return text + "</ul></details>\n";
}

}  // namespace

std::string coverage(const Model& model) {
  const conformance::Coverage* all = model.input->coverage;
  if (all == nullptr) {
    return "<p>The suite that ran was not at hand when this page was made: what it does not ask "
           "for "
           "is not known here. <code>stompcheck coverage</code> tells it.</p>\n";
  }
  return tallies(*all) + standing_list(*all, Standing::untested, "Untested", true) +
         standing_list(*all, Standing::excused, "Excused, because no scenario can show a breach",
                       false) +
         standing_list(*all, Standing::alongside,
                       "Alongside, where a breach fails cases in the name of another requirement",
                       false) +
         standing_list(*all, Standing::tested, "Tested", false);
}

std::string about(const Model& model) {
  std::string text;
  for (std::size_t run = 0; run < model.input->runs.size(); ++run) {
    text += "<div class=\"run\">\n" + about_run(model, run) + not_judged(model, run) + "</div>\n";
  }
  return text;
}

}  // namespace reports::page
