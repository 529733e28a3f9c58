#include "reports/findings.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;

bool is_breach(Grade grade) {
  return grade == Grade::should || grade == Grade::timeout || grade == Grade::fail;
}

using ByRequirement = std::map<std::string, Finding>;

void add(ByRequirement& found, const std::string& requirement, conformance::Level level,
         Evidence evidence) {
  Finding& finding = found.try_emplace(requirement, Finding{requirement, level, {}}).first->second;
  finding.level = std::min(finding.level, level);
  const bool stands_there =
      !finding.evidence.empty() && finding.evidence.back().result == evidence.result;
  if (!stands_there) finding.evidence.push_back(evidence);
}

}  // namespace

std::vector<Finding> findings(const RunRecord& record) {
  ByRequirement found;
  for (const CaseResult& result : record.cases) {
    if (result.grade == Grade::crash && !result.requirements.empty()) {
      add(found, result.requirements.front(), result.level, {&result, nullptr});
    }
    if (result.grade == Grade::blocked || result.flaky) continue;
    for (const CheckResult& check : result.checks) {
      if (is_breach(check.grade)) add(found, check.requirement, check.level, {&result, &check});
    }
  }
  std::vector<Finding> sorted;
  for (auto& [requirement, finding] : found) sorted.push_back(std::move(finding));
  std::ranges::sort(sorted, [](const Finding& left, const Finding& right) {
    return std::tuple(left.level, right.evidence.size(), std::string_view(left.requirement)) <
           std::tuple(right.level, left.evidence.size(), std::string_view(right.requirement));
  });
  return sorted;
}

}  // namespace reports
