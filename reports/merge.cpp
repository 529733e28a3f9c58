#include "reports/merge.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Ending;
using conformance::Summary;

// Shards of one run tell of the same target and of as many parts of the same whole.
bool are_of_one_run(const RunRecord& left, const RunRecord& right) {
  return left.started.shard && right.started.shard && left.started.target == right.started.target &&
         left.started.shard->of == right.started.shard->of;
}

void add_distinct(std::string& list, const std::string& word, const std::string& separator) {
  if (list == word || list.find(word) != std::string::npos) return;
  list += separator + word;
}

// Numbers that the cases tell are counted again; the others are put together.
Summary summary_of(const std::vector<NamedRecord>& parts, const std::vector<CaseResult>& cases) {
  Summary summary;
  for (const CaseResult& result : cases) count(summary, result);
  for (const NamedRecord& part : parts) {
    const Summary& own = part.record.finished.summary;
    summary.restarts += own.restarts;
    // Shards run side by side: the run took as long as the longest of them.
    summary.duration = std::max(summary.duration, own.duration);
  }
  return summary;
}

RunRecord join(const std::vector<NamedRecord>& parts) {
  RunRecord joined = parts.front().record;
  if (parts.size() == 1) return joined;
  for (const NamedRecord& part : parts) {
    if (&part == &parts.front()) continue;
    const RunRecord& own = part.record;
    joined.cases.insert(joined.cases.end(), own.cases.begin(), own.cases.end());
    joined.started.cases_selected += own.started.cases_selected;
    joined.metadata.started_at = std::min(joined.metadata.started_at, own.metadata.started_at);
    add_distinct(joined.metadata.host, own.metadata.host, ", ");
    add_distinct(joined.metadata.command_line, own.metadata.command_line, "; ");
    if (!joined.met) joined.met = own.met;
    if (joined.finished.ending == Ending::complete) {
      joined.finished.ending = own.finished.ending;
      joined.finished.reason = own.finished.reason;
      joined.finished.output = own.finished.output;
    }
    for (const std::string& problem : own.finished.baseline_problems) {
      joined.finished.baseline_problems.push_back(problem);
    }
    joined.finished.flaky_fails = joined.finished.flaky_fails || own.finished.flaky_fails;
  }
  std::ranges::sort(joined.cases, {}, [](const CaseResult& result) {
    return std::tuple(std::string_view(result.key), result.repetition);
  });
  std::vector<std::string>& problems = joined.finished.baseline_problems;
  std::ranges::sort(problems);
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
  joined.finished.summary = summary_of(parts, joined.cases);
  return joined;
}

std::string missing_parts(const std::vector<NamedRecord>& parts) {
  std::set<std::size_t> there;
  for (const NamedRecord& part : parts) there.insert(part.record.started.shard->number);
  std::string missing;
  const std::size_t of = parts.front().record.started.shard->of;
  // A report may claim any number of parts; nobody reads a list of more.
  constexpr std::size_t listed_max = 20;
  std::size_t listed = 0;
  for (std::size_t number = 1; number <= of && listed <= listed_max; ++number) {
    if (there.contains(number)) continue;
    ++listed;
    const std::string word = listed > listed_max ? "..." : std::to_string(number);
    missing += (missing.empty() ? "" : ", ") + word;
  }
  return missing.empty() ? "" : missing + " of " + std::to_string(of);
}

std::string disagreement(const std::vector<NamedRecord>& parts) {
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const RunRecord& first = parts.front().record;
    const RunRecord& own = parts[i].record;
    if (own.metadata.suite_digest != first.metadata.suite_digest) {
      return parts.front().name + " and " + parts[i].name +
             " are shards of one run by different suites";
    }
    if (own.started.filters != first.started.filters ||
        own.started.cases_in_all_shards != first.started.cases_in_all_shards) {
      return parts.front().name + " and " + parts[i].name +
             " are shards of different selections of cases";
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (parts[j].record.started.shard != own.started.shard) continue;
      return parts[j].name + " and " + parts[i].name + " are the same shard of " +
             own.started.target;
    }
  }
  return "";
}

}  // namespace

std::optional<std::vector<JoinedRun>> joined_shards(std::vector<NamedRecord> records,
                                                    std::string& error) {
  std::vector<std::vector<NamedRecord>> groups;
  for (NamedRecord& one : records) {
    const auto group = std::ranges::find_if(groups, [&](const std::vector<NamedRecord>& parts) {
      return are_of_one_run(parts.front().record, one.record);
    });
    if (group == groups.end()) {
      groups.emplace_back().push_back(std::move(one));
    } else {
      group->push_back(std::move(one));
    }
  }
  std::vector<JoinedRun> runs;
  for (const std::vector<NamedRecord>& parts : groups) {
    error = disagreement(parts);
    if (!error.empty()) return std::nullopt;
    JoinedRun run{join(parts), {}};
    if (run.record.started.shard) {
      const std::string missing = missing_parts(parts);
      if (missing.empty()) {
        run.record.started.shard.reset();
      } else if (parts.size() > 1) {
        run.warnings.push_back("Shards are missing: " + missing + '.');
      }
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

std::vector<std::string> suites_of(const std::vector<JoinedRun>& runs) {
  std::vector<std::string> suites;
  for (const JoinedRun& run : runs) {
    const std::string& suite = run.record.metadata.suite_digest;
    if (std::ranges::find(suites, suite) == suites.end()) suites.push_back(suite);
  }
  return suites;
}

}  // namespace reports
