// What a run found broken, by requirement: the order in which a maintainer wants to read it.
//
// Ten cases that fail for one reason are one thing to mend. So the breaches of a run are gathered
// under the requirement that the failing check cites, the binding ones first, then those that most
// cases show. Every report for people that groups failures groups them so.

#pragma once

#include <string>
#include <vector>

#include "conformance/engine/verdict.hpp"
#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

// One case that shows a breach, and the check by which it does; no check where the target died.
struct Evidence {
  const conformance::CaseResult* result;
  const conformance::CheckResult* check;
};

struct Finding {
  std::string requirement;
  conformance::Level level;        // the gravest that the cases' versions give it
  std::vector<Evidence> evidence;  // by key; at least one
};

// Points into `record`. A case stands under each requirement that it shows to be broken, once.
[[nodiscard]] std::vector<Finding> findings(const RunRecord& record);

}  // namespace reports
