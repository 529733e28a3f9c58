// Targets and versions side by side: requirements, scenarios, and what the specification leaves
// open.

#include <algorithm>
#include <map>
#include <set>

#include "reports/page/case_page.hpp"
#include "reports/page/html.hpp"
#include "reports/page/sections.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

namespace reports::page {
namespace {

using conformance::CaseResult;
using conformance::Grade;

// A value in the table of behaviour; the page of its case has all of it.
constexpr std::size_t value_octets_max = 60;

// The two rows of heads: a target over its versions.
std::string heads(const Model& model, std::string_view first) {
  std::string targets =
      "<thead>\n<tr><th scope=\"col\" rowspan=\"2\">" + std::string(first) + "</th>";
  std::string versions = "<tr>";
  for (std::size_t i = 0; i < model.columns.size();) {
    std::size_t end = i;
    while (end < model.columns.size() && model.columns[end].run == model.columns[i].run) {
      versions += "<th scope=\"col\" class=\"" + std::string(end == i ? "edge" : "inner") + "\">" +
                  std::string(stomp::to_string(model.columns[end].version)) + "</th>";
      ++end;
    }
    targets += "<th scope=\"colgroup\" class=\"edge\" colspan=\"" + std::to_string(end - i) +
               "\">" + html_head(model.names[model.columns[i].run], value_octets_max) + "</th>";
    i = end;
  }
  return targets + "</tr>\n" + versions + "</tr>\n</thead>\n";
}

std::string table_of(const std::string& name, const std::string& inside) {
  return "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + name +
         "\">\n<table class=\"matrix\">\n" + inside + "</table>\n</div>\n";
}

bool begins_a_target(const Model& model, std::size_t column) {
  return column == 0 || model.columns[column - 1].run != model.columns[column].run;
}

// What a baseline can excuse.
bool leaves_doubt(Grade grade) {
  return is_breach(grade) || grade == Grade::blocked;
}

std::string cell_html(const Cell& cell, bool edge) {
  const std::string place = edge ? " edge" : "";
  if (!cell.grade) return "<td class=\"none" + place + "\"></td>";
  const Look& look = look_of(*cell.grade);
  std::string text = "<td class=\"g " + std::string(look.style) + place + "\"><a href=\"#" +
                     case_id(cell.worst->key) + "\">" + std::string(look.symbol) + ' ' +
                     std::string(look.letter) + "</a>";
  if (cell.cases > 1) {
    const std::string number = cell.such == cell.cases
                                   ? std::to_string(cell.cases)
                                   : std::to_string(cell.such) + '/' + std::to_string(cell.cases);
    text += "<small>" + number + "</small>";
  }
  if (cell.flaky > 0) text += "<small>flaky</small>";
  // One that is not known must not hide behind those that are.
  if (cell.excused == cell.such && leaves_doubt(*cell.grade)) text += "<small>known</small>";
  return text + "</td>";
}

std::string row_head(const Model& model, const Row& row) {
  std::string show;
  if (row.breaks()) show += " fail";
  if (row.differs(model.columns)) show += " differ";
  if (row.only_one_breaks(model.columns)) show += " only";
  return "<tr data-level=\"" + std::string(to_string(row.level)) + "\" data-show=\"" +
         (show.empty() ? "" : show.substr(1)) + "\">";
}

std::string cells_of(const Model& model, const Row& row) {
  std::string text;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    text += cell_html(row.cells[i], begins_a_target(model, i));
  }
  return text;
}

// A line across the table over the rows of one section; how many rows broke below it.
std::string group_head(const Model& model, const std::string& name, std::size_t rows,
                       std::size_t broken) {
  std::string text = "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"" +
                     std::to_string(model.columns.size() + 1) + "\">" + html(name) + " <small>";
  text += broken == 0 ? counted(rows, "row")
                      : std::to_string(broken) + " of " + counted(rows, "row") + " broken";
  return text + "</small></th></tr>\n";
}

std::string group_of(const Row& row) {
  if (row.example != nullptr) return row.name.substr(0, row.name.rfind('/'));
  if (row.statement == nullptr) return "not quoted";
  return row.statement->specification + ", " + row.statement->section;
}

// Rows in groups of their sections, each a <tbody>.
template <typename Words>
std::string grouped(const Model& model, const std::vector<Row>& rows, Words words) {
  std::string text;
  for (std::size_t i = 0; i < rows.size();) {
    const std::string group = group_of(rows[i]);
    std::size_t end = i;
    std::size_t broken = 0;
    std::string inside;
    for (; end < rows.size() && group_of(rows[end]) == group; ++end) {
      if (rows[end].breaks()) ++broken;
      inside += row_head(model, rows[end]) + "<th scope=\"row\">" + words(rows[end]) + "</th>" +
                cells_of(model, rows[end]) + "</tr>\n";
    }
    text += "<tbody>\n" + group_head(model, group, end - i, broken) + inside + "</tbody>\n";
    i = end;
  }
  return text;
}

// ---- Behaviour ----------------------------------------------------------------------------------

struct Observation {
  std::string value;
  std::string key;
};
using Observations = std::map<std::string, std::vector<std::vector<Observation>>>;

Observations observations_of(const Model& model) {
  Observations all;
  for (std::size_t column = 0; column < model.columns.size(); ++column) {
    const Column& place = model.columns[column];
    for (const CaseResult& result : model.run(place.run).cases) {
      if (result.version != place.version) continue;
      for (const auto& [name, value] : result.observations) {
        auto& row = all[name];
        row.resize(model.columns.size());
        row[column].push_back({value, result.key});
      }
    }
  }
  return all;
}

std::set<std::string> values_of(const std::vector<Observation>& observations) {
  std::set<std::string> values;
  for (const Observation& one : observations) values.insert(one.value);
  return values;
}

// Of one version, targets that were asked answered in different ways.
bool targets_differ(const Model& model, const std::vector<std::vector<Observation>>& row) {
  for (std::size_t a = 0; a < row.size(); ++a) {
    for (std::size_t b = a + 1; b < row.size(); ++b) {
      const bool comparable = model.columns[a].version == model.columns[b].version &&
                              !row[a].empty() && !row[b].empty();
      if (comparable && values_of(row[a]) != values_of(row[b])) return true;
    }
  }
  return false;
}

std::string behaviour_cell(const std::vector<Observation>& observations, bool edge) {
  std::string text = edge ? "<td class=\"edge\">" : "<td>";
  std::set<std::string> seen;
  for (const Observation& one : observations) {
    if (!seen.insert(one.value).second) continue;
    if (seen.size() > 1) text += "<br>";
    text += "<a href=\"#" + case_id(one.key) + "\">" +
            (one.value.empty() ? "(empty)" : html_head(one.value, value_octets_max)) + "</a>";
  }
  return text + "</td>";
}

}  // namespace

std::string legend() {
  std::string text = "<ul class=\"legend\">\n";
  for (const Grade grade : all_grades()) {
    text += "<li>" + badge(grade) + " <b>" + std::string(to_string(grade)) + "</b> " +
            html(look_of(grade).meaning) + "</li>\n";
  }
  return text +
         "</ul>\n<p class=\"sub\">A cell shows the gravest of its cases. 2/14: two of fourteen "
         "cases came to it. Known: the baseline "
         "excuses all of these. Empty: no case asks in that version.</p>\n";
}

std::string requirement_matrix(const Model& model) {
  return table_of(
      "Requirements by target and version",
      heads(model, "requirement") + grouped(model, model.requirements, [](const Row& row) {
        std::string text = level_mark(row.level) + " <code>" + html(row.name) + "</code>";
        if (row.statement == nullptr) return text;
        return text + "<details><summary>quote</summary><q>" + quote_html(row.statement->quote) +
               "</q></details>";
      }));
}

std::string scenario_matrix(const Model& model) {
  return table_of("Cases by target and version",
                  heads(model, "case") + grouped(model, model.scenarios, [](const Row& row) {
                    return html(row.example->title) + "<code class=\"sub\">" + html(row.name) +
                           "</code>";
                  }));
}

std::string behaviour(const Model& model) {
  const Observations all = observations_of(model);
  if (all.empty()) return "<p>Nothing was observed.</p>\n";
  std::string rows = heads(model, "question") + "<tbody>\n";
  for (const auto& [name, row] : all) {
    const bool differ = targets_differ(model, row);
    rows += "<tr data-level=\"\" data-show=\"" + std::string(differ ? "differ" : "") +
            "\"><th scope=\"row\">" + html_head(name, value_octets_max) +
            (differ ? " <span class=\"differ\">targets differ</span>" : "") + "</th>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      rows += behaviour_cell(row[i], begins_a_target(model, i));
    }
    rows += "</tr>\n";
  }
  return table_of("Behaviour by target and version", rows + "</tbody>\n");
}

}  // namespace reports::page
