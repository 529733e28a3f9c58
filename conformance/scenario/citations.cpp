#include "conformance/scenario/citations.hpp"

#include <utility>

namespace conformance {
namespace {

const std::vector<Check>* checks_of(const Step& step) {
  if (const auto* connect = std::get_if<ConnectStep>(&step.what)) return &connect->checks;
  if (const auto* expect = std::get_if<ExpectStep>(&step.what)) return &expect->checks;
  if (const auto* refused = std::get_if<RefusedStep>(&step.what)) return &refused->checks;
  return nullptr;
}

bool only_prepares(const Step& step) {
  return std::holds_alternative<OpenStep>(step.what) ||
         std::holds_alternative<BeatStep>(step.what) ||
         std::holds_alternative<LetStep>(step.what) ||
         std::holds_alternative<ObserveStep>(step.what);
}

void collect(const Steps& steps, std::vector<Citation>& all) {
  for (const Step& step : steps) {
    if (!step.requirement.empty() || !only_prepares(step)) {
      all.push_back({step.requirement, step.path + "/requirement"});
    }
    if (const std::vector<Check>* checks = checks_of(step)) {
      for (std::size_t at = 0; at < checks->size(); ++at) {
        all.push_back({(*checks)[at].requirement,
                       step.path + "/checks/" + std::to_string(at) + "/requirement"});
      }
    }
    const auto* choice = std::get_if<ChoiceStep>(&step.what);
    if (choice == nullptr) continue;
    for (const Alternative& alternative : choice->any) {
      if (alternative.then) collect(*alternative.then, all);
    }
  }
}

}  // namespace

std::vector<Citation> citations_of(const Steps& steps) {
  std::vector<Citation> all;
  collect(steps, all);
  return all;
}

}  // namespace conformance
