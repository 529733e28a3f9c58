// The tables of the page before they are markup: which targets and versions stand side by side, and
// what each requirement and each scenario came to there.
//
// A cell tells the gravest of what it sums up, with how many cases of how many came to it: nothing
// that failed can hide behind what passed.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/page/html_report.hpp"

namespace reports::page {

// A target in a version.
struct Column {
  std::size_t run = 0;
  stomp::Version version = stomp::Version::v1_2;
};

struct Cell {
  std::optional<conformance::Grade> grade;  // none: no case asks
  std::size_t cases = 0;
  std::size_t such = 0;  // of that grade
  std::size_t flaky = 0;
  std::size_t excused = 0;  // of those of that grade, by the baseline
  const conformance::CaseResult* worst = nullptr;

  void add(const conformance::CaseResult& result, conformance::Grade of_it);
};

struct Row {
  std::string name;  // of a requirement, or a scenario
  conformance::Level level = conformance::Level::may;
  const conformance::Statement* statement = nullptr;  // of the latest version that has one
  const conformance::CaseResult* example = nullptr;   // of a scenario: its title
  std::vector<Cell> cells;                            // a cell for each column

  [[nodiscard]] bool breaks() const;
  // Of one version, targets differ: one breaks it and another does not.
  [[nodiscard]] bool differs(const std::vector<Column>& columns) const;
  // Of one version, several are judged and just one breaks it.
  [[nodiscard]] bool only_one_breaks(const std::vector<Column>& columns) const;
};

// The results of one case, of each run that has it.
struct CaseEntry {
  struct Result {
    std::size_t run;
    const conformance::CaseResult* result;
  };
  std::vector<Result> results;

  // Whether its page is about something that went wrong.
  [[nodiscard]] bool broken() const;
};

// One of the cases of a scenario, and the link to it on the pages of the others.
struct Sibling {
  std::string key;
  std::string link;
};

struct Model {
  const PageInput* input = nullptr;
  std::vector<std::string> names;  // of the runs; distinct
  std::vector<Column> columns;
  std::vector<Row> requirements;           // by specification, section and id
  std::vector<Row> scenarios;              // by id
  std::map<std::string, CaseEntry> cases;  // by key
  std::map<std::string, std::vector<Sibling>, std::less<>> siblings;  // by scenario id; by key

  [[nodiscard]] const RunRecord& run(std::size_t index) const { return *input->runs[index].record; }
};

[[nodiscard]] std::vector<std::string> names_of(const PageInput& input);

[[nodiscard]] Model model_of(const PageInput& input);

}  // namespace reports::page
