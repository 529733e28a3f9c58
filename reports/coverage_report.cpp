#include "reports/coverage_report.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "reports/json_values.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::Coverage;
using conformance::CoverageRow;
using conformance::CoverageTally;
using conformance::Standing;

// Rows of one id that differ in nothing but their version.
struct Line {
  const CoverageRow* row;
  std::string versions;
};

bool same_but_for_the_version(const CoverageRow& left, const CoverageRow& right) {
  const conformance::Statement& one = left.statement;
  const conformance::Statement& other = right.statement;
  return left.id == right.id && one.specification == other.specification &&
         one.section == other.section && one.level == other.level && one.quote == other.quote &&
         one.untestable == other.untestable && left.cases == right.cases &&
         left.alongside == right.alongside;
}

bool shown(const CoverageRow& row, Rows rows) {
  return rows == Rows::all || row.standing == Standing::untested;
}

std::vector<Line> lines_of(const Coverage& coverage, Rows rows) {
  std::vector<Line> lines;
  for (const CoverageRow& row : coverage.rows) {
    if (!shown(row, rows)) continue;
    const std::string version(stomp::to_string(row.version));
    if (!lines.empty() && same_but_for_the_version(*lines.back().row, row)) {
      lines.back().versions += ", " + version;
    } else {
      lines.push_back({&row, version});
    }
  }
  return lines;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right(std::size_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string joined(const std::vector<std::string>& ids, std::size_t most, const char* more) {
  std::string text;
  for (std::size_t at = 0; at < ids.size() && at < most; ++at) {
    text += (at == 0 ? "" : ", ") + ids[at];
  }
  if (ids.size() > most) text += " and " + std::to_string(ids.size() - most) + more;
  return text;
}

// A terminal is told the first of many cases; `stompcheck list requirement:ID` has them all.
std::string in_short(const CoverageRow& row) {
  switch (row.standing) {
    case Standing::tested:
      return joined(row.cases, 1, " more");
    case Standing::alongside:
      return joined(row.alongside, 1, " more");
    case Standing::excused:
      return row.statement.untestable;
    case Standing::untested:
      return "";
  }
  return "";
}

// Of one table cell: a bar would end it, and angle brackets would be taken for HTML.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') {
      result += "\\|";
    } else if (c == '<') {
      result += "&lt;";
    } else {
      result += c == '\n' ? ' ' : c;
    }
  }
  return result;
}

std::string in_full(const CoverageRow& row) {
  std::string text = "**" + std::string(to_string(row.standing)) + "**";
  if (row.standing == Standing::excused) return text + ": " + cell(row.statement.untestable);
  const auto add = [&](const char* before, const std::vector<std::string>& ids) {
    for (std::size_t at = 0; at < ids.size(); ++at) {
      text += (at == 0 ? before : ", ") + ("`" + ids[at] + "`");
    }
  };
  add(": ", row.cases);
  add(row.cases.empty() ? ": " : "; alongside: ", row.alongside);
  return text;
}

bool begins_section(const Line& line, const Line* before) {
  return before == nullptr || before->row->statement.section != line.row->statement.section ||
         before->row->statement.specification != line.row->statement.specification;
}

std::string title_of(const Line& line) {
  return line.row->statement.specification + ", " + line.row->statement.section;
}

}  // namespace

std::string coverage_totals(const Coverage& coverage) {
  std::string text = padded("", 24) + "statements  tested  alongside  excused  untested\n";
  for (const CoverageTally& tally : coverage.tallies()) {
    text += padded(tally.specification, 16) +
            padded(std::string(conformance::to_string(tally.level)), 8) +
            right(tally.statements(), 10) + right(tally.tested, 8) + right(tally.alongside, 11) +
            right(tally.excused, 9) + right(tally.untested, 10) + '\n';
  }
  const std::size_t untested = coverage.untested();
  return text + '\n' + std::to_string(untested) + " of " +
         counted(coverage.rows.size(), "statement") + (untested == 1 ? " is" : " are") +
         " neither tested nor excused\n";
}

std::string coverage_text(const Coverage& coverage, Rows rows) {
  const std::vector<Line> lines = lines_of(coverage, rows);
  std::size_t width = 0;
  for (const Line& line : lines) {
    const bool dialect = line.versions.size() > 3;
    width = std::max(width, line.row->id.size() + (dialect ? line.versions.size() + 3 : 0));
  }
  std::string text;
  const Line* before = nullptr;
  for (const Line& line : lines) {
    if (begins_section(line, before)) {
      text += (before == nullptr ? "" : "\n") + title_of(line) + '\n';
    }
    before = &line;
    const bool of_its_version =
        line.row->statement.specification.ends_with(stomp::to_string(line.row->version));
    const std::string name = line.row->id + (of_its_version ? "" : " (" + line.versions + ')');
    std::string one = "  " + padded(std::string(to_string(line.row->standing)), 11) +
                      padded(std::string(conformance::to_string(line.row->statement.level)), 8) +
                      padded(name, width + 2) + in_short(*line.row);
    one.resize(one.find_last_not_of(' ') + 1);
    text += one + '\n';
  }
  return text + (text.empty() ? "" : "\n") + coverage_totals(coverage);
}

std::string coverage_markdown(const Coverage& coverage, Rows rows) {
  std::string text =
      "# Coverage of the specifications\n\n"
      "Written by `stompcheck coverage`. A statement is **tested** where a step of a case judges "
      "under it, **alongside** where a\ncase only lists it (its breach is told in the name of the "
      "case's main requirement), **excused** where no scenario can\nshow a breach, with the "
      "reason, "
      "and **untested** otherwise.\n\n"
      "| specification | level | statements | tested | alongside | excused | untested |\n"
      "|---|---|---:|---:|---:|---:|---:|\n";
  for (const CoverageTally& tally : coverage.tallies()) {
    text += "| " + tally.specification + " | " + std::string(conformance::to_string(tally.level)) +
            " | " + std::to_string(tally.statements()) + " | " + std::to_string(tally.tested) +
            " | " + std::to_string(tally.alongside) + " | " + std::to_string(tally.excused) +
            " | " + std::to_string(tally.untested) + " |\n";
  }
  const Line* before = nullptr;
  const std::vector<Line> lines = lines_of(coverage, rows);
  for (const Line& line : lines) {
    if (begins_section(line, before)) {
      text += "\n## " + title_of(line) +
              "\n\n| requirement | versions | level | statement | standing |\n" +
              "|---|---|---|---|---|\n";
    }
    before = &line;
    text += "| `" + line.row->id + "` | " + line.versions + " | " +
            std::string(conformance::to_string(line.row->statement.level)) + " | " +
            cell(line.row->statement.quote) + " | " + in_full(*line.row) + " |\n";
  }
  return text;
}

std::string coverage_json(const Coverage& coverage, Rows rows) {
  Json json;
  json["format"] = "stompcheck-coverage/1";
  json["untested"] = coverage.untested();
  json["totals"] = Json::array();
  for (const CoverageTally& tally : coverage.tallies()) {
    json["totals"].push_back({{"specification", json_text(tally.specification)},
                              {"level", conformance::to_string(tally.level)},
                              {"statements", tally.statements()},
                              {"tested", tally.tested},
                              {"alongside", tally.alongside},
                              {"excused", tally.excused},
                              {"untested", tally.untested}});
  }
  json["statements"] = Json::array();
  for (const CoverageRow& row : coverage.rows) {
    if (!shown(row, rows)) continue;
    Json entry = {{"requirement", row.id},
                  {"version", stomp::to_string(row.version)},
                  {"level", conformance::to_string(row.statement.level)},
                  {"specification", json_text(row.statement.specification)},
                  {"section", json_text(row.statement.section)},
                  {"quote", json_text(row.statement.quote)},
                  {"standing", to_string(row.standing)},
                  {"cases", row.cases},
                  {"alongside", row.alongside}};
    if (!row.statement.untestable.empty()) entry["reason"] = json_text(row.statement.untestable);
    json["statements"].push_back(std::move(entry));
  }
  return dump(json, 1);
}

}  // namespace reports
