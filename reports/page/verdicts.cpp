// What stands first: each target's verdict in numbers with their denominators, and what is broken.

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "reports/explanation.hpp"
#include "reports/findings.hpp"
#include "reports/page/case_page.hpp"
#include "reports/page/html.hpp"
#include "reports/page/sections.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

namespace reports::page {
namespace {

using conformance::Grade;
using conformance::Level;

constexpr std::size_t cases_max = 5;            // of one finding and target; the matrix has all
constexpr std::size_t target_octets_max = 300;  // of what a target said, in one line

// A number that looks like a verdict and is not one needs a warning beside it.
std::vector<std::string> warnings_of(const PageRun& run) {
  const RunRecord& record = *run.record;
  const conformance::Summary& summary = record.finished.summary;
  std::vector<std::string> sentences;
  if (record.partial()) {
    sentences.push_back("The run did not come to its end: what is shown is partial.");
  }
  if (!record.started.filters.empty()) {
    std::string words;
    for (const std::string& filter : record.started.filters) words += ' ' + filter;
    sentences.push_back("Only a part of the suite was selected:" + words);
  }
  if (const auto& shard = record.started.shard) {
    sentences.push_back("This is shard " + std::to_string(shard->number) + " of " +
                        std::to_string(shard->of) + ": " +
                        std::to_string(record.started.cases_selected) + " of " +
                        counted(record.started.cases_in_all_shards, "case") + '.');
  }
  if (summary.flaky > 0) {
    sentences.push_back(counted(summary.flaky, "case") +
                        " failed once and passed when run again alone (flaky).");
  }
  if (summary.tried_once > 0) {
    sentences.push_back(counted(summary.tried_once, "failure") +
                        " could not be tried again: the time for that was used up.");
  }
  if (summary.restarts > 0) {
    sentences.push_back("The target died or hung, and was started again: " +
                        counted(summary.restarts, "time") + '.');
  }
  if (const std::size_t known = summary.expected_failures(); known > 0) {
    sentences.push_back("The baseline excuses " + counted(known, "failure") + '.');
  }
  sentences.insert(sentences.end(), run.warnings.begin(), run.warnings.end());
  return sentences;
}

// What is wrong with the baseline: often the same mistake many times.
std::string baseline_problems(const RunRecord& record) {
  const std::vector<std::string>& problems = record.finished.baseline_problems;
  if (problems.empty()) return "";
  std::string text =
      "<details class=\"banner\"><summary><strong>⚠</strong> The baseline does not "
      "hold: " +
      counted(problems.size(), "mistake") + "</summary>\n<ul>\n";
  for (const std::string& problem : problems) {
    text += "<li>" + html_head(problem, target_octets_max) + "</li>\n";
  }
  return text + "</ul></details>\n";
}

// The cases of a level as a bar: decoration, the numbers stand beside it.
std::string bar(const conformance::Summary& summary, Level level) {
  std::size_t total = 0;
  for (const Grade grade : all_grades()) total += count_of(summary, level, grade);
  if (total == 0) return "";
  std::string text = "<svg class=\"bar\" viewBox=\"0 0 " + std::to_string(total) +
                     " 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  std::size_t at = 0;
  for (const Grade grade : all_grades()) {
    const std::size_t number = count_of(summary, level, grade);
    if (number == 0) continue;
    text += "<rect class=\"" + std::string(look_of(grade).style) + "\" x=\"" + std::to_string(at) +
            "\" width=\"" + std::to_string(number) + "\" height=\"1\"></rect>";
    at += number;
  }
  return text + "</svg>";
}

std::string level_row(const conformance::Summary& summary, Level level) {
  const Score score = score_of(summary, level);
  const std::string name(to_string(level));
  std::string text = "<tr><th scope=\"row\"><a href=\"#matrix\" data-filter=\"level=" + name +
                     "\">" + level_mark(level) + "</a></th><td class=\"score\">" +
                     (score.judged == 0 ? "none"
                                        : "<b>" + std::to_string(score.permitted) + "</b>/" +
                                              std::to_string(score.judged)) +
                     "</td><td class=\"rest\">";
  for (const Grade grade : all_grades()) {
    const std::size_t number = count_of(summary, level, grade);
    if (grade == Grade::pass || number == 0) continue;
    text += std::to_string(number) + "&nbsp;" + badge(grade) + ' ';
  }
  return text + "</td><td class=\"bars\">" + bar(summary, level) + "</td></tr>\n";
}

struct Outlook {
  std::string_view style;
  std::string_view symbol;
};

// A target whose failures are all in its baseline is as expected. It is not conformant for that.
const Outlook& outlook_of(const RunRecord& record, int exit_code) {
  static constexpr Outlook good{"good", "✓"};
  static constexpr Outlook excused{"excused", "≈"};
  static constexpr Outlook bad{"bad", "✗"};
  if (exit_code != 0) return bad;
  return record.finished.summary.expected_failures() > 0 ? excused : good;
}

std::string verdict(const Model& model, std::size_t index) {
  const PageRun& run = model.input->runs[index];
  const RunRecord& record = *run.record;
  const conformance::FailOn fail_on = record.metadata.fail_on;
  const int code = exit_code(record.finished, fail_on);
  const Outlook& outlook = outlook_of(record, code);
  std::string text = "<section class=\"verdict " + std::string(outlook.style) + "\">\n<h3>" +
                     html(model.names[index]);
  if (record.met && !record.met->server.empty()) {
    text += " <small>" + html_head(record.met->server, target_octets_max) + "</small>";
  }
  text +=
      "</h3>\n<p class=\"outcome\"><span aria-hidden=\"true\">" + std::string(outlook.symbol) +
      "</span> " + html_head(verdict_line(record.finished, fail_on), target_octets_max) + "</p>\n" +
      banners(warnings_of(run)) + baseline_problems(record) +
      "<table class=\"scores\"><caption>Cases whose outcome the specification permits, of those "
      "judged</caption><tbody>\n";
  for (const Level level : {Level::must, Level::fact, Level::should, Level::may}) {
    text += level_row(record.finished.summary, level);
  }
  return text + "</tbody></table>\n<p class=\"sub\">" +
         counted(record.finished.summary.cases, "case") + ", " +
         counted(record.finished.summary.checks, "check") + ", " +
         seconds(record.finished.summary.duration) + ", exit code " + std::to_string(code) +
         "</p>\n</section>\n";
}

// ---- What is broken -----------------------------------------------------------------------------

struct Breach {
  std::string requirement;
  Level level = Level::may;
  std::size_t cases = 0;
  std::vector<std::pair<std::size_t, Finding>> of_runs;
};

std::vector<Breach> breaches(const Model& model) {
  std::map<std::string, Breach> found;
  for (std::size_t run = 0; run < model.input->runs.size(); ++run) {
    for (Finding& finding : findings(model.run(run))) {
      Breach& breach = found[finding.requirement];
      breach.requirement = finding.requirement;
      breach.level = std::min(breach.level, finding.level);
      breach.cases += finding.evidence.size();
      breach.of_runs.emplace_back(run, std::move(finding));
    }
  }
  std::vector<Breach> sorted;
  for (auto& [name, breach] : found) sorted.push_back(std::move(breach));
  std::ranges::sort(sorted, [](const Breach& left, const Breach& right) {
    return std::tuple(left.level, right.of_runs.size(), right.cases, left.requirement) <
           std::tuple(right.level, left.of_runs.size(), left.cases, right.requirement);
  });
  return sorted;
}

std::string evidence_item(const Evidence& evidence) {
  const conformance::CaseResult& result = *evidence.result;
  const Grade grade = evidence.check != nullptr ? evidence.check->grade : result.grade;
  const std::string& got = evidence.check != nullptr && !evidence.check->got.empty()
                               ? evidence.check->got
                               : result.reason;
  std::string text = "<li>" + badge(grade) + " <a href=\"#" + case_id(result.key) + "\">" +
                     html(name_of(result)) + "</a>";
  if (result.expected) {
    text +=
        " <span class=\"known\">known: " + html_head(result.expected->reason, target_octets_max) +
        "</span>";
  }
  if (evidence.check != nullptr && !evidence.check->expected.empty()) {
    text += "<br><span class=\"label\">wanted</span> " +
            html_head(evidence.check->expected, target_octets_max);
  }
  if (!got.empty()) {
    text += "<br><span class=\"label\">got</span> " + html_head(got, target_octets_max);
  }
  return text + "</li>\n";
}

std::string evidence_of(const Model& model, std::size_t run, const Finding& finding) {
  const std::string name = model.input->runs.size() > 1 ? html(model.names[run]) + ' ' : "";
  std::string text = "<h4>" + name + "<small>" + counted(finding.evidence.size(), "case") +
                     "</small></h4>\n<ul>\n";
  const std::size_t shown = std::min(cases_max, finding.evidence.size());
  for (std::size_t i = 0; i < shown; ++i) text += evidence_item(finding.evidence[i]);
  if (shown < finding.evidence.size()) {
    const std::size_t rest = finding.evidence.size() - shown;
    text += "<li><details><summary>and " + counted(rest, "more case") + "</summary><p>";
    for (std::size_t i = shown; i < finding.evidence.size(); ++i) {
      const conformance::CaseResult& result = *finding.evidence[i].result;
      text += "<a href=\"#" + case_id(result.key) + "\">" + html(name_of(result)) + "</a> ";
    }
    text += "</p></details></li>\n";
  }
  return text + "</ul>\n" +
         command(repeat_command(model.run(run), *finding.evidence.front().result));
}

std::string breach_text(const Model& model, const Breach& breach) {
  const conformance::CaseResult& first = *breach.of_runs.front().second.evidence.front().result;
  const bool only_one = model.input->runs.size() > 1 && breach.of_runs.size() == 1;
  std::string text = "<article class=\"breach\" data-level=\"" +
                     std::string(to_string(breach.level)) + "\" data-show=\"fail" +
                     (breach.of_runs.size() < model.input->runs.size() ? " differ" : "") +
                     (only_one ? " only" : "") + "\">\n<h3>" + level_mark(breach.level) +
                     " <code>" + html(breach.requirement) + "</code></h3>\n";
  const auto* statement =
      find_statement(model.input->statements, breach.requirement, first.version);
  if (statement != nullptr) {
    text += "<blockquote><p>" + quote_html(statement->quote) + "</p><footer>" +
            html(statement->specification) + ", " + html(statement->section) +
            "</footer></blockquote>\n";
  }
  text += "<p class=\"why\">" + html(first.why) + "</p>\n";
  for (const auto& [run, finding] : breach.of_runs) text += evidence_of(model, run, finding);
  return text + "</article>\n";
}

}  // namespace

std::string verdicts(const Model& model) {
  std::string text = banners(model.input->warnings) + "<div class=\"verdicts\">\n";
  for (std::size_t run = 0; run < model.input->runs.size(); ++run) text += verdict(model, run);
  return text + "</div>\n";
}

std::string broken_requirements(const Model& model) {
  const std::vector<Breach> all = breaches(model);
  if (all.empty()) return "<p>No requirement was found to be broken.</p>\n";
  std::string text = "<p>" + counted(all.size(), "requirement") +
                     ", those that bind first, then those that most targets and cases show.</p>\n";
  for (const Breach& breach : all) text += breach_text(model, breach);
  return text;
}

}  // namespace reports::page
