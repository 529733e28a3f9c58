#include "reports/console_writer.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "reports/explanation.hpp"
#include "reports/wire_text.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::FailOn;
using conformance::Grade;
using Keys = std::vector<std::string>;

constexpr std::size_t excerpt_lines_max = 12;
constexpr std::size_t output_lines_max = 12;
// A verbose log shows whole exchanges, but no half megabyte of the same letter: report.json has
// that.
constexpr std::size_t verbose_octets_max = 2000;
// A line of progress that wraps could not be overwritten; 79 is the narrowest common terminal but
// one.
constexpr std::size_t progress_columns_max = 79;
// Of the cases that were blocked for one reason: enough to see what they have in common.
constexpr std::size_t keys_max = 5;

}  // namespace

ConsoleWriter::ConsoleWriter(std::ostream& out, std::ostream& progress, RunMetadata metadata,
                             StatementLookup lookup, ConsoleOptions options)
    : out_(out),
      progress_(progress),
      lookup_(std::move(lookup)),
      options_(std::move(options)),
      characters_(options_.ascii ? Characters::ascii : Characters::unicode),
      record_(std::move(metadata)) {}

void ConsoleWriter::on(const conformance::Event& event) {
  record_.add(event);
  if (std::holds_alternative<conformance::RunStarted>(event)) {
    write_start();
  } else if (const auto* met = std::get_if<conformance::TargetMet>(&event)) {
    write_target(*met);
  } else if (const auto* awaited = std::get_if<conformance::TargetAwaited>(&event)) {
    show_awaited(*awaited);
  } else if (const auto* restarted = std::get_if<conformance::TargetRestarted>(&event)) {
    clear_progress();
    out_ << "restart " << restarted->number << "  " << shown(restarted->reason) << '\n';
    out_.flush();
  } else if (const auto* begun = std::get_if<conformance::CaseStarted>(&event)) {
    show_progress(begun->key);
  } else if (const auto* done = std::get_if<conformance::CaseFinished>(&event)) {
    if (fails(done->result.grade) && !done->result.expected) ++failing_;
    if (options_.verbose) write_case(done->result);
    show_progress(done->result.key);
  } else if (std::holds_alternative<conformance::RunFinished>(event)) {
    write_end();
  }
}

void ConsoleWriter::finish() {
  if (ended_) return;
  record_.sort();
  write_end();
}

std::string ConsoleWriter::error() const {
  return out_.good() ? "" : "cannot write to standard output; is its reader still there?";
}

void ConsoleWriter::write_start() {
  const conformance::RunStarted& started = record_.started;
  out_ << "stompcheck " << shown(record_.metadata.version) << "  " << shown(started.target);
  if (started.endpoint != started.target) out_ << " (" << shown(started.endpoint) << ')';
  out_ << "  STOMP";
  for (const stomp::Version version : started.versions) out_ << ' ' << to_string(version);
  out_ << "  " << counted(started.cases_selected, "case");
  if (started.shard) {
    out_ << " (shard " << started.shard->number << '/' << started.shard->of << " of "
         << started.cases_in_all_shards << ')';
  }
  out_ << "  seed " << started.seed << '\n';
  out_.flush();
}

void ConsoleWriter::write_target(const conformance::TargetMet& met) {
  clear_progress();
  if (!met.server.empty()) out_ << "server " << shown(met.server) << "  ";
  out_ << "connect " << milliseconds(met.calibration.connect) << "  receipt "
       << milliseconds(met.calibration.receipt) << "  deadline "
       << milliseconds(met.calibration.deadline) << '\n';
  out_.flush();
}

void ConsoleWriter::write_case(const CaseResult& result) {
  clear_progress();
  out_ << '\n' << heading(result) << "  " << milliseconds(result.duration) << '\n';
  if (!result.reason.empty()) out_ << "   " << shown(result.reason) << '\n';
  if (result.control_run && !result.transcript.empty()) out_ << "   of the control run:\n";
  const WireStyle style{.octets_max = verbose_octets_max, .characters = characters_};
  for (const std::string& line : wire_lines(result.transcript, style)) {
    out_ << "   " << line << '\n';
  }
  out_.flush();
}

void ConsoleWriter::write_end() {
  ended_ = true;
  clear_progress();
  for (const CaseResult& result : record_.cases) {
    if (has_block(result)) write_block(result);
  }
  if (options_.verbose) {
    write_weak();
    write_observations();
  }
  write_flaky();
  write_expected();
  write_groups(Grade::blocked, true);
  write_groups(Grade::not_run, false);
  write_groups(Grade::not_applicable, false);
  write_baseline_problems();
  if (!record_.finished.output.octets.empty()) {
    out_ << "\nthe target's last words\n";
    write_output(record_.finished.output);
  }
  write_verdict();
  out_.flush();
}

void ConsoleWriter::write_block(const CaseResult& result) {
  out_ << '\n' << heading(result) << '\n';
  for (const LabelledLine& line : explain(result, lookup_, characters_)) {
    write_labelled(line.label, line.text);
  }
  write_wire(result);
  // Of a crash, the last words of the target's process are half the account.
  if (result.grade == Grade::crash) write_output(result.output);
  write_labelled("again", again(result));
}

// Behind a bar: there are CI systems for which "::add-path::..." at the beginning of a line, blanks
// before it or not, is a command.
void ConsoleWriter::write_output(const conformance::TargetOutput& output) {
  std::string_view label = "said";
  for (const std::string& line :
       output_lines(output, output_lines_max, {.characters = characters_})) {
    write_labelled(label, "| " + line);
    label = "";
  }
}

void ConsoleWriter::write_wire(const CaseResult& result) {
  const conformance::CheckResult* check = worst_check(result);
  const std::size_t around =
      check != nullptr ? check->wire_entry : result.transcript.size();  // a crash: the end
  std::string_view label = "wire";
  for (const std::string& line :
       wire_excerpt(result.transcript, around, excerpt_lines_max, {.characters = characters_})) {
    write_labelled(label, line);
    label = "";
  }
}

void ConsoleWriter::write_observations() {
  std::string_view title = "\nobserved\n";
  for (const CaseResult& result : record_.cases) {
    for (const auto& [name, value] : result.observations) {
      out_ << title << "  " << shown(name_of(result)) << "  " << shown(name) << ": " << shown(value)
           << '\n';
      title = "";
    }
  }
}

void ConsoleWriter::write_weak() {
  std::string_view title = "\nweak: permitted, but discouraged\n";
  for (const CaseResult& result : record_.cases) {
    if (result.grade != Grade::weak || has_block(result)) continue;
    const conformance::CheckResult* check = worst_check(result);
    const std::string& note =
        check != nullptr && !check->note.empty() ? check->note : result.reason;
    out_ << title << "  " << shown(name_of(result)) << "  " << shown(note) << '\n';
    title = "";
  }
}

void ConsoleWriter::write_flaky() {
  std::string_view title = "\nflaky: failed once, and passed when run again alone\n";
  for (const CaseResult& result : record_.cases) {
    if (!result.flaky) continue;
    out_ << title << "  " << shown(name_of(result)) << '\n';
    if (!result.reason.empty()) out_ << "    " << paint(Color::dim, shown(result.reason)) << '\n';
    title = "";
  }
  const std::size_t once = record_.finished.summary.tried_once;
  if (once == 0) return;
  out_ << '\n'
       << counted(once, "failure") << " of these were not run again: the time for that was used up "
       << "(--rerun-seconds)\n";
}

void ConsoleWriter::write_expected() {
  const std::size_t number = record_.finished.summary.expected_failures();
  if (number > 0) out_ << "\nexpected by the baseline " << number << '\n';
  for (const CaseResult& result : record_.cases) {
    if (!result.expected) continue;
    out_ << "  " << to_string(result.grade) << "  " << shown(name_of(result)) << "  "
         << shown(result.expected->reason);
    if (!result.expected->issue.empty()) out_ << "  " << shown(result.expected->issue);
    if (!result.expected->expires.empty()) out_ << "  until " << shown(result.expected->expires);
    out_ << '\n';
  }
}

void ConsoleWriter::write_baseline_problems() {
  std::string_view title = "\nthe baseline does not hold\n";
  for (const std::string& problem : record_.finished.baseline_problems) {
    out_ << title << "  " << shown(problem) << '\n';
    title = "";
  }
}

// The cases of a grade by the reason for it, the most frequent reason first.
void ConsoleWriter::write_groups(Grade grade, bool with_keys) {
  std::map<std::string, Keys> by_reason;
  std::size_t total = 0;
  for (const CaseResult& result : record_.cases) {
    if (result.grade != grade || result.expected) continue;
    by_reason[result.reason].push_back(name_of(result));
    ++total;
  }
  if (total == 0) return;

  std::vector<std::pair<std::string, Keys>> groups(by_reason.begin(), by_reason.end());
  std::ranges::sort(groups, [](const auto& left, const auto& right) {
    const auto& [left_reason, left_keys] = left;
    const auto& [right_reason, right_keys] = right;
    if (left_keys.size() != right_keys.size()) return left_keys.size() > right_keys.size();
    return left_reason < right_reason;
  });
  out_ << '\n' << to_string(grade) << ' ' << total << '\n';
  for (const auto& [reason, keys] : groups) {
    std::string number = std::to_string(keys.size());
    number.insert(0, 4 - std::min<std::size_t>(4, number.size()), ' ');
    out_ << number << "  " << (reason.empty() ? "no reason given" : shown(reason)) << '\n';
    if (!with_keys) continue;
    for (std::size_t i = 0; i < std::min(keys.size(), keys_max); ++i) {
      out_ << "        " << paint(Color::dim, shown(keys[i])) << '\n';
    }
    if (keys.size() > keys_max) {
      out_ << "        "
           << paint(Color::dim, "and " + std::to_string(keys.size() - keys_max) + " more") << '\n';
    }
  }
}

void ConsoleWriter::write_verdict() {
  const FailOn fail_on = record_.metadata.fail_on;
  const int code = exit_code(record_.finished, fail_on);
  const std::string verdict =
      shown(verdict_line(record_.finished, fail_on)) + "  (exit code " + std::to_string(code) + ')';
  Color color = Color::red;
  if (code == 0) color = Color::green;
  if (code == 4 || code == 130) color = Color::yellow;
  out_ << '\n' << summary_line(record_.finished.summary) << '\n' << paint(color, verdict) << '\n';
}

void ConsoleWriter::show_progress(std::string_view key) {
  if (!options_.interactive) return;
  std::string text = std::to_string(record_.cases.size()) + '/' +
                     std::to_string(record_.started.cases_selected) + "  ";
  if (failing_ > 0) text += std::to_string(failing_) + " failed  ";
  // A key is ASCII by the loader's rules; what is not is written in ASCII, so that columns are
  // octets.
  text += printable(key, Characters::ascii);
  progress_ << '\r' << text.substr(0, progress_columns_max) << "\x1b[K";
  progress_.flush();
}

void ConsoleWriter::show_awaited(const conformance::TargetAwaited& awaited) {
  if (!options_.interactive) return;
  const std::string text = "waiting for the target  " + seconds(awaited.elapsed) + " of " +
                           seconds(awaited.patience) + "  " +
                           printable(awaited.reason, Characters::ascii);
  progress_ << '\r' << text.substr(0, progress_columns_max) << "\x1b[K";
  progress_.flush();
}

void ConsoleWriter::clear_progress() {
  if (!options_.interactive) return;
  progress_ << "\r\x1b[K";
  progress_.flush();
}

bool ConsoleWriter::fails(Grade grade) const {
  const FailOn fail_on = record_.metadata.fail_on;
  switch (grade) {
    case Grade::fail:
    case Grade::crash:
    case Grade::timeout:
      return true;
    case Grade::should:
      return fail_on != FailOn::must;
    case Grade::weak:
      return fail_on == FailOn::weak;
    default:
      return false;
  }
}

bool ConsoleWriter::has_block(const CaseResult& result) const {
  if (result.expected) return false;
  return fails(result.grade) || result.grade == Grade::should;
}

// "✗ FAIL  MUST  1.2/ack/x[version=1.2]"
std::string ConsoleWriter::heading(const CaseResult& result) const {
  std::string_view mark = options_.ascii ? "-" : "·";
  Color color = Color::dim;
  std::string word(to_string(result.grade));
  if (fails(result.grade)) {
    mark = options_.ascii ? "x" : "✗";
    color = Color::red;
    const bool named = result.grade == Grade::crash || result.grade == Grade::timeout;
    word = !named ? "FAIL" : result.grade == Grade::crash ? "CRASH" : "TIMEOUT";
  } else if (result.grade == Grade::should || result.grade == Grade::blocked) {
    mark = "!";
    color = Color::yellow;
    word = result.grade == Grade::should ? "WARN" : "BLOCKED";
  } else if (result.grade == Grade::pass) {
    mark = options_.ascii ? "+" : "✓";
    color = Color::green;
  }
  return paint(color, std::string(mark) + ' ' + word) + "  " +
         std::string(to_string(result.level)) + "  " + shown(name_of(result));
}

std::string ConsoleWriter::again(const CaseResult& result) const {
  const std::string& target = options_.target.empty() ? record_.started.target : options_.target;
  return "stompcheck run " + shell_quoted(shown(target)) + ' ' + shell_quoted(shown(result.key)) +
         options_.more + " --seed " + std::to_string(record_.started.seed) + " --verbose";
}

std::string ConsoleWriter::paint(Color color, std::string_view text) const {
  if (!options_.color) return std::string(text);
  std::string_view code;
  switch (color) {
    case Color::red:
      code = "31";
      break;
    case Color::green:
      code = "32";
      break;
    case Color::yellow:
      code = "33";
      break;
    case Color::dim:
      code = "2";
      break;
  }
  return "\x1b[" + std::string(code) + 'm' + std::string(text) + "\x1b[0m";
}

std::string ConsoleWriter::shown(std::string_view text) const {
  return printable(text, characters_);
}

void ConsoleWriter::write_labelled(std::string_view label, std::string_view text) {
  std::string column(label);
  column.resize(5, ' ');
  out_ << "   " << paint(Color::dim, column) << "  " << text << '\n';
}

}  // namespace reports
