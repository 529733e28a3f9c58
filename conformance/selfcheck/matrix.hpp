// The kill matrix: which scenario catches which deviation of the reference broker.
//
// A scenario catches a deviation where one of its cases, which the plain broker passes, breaks on a
// check of its own against the deviating one. That the golden dialogue fails, or a control or a
// prerequisite, catches nothing: all cases would share that, whatever they are about. A scenario
// accuses rightly where such a check names a requirement that the deviation says it breaks.

#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "conformance/selfcheck/rulings.hpp"

namespace selfcheck {

// A deviation, as far as the matrix has to know it.
struct Suspect {
  std::string name;
  std::string area;
  std::string summary;
  std::vector<std::string> requirements;  // what it breaks
};

struct Kill {
  std::size_t cases = 0;  // of the scenario, over all policies
  bool accuses = false;   // a check of them names what the deviation breaks
};

struct Row {
  Suspect suspect;
  std::set<std::string> policies;       // that it was tried under
  std::set<std::string> met;            // the scenarios that were run against it
  std::map<std::string, Kill> killers;  // those of them that catch it

  [[nodiscard]] std::size_t accusers() const;
};

struct Column {
  std::string scenario;
  bool must = false;               // its level is MUST in a version that it runs in
  std::vector<std::string> kills;  // the deviations that it says it catches
  std::size_t met = 0;             // deviations that it was run against
  std::size_t caught = 0;          // those of them that it catches
};

class Matrix {
 public:
  explicit Matrix(const Docket& docket);

  // Gives a deviation its row, be it that no case will be run against it.
  void expect(const Suspect& suspect) { row(suspect); }
  // The rulings against one deviation under one policy, beside those of the plain broker. A case
  // that was not run, or that the plain broker does not pass, counts for nothing.
  void add(const Suspect& suspect, const std::string& policy, const Rulings& plain,
           const Rulings& deviating);

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] std::size_t column_of(const std::string& scenario) const {
    return column_of_.at(scenario);
  }

 private:
  Row& row(const Suspect& suspect);

  const Docket* docket_;
  std::vector<Row> rows_;        // in the order in which they were added
  std::vector<Column> columns_;  // by id
  std::map<std::string, std::size_t> column_of_;
};

// Whether they have one in common.
[[nodiscard]] bool any_of(const std::vector<std::string>& names,
                          const std::vector<std::string>& others);

}  // namespace selfcheck
