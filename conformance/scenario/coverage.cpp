#include "conformance/scenario/coverage.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "conformance/scenario/citations.hpp"

namespace conformance {
namespace {

// What one requirement is cited by, in one version. Several runs of a scenario are one entry.
struct Witnesses {
  std::set<std::string> judging;
  std::set<std::string> listing;
};
using WitnessTable = std::map<std::pair<std::string, stomp::Version>, Witnesses>;

WitnessTable witnesses_of(const std::vector<Case>& cases) {
  WitnessTable table;
  for (const Case& each : cases) {
    const Scenario& scenario = *each.scenario;
    for (const Citation& citation : citations_of(each.program.steps)) {
      const std::string& id =
          citation.requirement.empty() ? scenario.requirements.front() : citation.requirement;
      table[{id, each.version}].judging.insert(scenario.id);
    }
    for (const std::string& id : scenario.requirements) {
      table[{id, each.version}].listing.insert(scenario.id);
    }
  }
  return table;
}

Standing standing_of(const CoverageRow& row) {
  if (!row.cases.empty()) return Standing::tested;
  if (!row.alongside.empty()) return Standing::alongside;
  return row.statement.untestable.empty() ? Standing::untested : Standing::excused;
}

CoverageRow row_of(const std::string& id, stomp::Version version, const Statement& statement,
                   const Witnesses& witnesses) {
  CoverageRow row{.id = id,
                  .version = version,
                  .statement = statement,
                  .standing = Standing::untested,
                  .cases = {witnesses.judging.begin(), witnesses.judging.end()},
                  .alongside = {}};
  std::set_difference(witnesses.listing.begin(), witnesses.listing.end(), witnesses.judging.begin(),
                      witnesses.judging.end(), std::back_inserter(row.alongside));
  row.standing = standing_of(row);
  return row;
}

// The protocol's own specifications come before its dialects; then by name, section and id.
bool stands_before(const CoverageRow& left, const CoverageRow& right) {
  const bool left_is_dialect = !left.statement.specification.starts_with("STOMP");
  const bool right_is_dialect = !right.statement.specification.starts_with("STOMP");
  return std::tie(left_is_dialect, left.statement.specification, left.statement.section, left.id,
                  left.version) < std::tie(right_is_dialect, right.statement.specification,
                                           right.statement.section, right.id, right.version);
}

}  // namespace

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::tested:
      return "tested";
    case Standing::alongside:
      return "alongside";
    case Standing::excused:
      return "excused";
    case Standing::untested:
      return "untested";
  }
  return "";
}

Coverage coverage_of(const Suite& suite) {
  const WitnessTable table = witnesses_of(suite.cases);
  Coverage coverage;
  for (const std::string& id : suite.catalogue.ids()) {
    for (const auto& [version, statement] : suite.catalogue.find(id)->statements) {
      const auto found = table.find({id, version});
      coverage.rows.push_back(
          row_of(id, version, statement, found == table.end() ? Witnesses{} : found->second));
    }
  }
  std::sort(coverage.rows.begin(), coverage.rows.end(), stands_before);
  return coverage;
}

std::vector<CoverageTally> Coverage::tallies() const {
  std::vector<CoverageTally> tallies;
  for (const CoverageRow& row : rows) {
    const Statement& statement = row.statement;
    const bool known = std::any_of(tallies.begin(), tallies.end(), [&](const CoverageTally& each) {
      return each.specification == statement.specification;
    });
    if (!known) {
      for (const Level level : {Level::must, Level::fact, Level::should, Level::may}) {
        tallies.push_back({.specification = statement.specification, .level = level});
      }
    }
    const auto tally = std::find_if(tallies.begin(), tallies.end(), [&](const CoverageTally& each) {
      return each.specification == statement.specification && each.level == statement.level;
    });
    std::size_t CoverageTally::* const counters[] = {
        &CoverageTally::tested, &CoverageTally::alongside, &CoverageTally::excused,
        &CoverageTally::untested};
    ++((*tally).*counters[static_cast<std::size_t>(row.standing)]);
  }
  std::erase_if(tallies, [](const CoverageTally& each) { return each.statements() == 0; });
  return tallies;
}

std::size_t Coverage::untested() const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(),
                    [](const CoverageRow& row) { return row.standing == Standing::untested; }));
}

}  // namespace conformance
