#include "conformance/selfcheck/findings.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace selfcheck {
namespace {

using conformance::Grade;
using conformance::Level;

std::string count(std::size_t number, const std::string& one, const std::string& many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

bool as_expected(const Ruling& ruling) {
  return ruling.grade == Grade::pass || ruling.grade == Grade::observed;
}

std::string reason(const Ruling& ruling) {
  return describe(ruling) + (ruling.reason.empty() ? "" : ": " + ruling.reason);
}

std::string grades(const std::vector<Trial>& trials) {
  std::map<Grade, std::size_t> counts;
  for (const Trial& trial : trials) {
    for (const Ruling& ruling : trial.rulings) ++counts[ruling.grade];
  }
  std::string text;
  for (const auto& [grade, number] : counts) {
    text +=
        (text.empty() ? "" : ", ") + std::to_string(number) + " " + std::string(to_string(grade));
  }
  return text;
}

// The subject and what was different, for each case that was judged otherwise.
std::vector<std::string> differences(const Docket& docket, const Comparison& comparison) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < docket.cases().size(); ++i) {
    const Ruling& plain = (*comparison.plain)[i];
    const Ruling& other = comparison.other.rulings[i];
    if (plain.grade == other.grade && plain.flaky == other.flaky) continue;
    result.push_back(comparison.other.subject + ": " + docket.key(i) + ": " + describe(plain) +
                     " became " + reason(other));
  }
  return result;
}

// Fills in the complaints, and returns how many of the comparisons came out identical.
std::size_t compare(const Docket& docket, const std::vector<Comparison>& comparisons, Part& part) {
  std::size_t identical = 0;
  for (const Comparison& comparison : comparisons) {
    const std::vector<std::string> found = differences(docket, comparison);
    if (found.empty()) ++identical;
    part.complaints.insert(part.complaints.end(), found.begin(), found.end());
  }
  return identical;
}

void judge_row(const Row& row, std::vector<std::string>& complaints) {
  const std::string& name = row.suspect.name;
  if (row.killers.empty()) {
    complaints.push_back(name + ": no case catches it (" + row.suspect.summary + ")");
  } else if (row.accusers() == 0) {
    std::string wanted;
    for (const std::string& id : row.suspect.requirements) {
      wanted += (wanted.empty() ? "" : ", ") + id;
    }
    complaints.push_back(name + ": caught by " + row.killers.begin()->first +
                         (row.killers.size() == 1
                              ? ""
                              : " and " + std::to_string(row.killers.size() - 1) + " more") +
                         ", but no check that fails names what it breaks: " + wanted);
  }
}

void judge_promised_kills(const Matrix& matrix, const Column& column, bool whole,
                          std::vector<std::string>& complaints) {
  for (const std::string& promised : column.kills) {
    const auto row = std::ranges::find(matrix.rows(), promised,
                                       [](const Row& each) { return each.suspect.name; });
    if (row == matrix.rows().end()) {
      if (!whole) continue;
      complaints.push_back(column.scenario + ": says that it kills " + promised +
                           ", which is no deviation of the reference broker");
    } else if (!row->killers.contains(column.scenario)) {
      complaints.push_back(column.scenario + ": says that it kills " + promised + ", and does not");
    }
  }
}

}  // namespace

bool Findings::hold() const {
  return std::ranges::all_of(parts, [](const Part& part) { return part.holds(); });
}

Part judge_policies(const Docket& docket, const std::vector<Trial>& trials) {
  Part part{.name = "policies",
            .promise = "the reference broker passes, under each policy, every case that applies",
            .measure = count(trials.size(), "policy", "policies") + ", " +
                       count(docket.cases().size(), "case", "cases") + " each: " + grades(trials)};
  for (std::size_t i = 0; i < docket.cases().size(); ++i) {
    bool applies = false;
    for (const Trial& trial : trials) {
      const Ruling& ruling = trial.rulings[i];
      if (ruling.grade == Grade::not_applicable) continue;
      applies = true;
      if (!as_expected(ruling) || ruling.flaky) {
        part.complaints.push_back(trial.subject + ": " + docket.key(i) + ": " + reason(ruling));
      }
    }
    if (!applies) {
      part.complaints.push_back(docket.key(i) +
                                ": applies to neither policy, so nothing shows that it can pass");
    }
  }
  return part;
}

Part judge_null_servers(const Docket& docket, const std::vector<Trial>& trials) {
  Part part{.name = "null-servers",
            .promise = "a server that serves nobody passes no case whose level is MUST or fact"};
  std::size_t judged = 0;
  for (const Trial& trial : trials) {
    for (std::size_t i = 0; i < docket.cases().size(); ++i) {
      const Level level = docket.level(i);
      const Ruling& ruling = trial.rulings[i];
      if (level != Level::must && level != Level::fact) continue;
      if (ruling.grade == Grade::not_applicable) continue;
      ++judged;
      if (ruling.grade == Grade::not_run || ruling.grade == Grade::pass ||
          ruling.grade == Grade::weak) {
        part.complaints.push_back(trial.subject + ": " + docket.key(i) + ": " + reason(ruling));
      }
    }
  }
  part.measure = count(trials.size(), "run", "runs") + ", " + std::to_string(judged) +
                 " cases of these levels forced to run, " + std::to_string(part.complaints.size()) +
                 " passed";
  return part;
}

Part judge_matrix(const Matrix& matrix, bool whole) {
  Part part{.name = "deviations",
            .promise =
                "every deviation is caught by a case that names what it breaks, and every "
                "case whose level is MUST catches a deviation"};
  std::size_t caught = 0;
  std::size_t accused = 0;
  std::size_t meetings = 0;
  for (const Row& row : matrix.rows()) {
    meetings += row.met.size();
    caught += row.killers.empty() ? 0U : 1U;
    accused += row.accusers() == 0 ? 0U : 1U;
    judge_row(row, part.complaints);
  }
  std::size_t musts = 0;
  std::size_t idle = 0;
  for (const Column& column : matrix.columns()) {
    judge_promised_kills(matrix, column, whole, part.complaints);
    musts += column.must ? 1U : 0U;
    if (!whole || !column.must || column.caught != 0) continue;
    ++idle;
    part.complaints.push_back(column.scenario + ": its level is MUST, and it catches no deviation");
  }
  part.measure = count(matrix.rows().size(), "deviation", "deviations") + ": " +
                 std::to_string(caught) + " caught, " + std::to_string(accused) +
                 " by a case that names what they break";
  if (whole) {
    part.measure += "; " + count(musts, "case", "cases") +
                    " with the level MUST: " + std::to_string(musts - idle) + " catch one";
  }
  part.measure += "; " + std::to_string(meetings) + " of " +
                  count(matrix.rows().size() * matrix.columns().size(), "pair", "pairs") +
                  " of a deviation and a case were run";
  return part;
}

Part judge_links(const Docket& docket, const std::vector<Comparison>& comparisons) {
  Part part{.name = "links",
            .promise = "one-octet segments, 50 ms of delay and a slow reader change no verdict"};
  const std::size_t identical = compare(docket, comparisons, part);
  part.measure = std::to_string(identical) + " of " + count(comparisons.size(), "run", "runs") +
                 " identical with the plain one";
  return part;
}

Part judge_load(const Docket& docket, const std::vector<Comparison>& comparisons) {
  Part part{.name = "load", .promise = "runs over TCP under CPU load agree"};
  const std::size_t identical = compare(docket, comparisons, part);
  part.measure =
      std::to_string(identical) + " of " + std::to_string(comparisons.size()) + " identical";
  return part;
}

}  // namespace selfcheck
