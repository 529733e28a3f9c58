#include "conformance/engine/expectations.hpp"

#include <algorithm>
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
    const bool matches =
        std::any_of(failures.begin(), failures.end(),
                    [&](const BaselineEntry& failure) { return excuses(account.entry, failure); });
    if (matches) {
      account.matched = true;
    } else if (result.grade == Grade::not_applicable) {
      account.stale = result.key + " does not apply to this target; remove the entry";
    } else if (failures.empty()) {
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
    }
  }
  return found;
}

Baseline new_baseline(const Baseline& old, const std::vector<CaseResult>& results) {
  Baseline baseline{.file = old.file, .target = old.target, .entries = {}};
  const auto spoken_of = [&](const BaselineEntry& entry) {
    return std::any_of(results.begin(), results.end(), [&](const CaseResult& result) {
      return names(entry, result.key, result.id) && conclusive(result);
    });
  };
  for (const BaselineEntry& entry : old.entries) {
    if (!spoken_of(entry)) baseline.entries.push_back(entry);
  }
  for (const CaseResult& result : results) {
    if (!conclusive(result) || result.repetition > 0) continue;
    for (BaselineEntry& failure : failures_of(result)) {
      const auto known =
          std::find_if(old.entries.begin(), old.entries.end(), [&](const BaselineEntry& entry) {
            return names(entry, result.key, result.id) && excuses(entry, failure);
          });
      BaselineEntry entry = failure;
      entry.got = pattern_of(failure.got);
      if (known != old.entries.end()) {
        entry = *known;
        entry.subject = result.key;
      }
      const bool twice = std::any_of(
          baseline.entries.begin(), baseline.entries.end(), [&](const BaselineEntry& other) {
            return other.subject == entry.subject && excuses(other, failure);
          });
      if (!twice) baseline.entries.push_back(std::move(entry));
    }
  }
  return baseline;
}

}  // namespace conformance
