#include "conformance/selfcheck/matrix.hpp"

#include <algorithm>

namespace selfcheck {

bool any_of(const std::vector<std::string>& names, const std::vector<std::string>& others) {
  return std::ranges::any_of(
      names, [&](const std::string& name) { return std::ranges::count(others, name) != 0; });
}

std::size_t Row::accusers() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(killers, [](const auto& killer) { return killer.second.accuses; }));
}

Matrix::Matrix(const Docket& docket) : docket_(&docket) {
  for (std::size_t i = 0; i < docket.cases().size(); ++i) {
    const conformance::Scenario& scenario = *docket.cases()[i].scenario;
    const auto [found, fresh] = column_of_.emplace(scenario.id, columns_.size());
    if (fresh) columns_.push_back({.scenario = scenario.id, .kills = scenario.kills});
    columns_[found->second].must |= docket.level(i) == conformance::Level::must;
  }
}

Row& Matrix::row(const Suspect& suspect) {
  const auto found =
      std::ranges::find(rows_, suspect.name, [](const Row& row) { return row.suspect.name; });
  return found != rows_.end() ? *found : rows_.emplace_back(Row{.suspect = suspect});
}

void Matrix::add(const Suspect& suspect, const std::string& policy, const Rulings& plain,
                 const Rulings& deviating) {
  Row& row = this->row(suspect);
  row.policies.insert(policy);
  for (std::size_t i = 0; i < deviating.size(); ++i) {
    if (!sound(plain[i]) || deviating[i].grade == conformance::Grade::not_run) continue;
    const std::string& id = docket_->cases()[i].scenario->id;
    Column& column = columns_[column_of_.at(id)];
    if (row.met.insert(id).second) ++column.met;
    if (deviating[i].broken.empty()) continue;
    const auto [kill, fresh] = row.killers.try_emplace(id);
    if (fresh) ++column.caught;
    ++kill->second.cases;
    kill->second.accuses |= any_of(deviating[i].broken, suspect.requirements);
  }
}

}  // namespace selfcheck
