#include "reports/report_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include "reports/events_writer.hpp"
#include "reports/json_values.hpp"
#include "reports/json_writer.hpp"
#include "reports/text.hpp"

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Duration;
using conformance::Grade;
using conformance::Level;
using conformance::WireEntry;

// Of what went over the wire in all cases of a file, where it is said as something that repeats
// itself: a line of a file can claim any number. Far more than a run has; arbitrary.
constexpr std::size_t repeated_octets_max = std::size_t{4} << 30U;

// Thrown and caught in this file alone: a reader of forty keys cannot check each one by hand.
struct ReadError {
  std::string message;
};

// The octets that base64() was made of; nothing where `text` is not what it makes.
std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string octets;
  octets.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char letter : text.substr(0, text.find_last_not_of('=') + 1)) {
    const std::size_t value = alphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    octets += static_cast<char>((bits >> bit_count) & 0xffU);
  }
  // Bits that are left over, or the wrong number of '=', were not written by base64().
  return base64(octets) == text ? std::optional(std::move(octets)) : std::nullopt;
}

// A value and where it stands. Every question that it cannot answer is a ReadError.
class Node {
 public:
  Node(const Json& json, std::string pointer) : json_(json), pointer_(std::move(pointer)) {}

  [[noreturn]] void fail(const std::string& message) const {
    throw ReadError{(pointer_.empty() ? "the document" : pointer_) + ": " + message};
  }

  [[nodiscard]] Node at(std::string_view key) const {
    if (!json_.is_object()) fail("an object is wanted");
    const auto found = json_.find(key);
    if (found == json_.end()) fail("the key \"" + std::string(key) + "\" is missing");
    return {*found, pointer_ + '/' + std::string(key)};
  }

  // Calls `use(element)` for each element of an array.
  template <typename Use>
  void each(Use use) const {
    if (!json_.is_array()) fail("an array is wanted");
    std::size_t index = 0;
    for (const Json& element : json_) {
      use(Node(element, pointer_ + '/' + std::to_string(index++)));
    }
  }

  // Calls `use(key, member)` for each member of an object.
  template <typename Use>
  void each_member(Use use) const {
    if (!json_.is_object()) fail("an object is wanted");
    for (const auto& [key, value] : json_.items()) use(key, Node(value, pointer_ + '/' + key));
  }

  [[nodiscard]] bool is_null() const { return json_.is_null(); }
  [[nodiscard]] bool has(std::string_view key) const {
    return json_.is_object() && json_.contains(key);
  }

  [[nodiscard]] bool boolean() const {
    if (!json_.is_boolean()) fail("true or false is wanted");
    return json_.get<bool>();
  }

  [[nodiscard]] std::uint64_t number() const {
    if (!json_.is_number_unsigned()) fail("a whole number, not below zero, is wanted");
    return json_.get<std::uint64_t>();
  }

  template <typename T>
  [[nodiscard]] T number_of() const {
    const std::uint64_t value = number();
    if (value > static_cast<std::uint64_t>(std::numeric_limits<T>::max())) fail("is too large");
    return static_cast<T>(value);
  }

  [[nodiscard]] Duration duration() const { return Duration(number_of<Duration::rep>()); }

  // A string, or {"base64": "..."}: what json_text() makes.
  [[nodiscard]] std::string text() const {
    if (json_.is_string()) return json_.get<std::string>();
    if (!json_.is_object()) fail("a string or an object with \"base64\" is wanted");
    const Node coded = at("base64");
    if (!coded.json_.is_string()) coded.fail("a string is wanted");
    std::optional<std::string> octets = from_base64(coded.json_.get_ref<const std::string&>());
    if (!octets) coded.fail("is no Base64");
    return *octets;
  }

  // What went over the wire: a text, or texts one after the other, some of them many times.
  // `room`: how many octets may still come of repetitions; they are taken from it.
  [[nodiscard]] std::string wire(std::size_t& room) const {
    if (!json_.is_array()) return text();
    std::string octets;
    each([&](const Node& part) {
      if (!part.has("repeat")) {
        octets += part.text();
        return;
      }
      const std::string unit = part.at("repeat").text();
      const auto times = part.at("times").number_of<std::size_t>();
      if (unit.empty()) return;
      if (times > room / unit.size()) part.fail("is more than any run sends");
      room -= times * unit.size();
      for (std::size_t i = 0; i < times; ++i) octets += unit;
    });
    return octets;
  }

  // A word that `parse` knows.
  template <typename Parse>
  [[nodiscard]] auto word(std::string_view noun, Parse parse) const {
    const std::string name = text();
    const auto value = parse(name);
    if (!value) fail("no " + std::string(noun) + " is called \"" + printable_head(name, 60) + '"');
    return *value;
  }

 private:
  const Json& json_;
  std::string pointer_;
};

// The value that to_string() spells so.
template <typename T, std::size_t size>
auto among(const std::array<T, size>& values) {
  return [values](std::string_view name) -> std::optional<T> {
    const auto found =
        std::ranges::find_if(values, [&](T value) { return to_string(value) == name; });
    return found == values.end() ? std::nullopt : std::optional(*found);
  };
}

std::vector<std::string> texts_of(const Node& node) {
  std::vector<std::string> values;
  node.each([&](const Node& value) { values.push_back(value.text()); });
  return values;
}

stomp::Version version_of(const Node& node) {
  return node.word("version", stomp::version_from);
}

Level level_of(const Node& node) {
  return node.word("level", conformance::level_from);
}

Grade grade_of(const Node& node) {
  return node.word("grade", conformance::grade_from);
}

RunMetadata metadata_of(const Node& node) {
  using conformance::FailOn;
  static constexpr std::array levels{FailOn::must, FailOn::should, FailOn::weak};
  return {.version = node.at("stompcheck").text(),
          .suite_digest = node.at("suite_digest").text(),
          .started_at = node.at("started_at").text(),
          .host = node.at("host").text(),
          .system = node.at("system").text(),
          .command_line = node.at("command_line").text(),
          // The first reports of this format did not have it.
          .options = node.has("options") ? node.at("options").text() : "",
          .profile = node.at("profile").text(),
          .fail_on = node.at("fail_on").word("level to fail on", among(levels))};
}

conformance::RunStarted started_of(const Node& node) {
  conformance::RunStarted started;
  started.target = node.at("target").text();
  started.endpoint = node.at("endpoint").text();
  node.at("versions").each([&](const Node& version) {
    started.versions.push_back(version_of(version));
  });
  const Node seed = node.at("seed");
  const std::string digits = seed.text();
  const char* const end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, started.seed);
  if (fault != std::errc() || stop != end) seed.fail("a number in quotes is wanted");
  started.cases_selected = node.at("cases_selected").number_of<std::size_t>();
  started.filters = texts_of(node.at("filters"));
  const Node shard = node.at("shard");
  if (shard.is_null()) return started;
  started.shard = conformance::Shard{.number = shard.at("number").number_of<std::size_t>(),
                                     .of = shard.at("of").number_of<std::size_t>()};
  if (started.shard->number < 1 || started.shard->number > started.shard->of) {
    shard.fail("there is no such part");
  }
  started.cases_in_all_shards = shard.at("cases_in_all").number_of<std::size_t>();
  return started;
}

conformance::TargetMet met_of(const Node& node) {
  return {.server = node.at("server").text(),
          .calibration = {.connect = node.at("connect_us").duration(),
                          .receipt = node.at("receipt_us").duration(),
                          .deadline = node.at("deadline_us").duration()}};
}

conformance::TargetOutput output_of(const Node& node) {
  return {.octets = node.at("octets").text(),
          .left_out = node.at("left_out").number_of<std::size_t>()};
}

CheckResult check_of(const Node& node) {
  return {.requirement = node.at("requirement").text(),
          .level = level_of(node.at("level")),
          .grade = grade_of(node.at("grade")),
          .step = node.at("step").text(),
          .expected = node.at("expected").text(),
          .got = node.at("got").text(),
          .note = node.at("note").text(),
          .wire_entry = node.at("wire_entry").number_of<std::size_t>()};
}

WireEntry entry_of(const Node& node, std::size_t& room) {
  using Kind = WireEntry::Kind;
  static constexpr std::array kinds{Kind::opened,           Kind::sent,
                                    Kind::received,         Kind::closed_by_us,
                                    Kind::closed_by_target, Kind::note};
  return {.at = node.at("at_us").duration(),
          .connection = node.at("connection").text(),
          .kind = node.at("kind").word("kind of entry", among(kinds)),
          .octets = node.at("octets").wire(room)};
}

// Fills in the requirements of `result`, and keeps what is quoted with them.
void read_requirements(const Node& node, CaseResult& result, QuotedStatements& statements) {
  node.each([&](const Node& requirement) {
    std::string id = requirement.at("id").text();
    if (requirement.has("level")) {
      statements.add(id, result.version,
                     {.level = level_of(requirement.at("level")),
                      .specification = requirement.at("specification").text(),
                      .section = requirement.at("section").text(),
                      .quote = requirement.at("quote").text(),
                      .untestable = ""});
    }
    result.requirements.push_back(std::move(id));
  });
}

// What was judged, and how.
void read_judgement(const Node& node, CaseResult& result) {
  result.level = level_of(node.at("level"));
  result.grade = grade_of(node.at("grade"));
  result.reason = node.at("message").text();
  node.at("checks").each([&](const Node& check) { result.checks.push_back(check_of(check)); });
  node.at("observations").each([&](const Node& observation) {
    result.observations.emplace_back(observation.at("name").text(), observation.at("value").text());
  });
  result.control_run = node.at("control_run").boolean();
  result.flaky = node.at("flaky").boolean();
  result.tried_once = node.at("tried_once").boolean();
  const Node expected = node.at("expected");
  if (expected.is_null()) return;
  result.expected = conformance::ExpectedFailure{.reason = expected.at("reason").text(),
                                                 .issue = expected.at("issue").text(),
                                                 .expires = expected.at("expires").text()};
}

// What all cases of a file share.
struct Shared {
  QuotedStatements& statements;
  std::size_t& room;  // as of Node::wire()
};

CaseResult case_of(const Node& node, Shared shared) {
  CaseResult result{};
  result.key = node.at("key").text();
  result.id = node.at("id").text();
  result.title = node.at("title").text();
  result.why = node.at("why").text();
  result.version = version_of(node.at("version"));
  node.at("axes").each_member([&](const std::string& name, const Node& value) {
    result.axes.emplace_back(name, value.text());
  });
  read_requirements(node.at("requirements"), result, shared.statements);
  result.tags = texts_of(node.at("tags"));
  read_judgement(node, result);
  node.at("transcript").each([&](const Node& entry) {
    result.transcript.push_back(entry_of(entry, shared.room));
  });
  result.output = output_of(node.at("target_output"));
  result.duration = node.at("duration_us").duration();
  result.repetition = node.at("repetition").number_of<std::uint32_t>();
  return result;
}

// The numbers that cases alone do not tell come from the file: what was selected may be more than
// what was run. The excused failures by level are counted again, since the file has their sum only.
conformance::Summary summary_of(const Node& node, const std::vector<CaseResult>& cases) {
  conformance::Summary summary;
  summary.cases = node.at("cases").number_of<std::size_t>();
  summary.checks = node.at("checks").number_of<std::size_t>();
  summary.timed = node.at("timed").number_of<std::size_t>();
  summary.flaky = node.at("flaky").number_of<std::size_t>();
  summary.tried_once = node.at("tried_once").number_of<std::size_t>();
  summary.restarts = node.at("restarts").number_of<std::size_t>();
  summary.duration = node.at("duration_us").duration();
  node.at("levels").each_member([&](const std::string& name, const Node& grades) {
    const auto level = conformance::level_from(name);
    if (!level) grades.fail("no level is called so");
    grades.each_member([&](const std::string& grade_name, const Node& number) {
      const auto grade = conformance::grade_from(grade_name);
      if (!grade) number.fail("no grade is called so");
      const auto count = number.number_of<std::size_t>();
      if (count > 0) summary.counts[*level][*grade] = count;
    });
  });
  for (const CaseResult& result : cases) {
    if (result.expected) ++summary.expected[result.level][result.grade];
  }
  node.at("expected").each_member([&](const std::string& name, const Node& number) {
    const auto grade = conformance::grade_from(name);
    if (!grade) number.fail("no grade is called so");
    const std::size_t counted = summary.count_expected(*grade);
    if (counted == number.number()) return;
    number.fail("the cases come to " + std::to_string(counted));
  });
  return summary;
}

conformance::RunFinished finished_of(const Node& node, const std::vector<CaseResult>& cases) {
  using conformance::Ending;
  static constexpr std::array endings{Ending::complete, Ending::target_unreachable,
                                      Ending::target_died, Ending::interrupted};
  return {.ending = node.at("ending").word("ending", among(endings)),
          .reason = node.at("ending_reason").text(),
          .summary = summary_of(node.at("summary"), cases),
          .output = output_of(node.at("target_output")),
          .baseline_problems = texts_of(node.at("baseline_problems")),
          .flaky_fails = node.at("fail_on_flaky").boolean()};
}

// Each format so far can say what those before it could, in the same words.
bool is_known(std::uint64_t number, int latest) {
  return number >= 1 && number <= static_cast<std::uint64_t>(latest);
}

Report report_of(const Node& node) {
  const Node format = node.at("format");
  const std::uint64_t number = format.number();
  if (!is_known(number, json_report_format)) {
    format.fail("the report has format " + std::to_string(number) +
                ", and this program reads 1 to " + std::to_string(json_report_format));
  }
  Report report{RunRecord(metadata_of(node.at("run"))), {}};
  RunRecord& record = report.record;
  record.started = started_of(node.at("target"));
  const Node calibration = node.at("calibration");
  if (!calibration.is_null()) record.met = met_of(calibration);
  std::size_t room = repeated_octets_max;
  node.at("cases").each([&](const Node& result) {
    record.cases.push_back(case_of(result, {report.statements, room}));
  });
  record.finished = finished_of(node, record.cases);
  return report;
}

// Takes one line of events.jsonl; the first of them is the header.
void add_event(std::optional<Report>& report, std::size_t& room, const Node& line) {
  const std::string event = line.at("event").text();
  if (event == "header") {
    if (const std::uint64_t number = line.at("format").number(); !is_known(number, events_format)) {
      line.fail("the events have format " + std::to_string(number) +
                ", and this program reads 1 to " + std::to_string(events_format));
    }
    report.emplace(Report{RunRecord(metadata_of(line.at("run"))), {}});
    return;
  }
  if (!report) line.fail("the first line is no header");
  RunRecord& record = report->record;
  if (event == "run-started") record.started = started_of(line);
  if (event == "target-met") record.met = met_of(line);
  if (event == "case-finished") {
    record.add(conformance::CaseFinished{case_of(line.at("case"), {report->statements, room})});
  }
  if (event == "footer") record.finished = finished_of(line, record.cases);
}

}  // namespace

void QuotedStatements::add(const std::string& id, stomp::Version version,
                           conformance::Statement statement) {
  statements_[version].try_emplace(id, std::move(statement));
}

const conformance::Statement* QuotedStatements::find(std::string_view id,
                                                     stomp::Version version) const {
  const auto by_id = statements_.find(version);
  if (by_id == statements_.end()) return nullptr;
  const auto found = by_id->second.find(id);
  return found == by_id->second.end() ? nullptr : &found->second;
}

std::optional<Report> read_report(std::string_view text, std::string& error) {
  try {
    const Json json = Json::parse(text);
    return report_of(Node(json, ""));
  } catch (const Json::parse_error& fault) {
    const std::string_view before = text.substr(0, std::min(fault.byte, text.size()));
    error = "line " + std::to_string(std::ranges::count(before, '\n') + 1) + ": is no JSON";
  } catch (const ReadError& fault) {
    error = printable(fault.message);
  }
  return std::nullopt;
}

std::optional<Report> read_events(std::string_view text, std::string& error) {
  std::optional<Report> report;
  std::size_t number = 0;
  std::size_t room = repeated_octets_max;
  try {
    for (std::string_view rest = text; !rest.empty();) {
      ++number;
      const std::size_t end = rest.find('\n');
      // The line at which the program was killed.
      if (end == std::string_view::npos) break;
      const Json json = Json::parse(rest.substr(0, end));
      add_event(report, room, Node(json, ""));
      rest.remove_prefix(end + 1);
    }
    if (!report) error = "is empty";
    if (report) report->record.sort();
    return report;
  } catch (const Json::exception&) {
    error = "line " + std::to_string(number) + ": is no JSON";
  } catch (const ReadError& fault) {
    error = "line " + std::to_string(number) + ": " + printable(fault.message);
  }
  return std::nullopt;
}

}  // namespace reports
