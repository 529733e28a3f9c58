#include "reports/page/model.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

#include "reports/explanation.hpp"
#include "reports/page/case_page.hpp"
#include "reports/page/html.hpp"

namespace reports::page {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;
using conformance::Level;
using stomp::Version;

// What one case says about each requirement that it is about. A check speaks for its own
// requirement; a case that was not judged speaks for all that it lists; a crash for the main one.
std::map<std::string, Grade> grades_of(const CaseResult& result) {
  std::map<std::string, Grade> grades;
  const auto add = [&](const std::string& requirement, Grade grade) {
    Grade& known = grades.try_emplace(requirement, grade).first->second;
    known = std::max(known, grade);
  };
  const bool judged = result.grade != Grade::blocked && result.grade != Grade::not_run &&
                      result.grade != Grade::not_applicable;
  if (!judged) {
    for (const std::string& requirement : result.requirements) add(requirement, result.grade);
    return grades;
  }
  for (const CheckResult& check : result.checks) {
    // A flaky case passed in the end; its first checks are not held against the target.
    if (!(result.flaky && is_breach(check.grade))) add(check.requirement, check.grade);
  }
  if (result.grade == Grade::crash && !result.requirements.empty()) {
    add(result.requirements.front(), Grade::crash);
  }
  return grades;
}

// The latest version's statement: the one that a reader most likely wants.
const conformance::Statement* statement_of(const StatementLookup& lookup, const std::string& id) {
  for (const Version version : {Version::v1_2, Version::v1_1, Version::v1_0}) {
    if (const auto* statement = find_statement(lookup, id, version)) return statement;
  }
  return nullptr;
}

// A profile that was given as a file is called like the file: "conformance/targets/coilmq.json" is
// "coilmq".
std::string short_name(std::string_view target) {
  constexpr std::string_view suffix = ".json";
  if (!target.ends_with(suffix)) return std::string(target);
  target.remove_suffix(suffix.size());
  return std::string(target.substr(target.rfind('/') + 1));
}

class Builder {
 public:
  explicit Builder(const PageInput& input) { model_.input = &input; }

  Model build() {
    model_.names = names_of(*model_.input);
    for (std::size_t run = 0; run < model_.input->runs.size(); ++run) add_columns(run);
    for (std::size_t run = 0; run < model_.input->runs.size(); ++run) {
      for (const CaseResult& result : model_.run(run).cases) add(run, result);
    }
    for (auto& [id, row] : requirements_) model_.requirements.push_back(std::move(row));
    for (auto& [id, row] : scenarios_) model_.scenarios.push_back(std::move(row));
    // STOMP 1.2 first: what is current comes before what is old.
    const auto place = [](const Row& row) {
      const conformance::Statement* statement = row.statement;
      const std::string specification = statement == nullptr ? "" : statement->specification;
      const int rank = specification == "STOMP 1.2"   ? 0
                       : specification == "STOMP 1.1" ? 1
                       : specification == "STOMP 1.0" ? 2
                                                      : 3;
      return std::tuple(rank, specification, statement == nullptr ? "" : statement->section,
                        row.name);
    };
    std::ranges::sort(model_.requirements, {}, place);
    for (const auto& [key, entry] : model_.cases) {
      for (const CaseEntry::Result& one : entry.results) add_sibling(one.result->id, key);
    }
    return std::move(model_);
  }

 private:
  void add_columns(std::size_t run) {
    std::set<Version> versions(model_.run(run).started.versions.begin(),
                               model_.run(run).started.versions.end());
    for (const CaseResult& result : model_.run(run).cases) versions.insert(result.version);
    // A run that never began has a column all the same: that it has nothing is what it says.
    if (versions.empty()) versions.insert(Version::v1_2);
    for (const Version version : versions) model_.columns.push_back({run, version});
  }

  [[nodiscard]] std::size_t column_of(std::size_t run, Version version) const {
    const auto found = std::ranges::find_if(model_.columns, [&](const Column& column) {
      return column.run == run && column.version == version;
    });
    return static_cast<std::size_t>(found - model_.columns.begin());
  }

  void add_sibling(const std::string& id, const std::string& key) {
    std::vector<Sibling>& all = model_.siblings[id];
    if (all.empty() || all.back().key != key) all.push_back({key, sibling_link(id, key)});
  }

  Row& row_of(std::map<std::string, Row>& rows, const std::string& name, Level level) {
    const auto [found, fresh] = rows.try_emplace(name);
    Row& one = found->second;
    if (fresh) {
      one.name = name;
      one.level = level;
      one.cells.resize(model_.columns.size());
    }
    one.level = std::min(one.level, level);
    return one;
  }

  void add(std::size_t run, const CaseResult& result) {
    const std::size_t column = column_of(run, result.version);
    for (const auto& [requirement, grade] : grades_of(result)) {
      const auto* statement = find_statement(model_.input->statements, requirement, result.version);
      Row& one = row_of(requirements_, requirement, statement ? statement->level : result.level);
      if (one.statement == nullptr) {
        one.statement = statement_of(model_.input->statements, requirement);
      }
      one.cells[column].add(result, grade);
    }
    Row& scenario = row_of(scenarios_, result.id, result.level);
    if (scenario.example == nullptr) scenario.example = &result;
    scenario.cells[column].add(result, result.grade);
    model_.cases[result.key].results.push_back({run, &result});
  }

  Model model_;
  std::map<std::string, Row> requirements_;
  std::map<std::string, Row> scenarios_;
};

// What a cell shows of several: the gravest; but what was only recorded does not hide what passed.
int weight(Grade grade) {
  return grade == Grade::observed ? static_cast<int>(Grade::not_applicable) * 2 + 1
                                  : static_cast<int>(grade) * 2;
}

// Calls `use(judged, breaking)` for each version: how many targets are judged, and how many of
// them break the row.
template <typename Use>
void for_each_version(const Row& row, const std::vector<Column>& columns, Use use) {
  for (const Version version : {Version::v1_0, Version::v1_1, Version::v1_2}) {
    std::size_t judged = 0;
    std::size_t breaking = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Cell& cell = row.cells[i];
      if (columns[i].version != version || !cell.grade) continue;
      if (*cell.grade == Grade::not_applicable || *cell.grade == Grade::not_run ||
          *cell.grade == Grade::blocked) {
        continue;
      }
      ++judged;
      if (is_breach(*cell.grade)) ++breaking;
    }
    use(judged, breaking);
  }
}

}  // namespace

void Cell::add(const CaseResult& result, Grade of_it) {
  ++cases;
  if (result.flaky) ++flaky;
  if (grade && weight(of_it) < weight(*grade)) return;
  if (!grade || of_it != *grade) {
    such = 0;
    excused = 0;
    worst = &result;
  }
  grade = of_it;
  ++such;
  if (result.expected) ++excused;
}

bool Row::breaks() const {
  return std::ranges::any_of(cells,
                             [](const Cell& cell) { return cell.grade && is_breach(*cell.grade); });
}

bool Row::differs(const std::vector<Column>& columns) const {
  bool found = false;
  for_each_version(*this, columns, [&](std::size_t judged, std::size_t breaking) {
    found = found || (breaking > 0 && breaking < judged);
  });
  return found;
}

bool Row::only_one_breaks(const std::vector<Column>& columns) const {
  bool found = false;
  for_each_version(*this, columns, [&](std::size_t judged, std::size_t breaking) {
    found = found || (breaking == 1 && judged > 1);
  });
  return found;
}

bool CaseEntry::broken() const {
  return std::ranges::any_of(results, [](const Result& one) {
    const Grade grade = one.result->grade;
    return is_breach(grade) || grade == Grade::blocked || one.result->flaky;
  });
}

std::vector<std::string> names_of(const PageInput& input) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const PageRun& run : input.runs) {
    std::string name = short_name(run.record->started.target);
    if (name.empty()) name = "a target";
    const std::string stem = name;
    for (std::size_t number = 2; !taken.insert(name).second; ++number) {
      name = stem + " #" + std::to_string(number);
    }
    names.push_back(name);
  }
  return names;
}

Model model_of(const PageInput& input) {
  return Builder(input).build();
}

}  // namespace reports::page
