#include "reports/summary_writer.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "reports/explanation.hpp"
#include "reports/findings.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::Grade;
using conformance::Level;

// A screen or two; report.json has them all.
constexpr std::size_t findings_max = 25;
constexpr std::size_t cases_max = 5;            // of one finding
constexpr std::size_t target_octets_max = 300;  // of what a target said, in one line

std::string heading(const RunRecord& record) {
  const conformance::FailOn fail_on = record.metadata.fail_on;
  const int code = exit_code(record.finished, fail_on);
  return "## " + std::string(code == 0 ? "✅ " : "❌ ") +
         "stompcheck: " + markdown(record.started.target) + "\n\n**" +
         markdown(verdict_line(record.finished, fail_on)) + "** (exit code " +
         std::to_string(code) + ")\n\n";
}

// A number that looks like a verdict and is not one needs a warning beside it.
std::string warnings(const RunRecord& record) {
  std::string text;
  const auto warn = [&](const std::string& sentence) { text += "> ⚠ " + sentence + "\n\n"; };
  if (record.partial()) warn("The run did not come to its end: what follows is partial.");
  if (!record.started.filters.empty()) {
    std::string words;
    for (const std::string& filter : record.started.filters) words += ' ' + markdown_code(filter);
    warn("Only a part of the suite was selected:" + words);
  }
  if (record.finished.summary.flaky > 0) {
    warn(counted(record.finished.summary.flaky, "case") +
         " failed once and passed when run again alone (flaky).");
  }
  if (const auto& shard = record.started.shard) {
    warn("This is shard " + std::to_string(shard->number) + " of " + std::to_string(shard->of) +
         ": " + std::to_string(record.started.cases_selected) + " of " +
         counted(record.started.cases_in_all_shards, "case") + '.');
  }
  if (const std::size_t known = record.finished.summary.expected_failures(); known > 0) {
    warn("Among the failures below, " + std::to_string(known) + " are expected by the baseline.");
  }
  for (const std::string& problem : record.finished.baseline_problems) {
    warn("The baseline does not hold: " + markdown(problem));
  }
  return text;
}

std::string table(const conformance::Summary& summary) {
  constexpr std::array judged{Grade::pass,    Grade::weak,  Grade::should,  Grade::fail,
                              Grade::timeout, Grade::crash, Grade::blocked, Grade::not_run};
  constexpr std::array open{Grade::observed, Grade::not_applicable};
  std::string text = "| level | permitted / judged |";
  std::string rule = "|---|---:|";
  for (const Grade grade : judged) {
    text += ' ' + std::string(to_string(grade)) + " |";
    rule += "---:|";
  }
  for (const Grade grade : open) {
    text += ' ' + std::string(to_string(grade)) + " |";
    rule += "---:|";
  }
  text += '\n' + rule + '\n';
  for (const Level level : {Level::must, Level::fact, Level::should, Level::may}) {
    const Score score = score_of(summary, level);
    text += "| " + std::string(to_string(level)) + " | " + std::to_string(score.permitted) + " / " +
            std::to_string(score.judged) + " |";
    for (const Grade grade : judged) {
      text += ' ' + std::to_string(count_of(summary, level, grade)) + " |";
    }
    for (const Grade grade : open) {
      text += ' ' + std::to_string(count_of(summary, level, grade)) + " |";
    }
    text += '\n';
  }
  return text + '\n';
}

std::string evidence_text(const RunRecord& record, const Evidence& evidence) {
  const CaseResult& result = *evidence.result;
  std::string text = "  - " + markdown(name_of(result)) + ": " +
                     std::string(to_string(evidence.check ? evidence.check->grade : result.grade));
  const std::string& got = evidence.check != nullptr && !evidence.check->got.empty()
                               ? evidence.check->got
                               : result.reason;
  if (evidence.check != nullptr && !evidence.check->expected.empty()) {
    text +=
        "; wanted " + markdown_code(printable_head(evidence.check->expected, target_octets_max));
  }
  if (!got.empty()) text += "; got " + markdown_code(printable_head(got, target_octets_max));
  return text + "\n    " +
         markdown_code("stompcheck run " + shell_quoted(record.started.target) + ' ' +
                       shell_quoted(result.key) + record.metadata.options) +
         '\n';
}

std::string finding_text(const RunRecord& record, const Finding& finding,
                         const StatementLookup& lookup) {
  const CaseResult& first = *finding.evidence.front().result;
  std::string text = "- **" + std::string(to_string(finding.level)) + "** " +
                     markdown(finding.requirement) + " (" +
                     counted(finding.evidence.size(), "case") + ")\n";
  if (const auto* statement = find_statement(lookup, finding.requirement, first.version)) {
    text += "  - " + markdown(statement->specification + ", " + statement->section) + ": *" +
            markdown(statement->quote) + "*\n";
  }
  text += "  - " + markdown(first.why) + '\n';
  const std::size_t shown = std::min(cases_max, finding.evidence.size());
  for (std::size_t i = 0; i < shown; ++i) text += evidence_text(record, finding.evidence[i]);
  if (shown < finding.evidence.size()) {
    text += "  - and " + counted(finding.evidence.size() - shown, "more case") + '\n';
  }
  return text;
}

std::string broken(const RunRecord& record, const StatementLookup& lookup) {
  const std::vector<Finding> found = findings(record);
  if (found.empty()) return "";
  std::string text = "### What is broken\n\n";
  const std::size_t shown = std::min(findings_max, found.size());
  for (std::size_t i = 0; i < shown; ++i) text += finding_text(record, found[i], lookup);
  if (shown < found.size()) {
    text +=
        "- and " + counted(found.size() - shown, "more requirement") + "; report.json has all\n";
  }
  return text + '\n';
}

std::string not_judged(const RunRecord& record) {
  std::map<std::string, std::size_t> reasons;
  for (const CaseResult& result : record.cases) {
    if (result.grade != Grade::not_applicable && result.grade != Grade::blocked &&
        result.grade != Grade::not_run) {
      continue;
    }
    ++reasons[std::string(to_string(result.grade)) + ": " + result.reason];
  }
  if (reasons.empty()) return "";
  std::string text = "<details><summary>Not judged, and why</summary>\n\n";
  for (const auto& [reason, number] : reasons) {
    text += "- " + std::to_string(number) + " × " +
            markdown_code(printable_head(reason, target_octets_max)) + '\n';
  }
  return text + "\n</details>\n\n";
}

std::string about(const RunRecord& record) {
  std::string text = "stompcheck " + markdown(record.metadata.version) + ", suite " +
                     markdown(record.metadata.suite_digest) + ", seed " +
                     std::to_string(record.started.seed) + ", " +
                     markdown(record.metadata.started_at) + ", " +
                     seconds(record.finished.summary.duration) + ", endpoint " +
                     markdown_code(record.started.endpoint);
  if (record.met && !record.met->server.empty()) {
    text += ", server " + markdown_code(printable_head(record.met->server, target_octets_max));
  }
  return text + '\n';
}

}  // namespace

std::string summary_report(const RunRecord& record, const StatementLookup& lookup) {
  return heading(record) + warnings(record) + table(record.finished.summary) +
         broken(record, lookup) + not_judged(record) + about(record);
}

}  // namespace reports
