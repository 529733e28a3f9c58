#include "conformance/engine/expectations.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace conformance {
namespace {

bool failing(Grade grade) {
  return grade == Grade::should || grade == Grade::fail || grade == Grade::timeout;
}

bool excuses(const BaselineEntry& entry, const BaselineEntry& failure) {
  return entry.requirement == failure.requirement && entry.grade == failure.grade &&
         matches_pattern(failure.got, entry.got);
}

// Whether a result says anything about the target that a baseline could be measured by.
bool conclusive(const CaseResult& result) {
  return result.grade != Grade::not_run && !result.flaky;
}

bool same_failure(const BaselineEntry& left, const BaselineEntry& right) {
  return left.subject == right.subject && left.requirement == right.requirement &&
         left.grade == right.grade && left.got == right.got;
}

// The entry for a failure: what `old` says of it, or one without a reason.
BaselineEntry entry_for(const BaselineEntry& failure, const CaseResult& result,
                        const Baseline& old) {
  const auto known =
      std::find_if(old.entries.begin(), old.entries.end(), [&](const BaselineEntry& entry) {
        return names(entry, result.key, result.id) && excuses(entry, failure);
      });
  BaselineEntry entry = known != old.entries.end() ? *known : failure;
  entry.subject = result.key;
  if (known == old.entries.end()) entry.got = pattern_of(failure.got);
  return entry;
}

// The ways in which one case has failed in its repetitions.
std::vector<BaselineEntry> entries_of(const std::vector<const CaseResult*>& repetitions,
                                      const Baseline& old) {
  std::vector<BaselineEntry> entries;
  for (const CaseResult* result : repetitions) {
    for (const BaselineEntry& failure : failures_of(*result)) {
      const bool known =
          std::any_of(entries.begin(), entries.end(),
                      [&](const BaselineEntry& entry) { return excuses(entry, failure); });
      if (!known) entries.push_back(entry_for(failure, *result, old));
    }
  }
  for (BaselineEntry& entry : entries) {
    const bool always =
        std::all_of(repetitions.begin(), repetitions.end(), [&](const CaseResult* result) {
          const std::vector<BaselineEntry> failures = failures_of(*result);
          return std::any_of(failures.begin(), failures.end(),
                             [&](const BaselineEntry& failure) { return excuses(entry, failure); });
        });
    if (!always) entry.sometimes = true;
  }
  return entries;
}

}  // namespace

std::vector<BaselineEntry> failures_of(const CaseResult& result) {
  std::vector<BaselineEntry> failures;
  const auto add = [&](std::string requirement, Grade grade, std::string got) {
    failures.push_back({.subject = result.key,
                        .requirement = std::move(requirement),
                        .grade = grade,
                        .got = std::move(got),
                        .reason = {},
                        .issue = {},
                        .expires = {}});
  };
  // Of a case that kills, or that could not be judged, the checks are beside the point.
  if (result.grade == Grade::crash || result.grade == Grade::blocked) {
    add("", result.grade, result.reason);
    return failures;
  }
  if (!failing(result.grade) || result.flaky) return failures;
  for (const CheckResult& check : result.checks) {
    if (failing(check.grade)) {
      add(check.requirement, check.grade, check.got.empty() ? check.note : check.got);
    }
  }
  return failures;
}

Expectations::Expectations(Baseline baseline, std::string today) : baseline_(std::move(baseline)) {
  for (const BaselineEntry& entry : baseline_.entries) {
    accounts_.push_back(
        {.entry = entry, .expired = !entry.expires.empty() && entry.expires < today, .stale = {}});
  }
}

void Expectations::judge(CaseResult& result) const {
  result.expected.reset();
  const std::vector<BaselineEntry> failures = failures_of(result);
  const BaselineEntry* first = nullptr;
  for (const BaselineEntry& failure : failures) {
    const auto account = std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& a) {
      return !a.expired && names(a.entry, result.key, result.id) && excuses(a.entry, failure);
    });
    if (account == accounts_.end()) return;
    if (first == nullptr) first = &account->entry;
  }
  if (first != nullptr)
    result.expected = ExpectedFailure{first->reason, first->issue, first->expires};
}

void Expectations::note(const CaseResult& result) {
  if (!conclusive(result)) return;
  const std::vector<BaselineEntry> failures = failures_of(result);
  for (Account& account : accounts_) {
    if (!names(account.entry, result.key, result.id)) continue;
    if (result.grade == Grade::not_applicable) {
      account.needless = result.key + " does not apply to this target; remove the entry";
      continue;
    }
    account.applies = true;
    const bool matches =
        std::any_of(failures.begin(), failures.end(),
                    [&](const BaselineEntry& failure) { return excuses(account.entry, failure); });
    if (matches || account.entry.sometimes) continue;
    if (failures.empty()) {
      account.stale = result.key + " passes now; remove the entry";
      if (account.entry.subject == result.id && result.id != result.key) {
        account.stale += ", or name the cases that still fail by their keys";
      }
    } else {
      account.stale = result.key + " fails in another way now; see its account, and mend the entry";
    }
  }
}

std::vector<std::string> Expectations::problems(const std::set<std::string>& all) const {
  std::vector<std::string> found;
  for (const Account& account : accounts_) {
    const BaselineEntry& entry = account.entry;
    const std::string place = baseline_.file + ':' + std::to_string(entry.line) + ": ";
    if (!all.contains(entry.subject)) {
      found.push_back(place + "unmatched: there is no case \"" + entry.subject +
                      "\"; stompcheck list shows what there is");
    } else if (account.expired) {
      found.push_back(place + "expired: " + entry.subject + " was excused until " + entry.expires +
                      "; look at it again, and give it another day or remove the entry");
    } else if (!account.stale.empty()) {
      found.push_back(place + "stale: " + account.stale);
    } else if (!account.applies && !account.needless.empty()) {
      found.push_back(place + "stale: " + account.needless);
    }
  }
  return found;
}

Baseline new_baseline(const Baseline& old, const std::vector<CaseResult>& results) {
  Baseline baseline{.file = old.file, .target = old.target, .entries = {}};
  std::map<std::string, std::vector<const CaseResult*>> cases;
  for (const CaseResult& result : results) {
    if (result.grade != Grade::not_run) cases[result.key].push_back(&result);
  }
  std::vector<BaselineEntry> found;
  for (const auto& [key, repetitions] : cases) {
    const std::vector<BaselineEntry> entries = entries_of(repetitions, old);
    found.insert(found.end(), entries.begin(), entries.end());
  }
  for (const BaselineEntry& entry : old.entries) {
    const bool judged = std::any_of(results.begin(), results.end(), [&](const CaseResult& result) {
      return names(entry, result.key, result.id) && conclusive(result);
    });
    const bool again = std::any_of(found.begin(), found.end(), [&](const BaselineEntry& other) {
      return same_failure(entry, other);
    });
    if (!again && (!judged || entry.sometimes)) baseline.entries.push_back(entry);
  }
  baseline.entries.insert(baseline.entries.end(), found.begin(), found.end());
  return baseline;
}

}  // namespace conformance
