#include "reports/words.hpp"

#include <chrono>
#include <vector>

namespace reports {
namespace {

std::size_t count_in(const conformance::Summary::Counts& counts, conformance::Level level,
                     conformance::Grade grade) {
  const auto grades = counts.find(level);
  if (grades == counts.end()) return 0;
  const auto found = grades->second.find(grade);
  return found == grades->second.end() ? 0 : found->second;
}

using conformance::Ending;
using conformance::FailOn;
using conformance::Grade;
using conformance::Level;
using conformance::Summary;

std::string with_one_decimal(std::int64_t tenths) {
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

// "3 MUST failures, 1 crash": all grades in the list that there are.
std::string failures(const Summary& summary, FailOn fail_on) {
  std::vector<std::string> parts;
  const auto add = [&parts](std::size_t number, std::string_view noun) {
    if (number > 0) parts.push_back(counted(number, noun));
  };
  const auto unexpected = [&](Grade grade) {
    return summary.count(grade) - summary.count_expected(grade);
  };
  const std::size_t facts = count_in(summary.counts, Level::fact, Grade::fail) -
                            count_in(summary.expected, Level::fact, Grade::fail);
  add(unexpected(Grade::fail) - facts, "MUST failure");
  add(facts, "fact failure");
  const std::size_t crashes = unexpected(Grade::crash);
  if (crashes > 0)
    parts.push_back(std::to_string(crashes) + (crashes == 1 ? " crash" : " crashes"));
  add(unexpected(Grade::timeout), "timeout");
  if (fail_on != FailOn::must) add(unexpected(Grade::should), "SHOULD failure");
  if (fail_on == FailOn::weak) add(summary.count(Grade::weak), "weak outcome");

  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// What makes a complete run fail: the target, the baseline, or chance.
std::string not_as_expected(const conformance::RunFinished& finished, FailOn fail_on) {
  const Summary& summary = finished.summary;
  std::vector<std::string> parts;
  const std::string broken = failures(summary, fail_on);
  if (!broken.empty()) parts.push_back(broken);
  const auto add = [&](std::size_t number, std::string_view noun, std::string_view rest) {
    if (number > 0) parts.push_back(counted(number, noun) + std::string(rest));
  };
  add(finished.baseline_problems.size(), "baseline mistake", "");
  if (finished.flaky_fails) add(summary.flaky, "flaky case", "");
  add(summary.expected_failures(), "known failure", " beside");
  std::string text = broken.empty() ? "NOT AS EXPECTED: " : "NOT CONFORMANT: ";
  for (const std::string& part : parts) text += (&part == &parts.front() ? "" : ", ") + part;
  return text;
}

std::string what_is_missing(const Summary& summary) {
  const std::size_t blocked =
      summary.count(Grade::blocked) - summary.count_expected(Grade::blocked);
  const std::size_t not_run = summary.count(Grade::not_run);
  if (blocked == 0 && not_run == 0) {
    return "nothing was judged; " + std::to_string(summary.count(Grade::not_applicable)) + " n/a";
  }
  std::string text;
  if (blocked > 0) text = std::to_string(blocked) + " blocked";
  if (not_run > 0) text += (text.empty() ? "" : ", ") + std::to_string(not_run) + " not run";
  return text;
}

std::string early_end(const conformance::RunFinished& finished) {
  const std::string reason = finished.reason.empty() ? "" : ": " + finished.reason;
  if (finished.ending == Ending::target_unreachable) return "TARGET UNREACHABLE" + reason;
  if (finished.ending == Ending::target_died) return "TARGET DIED" + reason;
  return "INTERRUPTED" + reason;
}

}  // namespace

std::string milliseconds(conformance::Duration duration) {
  return with_one_decimal(duration.count() / 100) + " ms";
}

std::string seconds(conformance::Duration duration) {
  return with_one_decimal(duration.count() / 100'000) + " s";
}

std::string counted(std::size_t number, std::string_view noun) {
  std::string text = std::to_string(number) + ' ' + std::string(noun);
  if (number != 1) text += 's';
  return text;
}

std::string name_of(const conformance::CaseResult& result) {
  if (result.repetition == 0) return result.key;
  return result.key + " #" + std::to_string(result.repetition + 1);
}

std::size_t count_of(const Summary& summary, Level level, Grade grade) {
  return count_in(summary.counts, level, grade);
}

Score score_of(const Summary& summary, Level level) {
  Score score;
  for (const Grade grade : {Grade::pass, Grade::weak}) {
    score.permitted += count_of(summary, level, grade);
  }
  score.judged = score.permitted;
  for (const Grade grade :
       {Grade::not_run, Grade::blocked, Grade::should, Grade::timeout, Grade::fail, Grade::crash}) {
    score.judged += count_of(summary, level, grade);
  }
  return score;
}

std::string summary_line(const Summary& summary) {
  std::string text;
  for (const Level level : {Level::must, Level::fact, Level::should, Level::may}) {
    const Score score = score_of(summary, level);
    // What a MAY comes to is nearly always observed, and then there is nothing to say.
    if (level == Level::may && score.judged == 0) continue;
    text += std::string(to_string(level)) + ' ' + std::to_string(score.permitted) + '/' +
            std::to_string(score.judged) + "  ";
  }
  for (const Grade grade : {Grade::observed, Grade::weak, Grade::not_applicable, Grade::blocked,
                            Grade::timeout, Grade::crash, Grade::not_run}) {
    text += std::string(to_string(grade)) + ' ' + std::to_string(summary.count(grade)) + "  ";
  }
  if (summary.expected_failures() > 0) {
    text += "expected " + std::to_string(summary.expected_failures()) + "  ";
  }
  if (summary.flaky > 0) text += "flaky " + std::to_string(summary.flaky) + "  ";
  return text + ' ' + seconds(summary.duration);
}

std::string verdict_line(const conformance::RunFinished& finished, FailOn fail_on) {
  if (finished.ending != Ending::complete) return early_end(finished);
  const Summary& summary = finished.summary;
  switch (exit_code(finished, fail_on)) {
    case 1:
      return not_as_expected(finished, fail_on);
    case 4:
      return "INCOMPLETE: " + what_is_missing(summary);
    default:
      if (summary.expected_failures() == 0) return "CONFORMANT";
      return "AS EXPECTED, NOT CONFORMANT: " +
             counted(summary.expected_failures(), "known failure") + " in the baseline";
  }
}

}  // namespace reports
