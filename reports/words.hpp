// The few sentences about a run that every report for people ends with, in one spelling.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "conformance/engine/verdict.hpp"

namespace reports {

[[nodiscard]] std::string milliseconds(conformance::Duration duration);  // "12.4 ms"
[[nodiscard]] std::string seconds(conformance::Duration duration);       // "2.9 s"

// "1 case", "3 cases": nouns whose plural has an s.
[[nodiscard]] std::string counted(std::size_t number, std::string_view noun);

// The key, and which repetition of it where there are several: "1.2/ack/x[version=1.2] #2".
[[nodiscard]] std::string name_of(const conformance::CaseResult& result);

[[nodiscard]] std::size_t count_of(const conformance::Summary& summary, conformance::Level level,
                                   conformance::Grade grade);

// Of a level: the cases whose outcome the specification permits, out of those that it judges. What
// is n/a or observed is no part of either number.
struct Score {
  std::size_t permitted = 0;
  std::size_t judged = 0;
};
[[nodiscard]] Score score_of(const conformance::Summary& summary, conformance::Level level);

// "MUST 211/214  fact 12/12  SHOULD 38/41  observed 17  weak 2  n/a 9  ...   2.9 s".
[[nodiscard]] std::string summary_line(const conformance::Summary& summary);

// "CONFORMANT", "NOT CONFORMANT: 3 MUST failures", "INCOMPLETE: 2 blocked", ... as exit_code() has
// it.
[[nodiscard]] std::string verdict_line(const conformance::RunFinished& finished,
                                       conformance::FailOn fail_on);

}  // namespace reports
