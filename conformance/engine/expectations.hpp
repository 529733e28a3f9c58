// The baseline at work: which failures are expected, and which entries tell of something that is no
// more.
//
// A case's failure is expected where every failing check of it matches an entry. At the end of a
// run the entries are called to account, each in a sentence with its place in the file:
//
//   stale      the case passes now (or does not apply), or fails in other ways only; of a
//   scenario's
//              id: one of the cases that apply
//   unmatched  there is no such case at all
//   expired    its last day has passed: it excuses nothing any more
//
// Entries about cases that this run did not select, or that were not run or were flaky, are left
// alone; and so are those of failures that come by chance ("sometimes").

#pragma once

#include <set>
#include <string>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/baseline.hpp"

namespace conformance {

class Expectations {
 public:
  // `today` as entries write days. Copies the baseline.
  Expectations(Baseline baseline, std::string today);

  // Says in `result.expected` that every failure of it is in the baseline, where that is so.
  void judge(CaseResult& result) const;

  // The case has come out so, finally.
  void note(const CaseResult& result);

  // What is wrong with the entries; `all` are the keys and ids of the whole suite, selected or not.
  [[nodiscard]] std::vector<std::string> problems(const std::set<std::string>& all) const;

 private:
  struct Account {
    BaselineEntry entry;
    bool expired = false;
    std::string stale;     // why it excuses nothing any more
    std::string needless;  // why one of its cases does not apply
    bool applies = false;  // another does
  };

  Baseline baseline_;
  std::vector<Account> accounts_;
};

// The ways in which a result fails, as entries without a reason; none where it does not.
[[nodiscard]] std::vector<BaselineEntry> failures_of(const CaseResult& result);

// The baseline of a run: what it has found broken. Reasons, links and days of `old` are kept, and
// so are its entries about cases that `results` say nothing about, and those about failures that
// come by chance. That is what a failure does which not every repetition of its case has shown.
[[nodiscard]] Baseline new_baseline(const Baseline& old, const std::vector<CaseResult>& results);

}  // namespace conformance
