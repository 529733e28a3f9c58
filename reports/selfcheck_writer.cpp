#include "reports/selfcheck_writer.hpp"

#include <algorithm>
#include <vector>

#include "reports/json_values.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using selfcheck::Column;
using selfcheck::Findings;
using selfcheck::Kill;
using selfcheck::Matrix;
using selfcheck::Part;
using selfcheck::Row;

constexpr int format = 1;
constexpr std::size_t accusers_shown = 3;  // in a cell of the table; the JSON has all

// ---- JSON
// ------------------------------------------------------------------------------------------------

Json json_of(const Part& part) {
  return {{"name", part.name},
          {"promise", part.promise},
          {"holds", part.holds()},
          {"measure", part.measure},
          {"complaints", part.complaints}};
}

Json json_of(const Row& row, const Matrix& matrix) {
  Json accusers = Json::array();
  Json others = Json::array();
  const std::vector<Column>& columns = matrix.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto kill = row.killers.find(columns[i].scenario);
    if (kill != row.killers.end()) (kill->second.accuses ? accusers : others).push_back(i);
  }
  return {{"name", row.suspect.name},        {"area", row.suspect.area},
          {"summary", row.suspect.summary},  {"requirements", row.suspect.requirements},
          {"policies", row.policies},        {"met", row.met.size()},
          {"accusers", std::move(accusers)}, {"others", std::move(others)}};
}

std::string one_line(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true);
}

// An array with one line for each element.
template <typename Element>
std::string lines(const std::vector<Element>& elements, auto json_of_one) {
  std::string text = "[";
  for (const Element& element : elements) {
    text += (&element == &elements.front() ? "\n  " : ",\n  ") + one_line(json_of_one(element));
  }
  return text + "\n ]";
}

// ---- Markdown
// --------------------------------------------------------------------------------------------

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + markdown_code(name);
  }
  return text;
}

std::string parts_table(const Findings& findings) {
  std::string text = "| part | promise | holds | measure |\n|---|---|---|---|\n";
  for (const Part& part : findings.parts) {
    text += "| " + markdown(part.name) + " | " + markdown(part.promise) + " | " +
            (part.holds() ? "yes" : "**no**") + " | " + markdown(part.measure) + " |\n";
  }
  for (const Part& part : findings.parts) {
    if (part.holds()) continue;
    text += "\n### What does not hold: " + markdown(part.name) + "\n\n";
    for (const std::string& complaint : part.complaints) text += "- " + markdown(complaint) + "\n";
  }
  return text;
}

std::string accusers_cell(const Row& row) {
  std::vector<std::string> names;
  for (const auto& [scenario, kill] : row.killers) {
    if (kill.accuses && names.size() < accusers_shown) names.push_back(scenario);
  }
  const std::size_t more = row.accusers() - names.size();
  return joined(names) + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

std::string deviations_table(const Matrix& matrix) {
  std::string text =
      "| deviation | what is wrong | breaks | cases run | catch it | of these name what it breaks "
      "|\n|---|---|---|---:|---:|---|\n";
  for (const Row& row : matrix.rows()) {
    text += "| " + markdown_code(row.suspect.name) + " | " + markdown(row.suspect.summary) + " | " +
            joined(row.suspect.requirements) + " | " + std::to_string(row.met.size()) + " | " +
            std::to_string(row.killers.size()) + " | " + accusers_cell(row) + " |\n";
  }
  return text;
}

std::string cases_table(const Matrix& matrix) {
  std::string text =
      "| case whose level is MUST | deviations that it met | and that it catches |\n"
      "|---|---:|---:|\n";
  for (const Column& column : matrix.columns()) {
    if (!column.must) continue;
    text += "| " + markdown_code(column.scenario) + " | " + std::to_string(column.met) + " | " +
            std::to_string(column.caught) + " |\n";
  }
  return text;
}

}  // namespace

std::string selfcheck_json(const Findings& findings) {
  std::string text = "{\n \"format\": " + std::to_string(format) +
                     ",\n \"stompcheck\": " + one_line(findings.version) +
                     ",\n \"suite\": " + one_line(findings.suite) +
                     ",\n \"holds\": " + (findings.hold() ? "true" : "false") + ",\n \"parts\": " +
                     lines(findings.parts, [](const Part& part) { return json_of(part); });
  if (findings.matrix) {
    const Matrix& matrix = *findings.matrix;
    text += std::string(",\n \"full\": ") + (findings.full_matrix ? "true" : "false") +
            ",\n \"deviations\": " +
            lines(matrix.rows(), [&](const Row& row) { return json_of(row, matrix); }) +
            ",\n \"cases\": " + lines(matrix.columns(), [](const Column& column) {
              return Json{{"id", column.scenario},
                          {"must", column.must},
                          {"met", column.met},
                          {"caught", column.caught}};
            });
  }
  return text + "\n}\n";
}

std::string selfcheck_markdown(const Findings& findings) {
  std::string text =
      "# The suite, checked by itself\n\nMade by `stompcheck selfcheck --report "
      "DIR`, stompcheck " +
      markdown(findings.version) + ", suite " + markdown_code(findings.suite) + ". **" +
      (findings.hold() ? "The suite holds." : "The suite does not hold.") + "**\n\n" +
      parts_table(findings);
  if (findings.matrix) {
    text += "\n## Deviations of the reference broker\n\n";
    text += findings.full_matrix
                ? "Every case was run against every deviation, wherever its policy lets it.\n\n"
                : "Cases were run until each deviation and each case had shown what it must, those "
                  "that cite what is broken first; "
                  "`stompcheck selfcheck --full` runs all.\n\n";
    text += deviations_table(*findings.matrix) + "\n## What each case catches\n\n" +
            cases_table(*findings.matrix);
  }
  return text;
}

}  // namespace reports
