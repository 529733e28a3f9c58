#include "reports/diff.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <tuple>

#include "stomp/check.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;

bool is_breach(Grade grade) {
  return grade == Grade::should || grade == Grade::timeout || grade == Grade::fail ||
         grade == Grade::crash;
}

bool is_judged(Grade grade) {
  return grade != Grade::not_applicable && grade != Grade::not_run && grade != Grade::blocked;
}

// A text without what is different in every run: names made up by the suite, numbers.
std::string without_chance(const std::string& text) {
  static const std::regex names("stompcheck-[a-z0-9]+|receipt-[a-z0-9]+|[0-9]+");
  // std::regex recurses on long texts; what tells two reasons apart stands at the front.
  constexpr std::size_t compared_octets_max = 400;
  return std::regex_replace(text.substr(0, compared_octets_max), names, "#");
}

// How a case fails: each breach by its requirement and what came instead.
std::vector<std::tuple<std::string, Grade, std::string>> ways_of(const CaseResult& result) {
  std::vector<std::tuple<std::string, Grade, std::string>> ways;
  for (const CheckResult& check : result.checks) {
    if (!is_breach(check.grade)) continue;
    ways.emplace_back(check.requirement, check.grade, without_chance(check.got));
  }
  if (ways.empty()) ways.emplace_back("", result.grade, without_chance(result.reason));
  std::ranges::sort(ways);
  return ways;
}

// What a case that is right came to, as far as the specification leaves that open.
std::vector<std::pair<std::string, std::string>> choices_of(const CaseResult& result) {
  std::vector<std::pair<std::string, std::string>> choices;
  for (const auto& [name, value] : result.observations) {
    choices.emplace_back(name, without_chance(value));
  }
  std::ranges::sort(choices);
  return choices;
}

// Nothing where the case is as it was.
std::optional<Change> change_of(const CaseResult& before, const CaseResult& after) {
  const bool judged = is_judged(after.grade);
  if (is_judged(before.grade) != judged) {
    if (!judged) return Change::lost;
    return is_breach(after.grade) ? std::optional(Change::gained) : std::nullopt;
  }
  if (!judged) return std::nullopt;
  const bool broke = is_breach(before.grade);
  const bool breaks = is_breach(after.grade);
  if (!broke && breaks) return Change::regression;
  if (broke && !breaks) return Change::fix;
  if (!breaks) {
    const bool same = before.grade == after.grade && choices_of(before) == choices_of(after);
    return same ? std::nullopt : std::optional(Change::outcome);
  }
  if (after.grade > before.grade) return Change::regression;
  return ways_of(before) == ways_of(after) ? std::nullopt : std::optional(Change::reason);
}

using ByKey = std::map<std::string, const CaseResult*>;

ByKey by_key(const RunRecord& record) {
  ByKey results;
  for (const CaseResult& result : record.cases) {
    const CaseResult*& known = results[result.key];
    if (known == nullptr || result.grade > known->grade) known = &result;
  }
  return results;
}

}  // namespace

std::string_view to_string(Change change) {
  switch (change) {
    case Change::regression:
      return "regression";
    case Change::fix:
      return "fix";
    case Change::reason:
      return "reason";
    case Change::lost:
      return "lost";
    case Change::gained:
      return "gained";
    case Change::outcome:
      return "outcome";
    case Change::added:
      return "added";
    case Change::removed:
      return "removed";
  }
  stomp::check(false, "every change has a name");
  return {};
}

std::size_t Diff::count(Change change) const {
  return static_cast<std::size_t>(std::ranges::count(changes, change, &CaseChange::change));
}

Diff diff_of(const RunRecord& before, const RunRecord& after) {
  const ByKey old_results = by_key(before);
  const ByKey new_results = by_key(after);
  Diff diff{&before, &after, {}, 0};
  for (const auto& [key, result] : old_results) {
    const auto found = new_results.find(key);
    if (found == new_results.end()) {
      diff.changes.push_back({Change::removed, key, result, nullptr});
      continue;
    }
    const std::optional<Change> change = change_of(*result, *found->second);
    if (change) diff.changes.push_back({*change, key, result, found->second});
    if (!change) ++diff.unchanged;
  }
  for (const auto& [key, result] : new_results) {
    if (!old_results.contains(key)) diff.changes.push_back({Change::added, key, nullptr, result});
  }
  std::ranges::sort(diff.changes, [](const CaseChange& left, const CaseChange& right) {
    return std::tie(left.change, left.key) < std::tie(right.change, right.key);
  });
  return diff;
}

std::size_t count_unjudged(const Diff& diff) {
  return static_cast<std::size_t>(std::ranges::count_if(diff.changes, [](const CaseChange& one) {
    return one.change == Change::lost && one.after->grade != Grade::not_applicable;
  }));
}

}  // namespace reports
