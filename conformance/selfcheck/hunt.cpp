#include "conformance/selfcheck/hunt.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace selfcheck {
namespace {

// How many deviations a case meets that has caught nothing; twice as many in each further round.
constexpr std::size_t breadth_at_first = 8;

// "ack" of "ack/needs-id": what a requirement is about.
std::string_view subject_of(std::string_view requirement) {
  return requirement.substr(0, requirement.find('/'));
}

bool about_the_same(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::ranges::any_of(some, [&](const std::string& one) {
    return std::ranges::any_of(
        others, [&](const std::string& other) { return subject_of(one) == subject_of(other); });
  });
}

}  // namespace

Hunt::Hunt(const Docket& docket, std::vector<Quarry> quarries, const std::vector<Trial>& plain,
           Extent extent)
    : docket_(docket),
      quarries_(std::move(quarries)),
      plain_(plain),
      extent_(extent),
      matrix_(docket),
      breadth_(breadth_at_first),
      cases_of_(matrix_.columns().size()),
      sent_(quarries_.size()) {
  for (std::size_t i = 0; i < docket.cases().size(); ++i) {
    cases_of_[matrix_.column_of(docket.cases()[i].scenario->id)].push_back(i);
  }
}

std::vector<Errand> Hunt::next() {
  if (stage_ == Stage::first) {
    stage_ = Stage::unaccused;
    return first_round();
  }
  if (stage_ == Stage::unaccused) {
    stage_ = Stage::idle;
    if (std::vector<Errand> round = unaccused_round(); !round.empty()) return round;
  }
  return idle_round();
}

void Hunt::add(const Errand& errand, const Rulings& rulings) {
  const Trial& plain = plain_[errand.policy];
  matrix_.add(quarries_[errand.quarry].suspect, plain.subject, plain.rulings, rulings);
}

// ---- Rounds
// -----------------------------------------------------------------------------------------

// Every deviation has its row from here on, be it that no case meets it.
std::vector<Errand> Hunt::first_round() {
  std::vector<Errand> round;
  for (std::size_t i = 0; i < quarries_.size(); ++i) {
    matrix_.expect(quarries_[i].suspect);
    send(extent_ == Extent::full ? all_scenarios() : citing(quarries_[i].suspect), i, round);
  }
  return round;
}

std::vector<Errand> Hunt::unaccused_round() {
  std::vector<Errand> round;
  for (std::size_t i = 0; i < quarries_.size(); ++i) {
    if (matrix_.rows()[i].accusers() == 0) send(all_scenarios(), i, round);
  }
  return round;
}

// Until each case whose level is MUST has caught something or has met everything.
std::vector<Errand> Hunt::idle_round() {
  std::vector<std::set<std::size_t>> wanted(quarries_.size());
  for (std::size_t scenario = 0; scenario < cases_of_.size(); ++scenario) {
    const Column& column = matrix_.columns()[scenario];
    if (!column.must || column.caught != 0) continue;
    std::vector<std::size_t> nearest = this->nearest(scenario);
    if (nearest.size() > breadth_) nearest.resize(breadth_);
    for (const std::size_t quarry : nearest) wanted[quarry].insert(scenario);
  }
  breadth_ *= 2;
  std::vector<Errand> round;
  for (std::size_t i = 0; i < quarries_.size(); ++i) send(wanted[i], i, round);
  return round;
}

// The deviations that a scenario can meet and has not met, those first that break something of what
// it is about.
std::vector<std::size_t> Hunt::nearest(std::size_t scenario) const {
  const std::vector<std::string>& own =
      docket_.cases()[cases_of_[scenario].front()].scenario->requirements;
  std::vector<std::size_t> near;
  std::vector<std::size_t> far;
  for (std::size_t i = 0; i < quarries_.size(); ++i) {
    const bool open = std::ranges::any_of(quarries_[i].policies, [&](std::size_t policy) {
      return std::ranges::any_of(cases_of_[scenario], [&](std::size_t index) {
        return sound(plain_[policy].rulings[index]);
      });
    });
    if (!open || sent_[i].contains(scenario)) continue;
    (about_the_same(own, quarries_[i].suspect.requirements) ? near : far).push_back(i);
  }
  near.insert(near.end(), far.begin(), far.end());
  return near;
}

// ---- Errands
// ----------------------------------------------------------------------------------------

void Hunt::send(const std::set<std::size_t>& scenarios, std::size_t quarry,
                std::vector<Errand>& round) {
  for (const std::size_t policy : quarries_[quarry].policies) {
    Errand errand{.quarry = quarry, .policy = policy, .cases = {}};
    for (const std::size_t scenario : scenarios) {
      if (sent_[quarry].contains(scenario)) continue;
      for (const std::size_t index : cases_of_[scenario]) {
        if (sound(plain_[policy].rulings[index])) errand.cases.push_back(index);
      }
    }
    if (!errand.cases.empty()) round.push_back(std::move(errand));
  }
  sent_[quarry].insert(scenarios.begin(), scenarios.end());
}

std::set<std::size_t> Hunt::all_scenarios() const {
  std::set<std::size_t> all;
  for (std::size_t i = 0; i < cases_of_.size(); ++i) all.insert(i);
  return all;
}

// Those that promise to catch it among them.
std::set<std::size_t> Hunt::citing(const Suspect& suspect) const {
  std::set<std::size_t> found;
  for (std::size_t i = 0; i < cases_of_.size(); ++i) {
    const conformance::Scenario& scenario = *docket_.cases()[cases_of_[i].front()].scenario;
    if (any_of(scenario.requirements, suspect.requirements) ||
        std::ranges::count(scenario.kills, suspect.name) != 0) {
      found.insert(i);
    }
  }
  return found;
}

}  // namespace selfcheck
