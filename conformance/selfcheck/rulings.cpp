#include "conformance/selfcheck/rulings.hpp"

#include <algorithm>
#include <variant>

namespace selfcheck {
namespace {

using conformance::CaseFinished;
using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;

bool is_breach(Grade grade) {
  return grade == Grade::should || grade == Grade::timeout || grade == Grade::fail;
}

std::vector<std::string> broken(const CaseResult& result) {
  std::vector<std::string> names;
  if (result.control_run) return names;
  for (const CheckResult& check : result.checks) {
    if (is_breach(check.grade) && std::ranges::find(names, check.requirement) == names.end()) {
      names.push_back(check.requirement);
    }
  }
  return names;
}

}  // namespace

Docket::Docket(const conformance::Suite& suite) : suite_(suite) {
  for (const conformance::Case& subject : suite.cases) {
    keys_.push_back(subject.key());
    indices_.emplace(keys_.back(), keys_.size() - 1);
  }
}

conformance::Level Docket::level(std::size_t index) const {
  const conformance::Case& subject = cases()[index];
  const conformance::Statement* statement =
      suite_.catalogue.statement(subject.scenario->requirements.front(), subject.version);
  return statement != nullptr ? statement->level : conformance::Level::must;
}

bool sound(const Ruling& ruling) {
  return ruling.grade == Grade::pass || ruling.grade == Grade::observed ||
         ruling.grade == Grade::weak;
}

void Tally::on(const conformance::Event& event) {
  const auto* finished = std::get_if<CaseFinished>(&event);
  if (finished == nullptr) return;
  const CaseResult& result = finished->result;
  rulings_[docket_.index(result.key)] = {.grade = result.grade,
                                         .flaky = result.flaky,
                                         .reason = result.reason,
                                         .broken = broken(result)};
}

std::string describe(const Ruling& ruling) {
  return std::string(to_string(ruling.grade)) + (ruling.flaky ? " (flaky)" : "");
}

}  // namespace selfcheck
