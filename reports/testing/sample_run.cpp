#include "reports/testing/sample_run.hpp"

#include <chrono>
#include <string_view>
#include <utility>

namespace reports::testing {
namespace {

using conformance::CaseFinished;
using conformance::CaseResult;
using conformance::CaseStarted;
using conformance::CheckResult;
using conformance::Ending;
using conformance::Event;
using conformance::Grade;
using conformance::Level;
using conformance::RunFinished;
using conformance::RunStarted;
using conformance::TargetMet;
using conformance::WireEntry;
using stomp::Version;
using namespace std::chrono_literals;
using namespace std::string_literals;

CaseResult case_of(const std::string& id, Level level, Grade grade, std::string reason = "") {
  CaseResult result{};
  result.key = id + "[version=1.2]";
  result.id = id;
  result.title = "A claim";
  result.why = "Somebody is misled.";
  result.version = Version::v1_2;
  result.requirements = {"send/destination"};
  result.level = level;
  result.grade = grade;
  result.reason = std::move(reason);
  result.duration = 12'345us;
  return result;
}

// A delivery to S2 of what had been acknowledged; the wire is longer than an excerpt.
CaseResult cumulative_ack() {
  CaseResult result = case_of("1.2/ack/individual-acks-only-one", Level::must, Grade::fail,
                              "MESSAGE with body \"sentinel-3\" came instead");
  result.title = "An individual ACK acknowledges one message only";
  result.why = "Cumulative settlement here silently loses messages after a consumer crash.";
  result.requirements = {"ack/cumulative", "subscribe/ack-modes"};
  result.tags = {"ack"};
  result.checks = {{.requirement = "subscribe/ack-modes",
                    .level = Level::fact,
                    .grade = Grade::pass,
                    .step = "/steps/1",
                    .wire_entry = 3},
                   {.requirement = "ack/cumulative",
                    .level = Level::must,
                    .grade = Grade::fail,
                    .step = "/steps/6",
                    .expected = "MESSAGE with body \"m1\" on S2",
                    .got = "MESSAGE with body \"sentinel-3\"",
                    .wire_entry = 12}};
  result.transcript = {
      {0us, "P", WireEntry::Kind::opened, "127.0.0.1:61613"},
      {110us, "P", WireEntry::Kind::sent,
       "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:*****\n\n\0"s},
      {1'520us, "P", WireEntry::Kind::received, "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0\n"s}};
  for (int i = 0; i < 8; ++i) {
    result.transcript.push_back(
        {2ms + i * 1ms, "P", WireEntry::Kind::sent,
         "SEND\ndestination:/queue/x\nreceipt:r" + std::to_string(i) + "\n\nm\n1\0"s});
  }
  result.transcript.push_back({12'400us, "S2", WireEntry::Kind::sent, "ACK\nid:a\\c1\n\n\0"s});
  result.transcript.push_back({13'100us, "S2", WireEntry::Kind::received,
                               "MESSAGE\nsubscription:s\nmessage-id:9\ndestination:/queue/x\n"
                               "content-length:10\n\nsentinel-3\0"s});
  result.transcript.push_back({13'200us, "S2", WireEntry::Kind::closed_by_us, "fin"});
  result.transcript.push_back({13'300us, "S2", WireEntry::Kind::note, "the case has been judged"});
  return result;
}

CaseResult undefined_escape() {
  CaseResult result = case_of("1.2/value-encoding/undefined-escape-is-fatal", Level::fact,
                              Grade::timeout, "nothing came within 500 ms");
  result.key = result.id + "[version=1.2,cut=each-octet]";
  result.axes = {{"cut", "each-octet"}};
  result.requirements = {"value-encoding/undefined-escape"};
  result.tags = {"timed"};
  result.checks = {{.requirement = "value-encoding/undefined-escape",
                    .level = Level::fact,
                    .grade = Grade::timeout,
                    .step = "/steps/1",
                    .expected = "ERROR, or the end of the connection",
                    .got = "nothing",
                    .wire_entry = 5}};
  for (const char octet : "SEND\nx:\\t\r\n\n\0"s) {
    result.transcript.push_back({1ms, "C", WireEntry::Kind::sent, std::string(1, octet)});
  }
  result.transcript.push_back({2ms, "C", WireEntry::Kind::received, "\n\n"});
  result.transcript.push_back({501'900us, "C", WireEntry::Kind::closed_by_target, "rst"});
  return result;
}

CaseResult observed_choice() {
  CaseResult result = case_of("1.2/subscribe/duplicate-id", Level::may, Grade::observed,
                              "the second subscription replaced the first");
  result.checks = {{.requirement = "subscribe/id",
                    .level = Level::may,
                    .grade = Grade::observed,
                    .step = "/steps/3",
                    .note = "STOMP 1.2, SUBSCRIBE id Header, says nothing of it"}};
  // "caf\xe9" is Latin-1 and no UTF-8.
  result.observations = {{"duplicate-subscription-id", "replaced"}, {"message", "caf\xe9"}};
  result.transcript = {{1ms, "C", WireEntry::Kind::received, "MESSAGE\nx:caf\xe9\n\n\0"s}};
  return result;
}

CaseResult weak_reset() {
  CaseResult result = case_of("1.2/connection-lingering/error-before-close", Level::must,
                              Grade::weak, "reset before the ERROR could be read");
  result.checks = {{.requirement = "send/destination",
                    .level = Level::must,
                    .grade = Grade::weak,
                    .step = "/steps/2",
                    .note = "STOMP 1.2, Connection Lingering"}};
  return result;
}

CaseResult broken_should() {
  CaseResult result = case_of("1.2/error/message-header-is-there", Level::should, Grade::should,
                              "an ERROR without a message header");
  result.checks = {{.requirement = "error/message",
                    .level = Level::should,
                    .grade = Grade::should,
                    .step = "/steps/0",
                    .expected = "ERROR with a message header",
                    .got = "ERROR with no headers"}};
  return result;
}

CaseResult flaky_pass() {
  CaseResult result = case_of("1.2/heart-beating/server-beats", Level::must, Grade::pass);
  result.flaky = true;
  result.tags = {"timed"};
  result.checks = {{.requirement = "heart-beating/gap",
                    .level = Level::must,
                    .grade = Grade::pass,
                    .step = "/steps/0"}};
  return result;
}

CaseResult repeated_pass() {
  CaseResult result = case_of("1.2/send/destination-is-required", Level::must, Grade::pass);
  result.repetition = 1;
  result.checks = {{.requirement = "send/destination",
                    .level = Level::must,
                    .grade = Grade::pass,
                    .step = "/steps/0"}};
  result.transcript = {
      {500us, "C", WireEntry::Kind::sent, "SEND\n\n\0"s},
      {900us, "C", WireEntry::Kind::received, "ERROR\nmessage:no destination\n\n\0"s}};
  return result;
}

CaseResult blocked_by_control() {
  CaseResult result = case_of("1.2/ack/unknown-id-is-refused", Level::must, Grade::blocked,
                              "the control was refused too: ERROR \"unknown command\"");
  result.control_run = true;
  result.transcript = {
      {1ms, "C", WireEntry::Kind::sent, "ACK\nid:1\n\n\0"s},
      {2ms, "C", WireEntry::Kind::received, "ERROR\nmessage:unknown command\n\n\0"s}};
  return result;
}

void add_cases(std::vector<Event>& events, std::vector<CaseResult> results, RunFinished& finished) {
  for (CaseResult& result : results) {
    count(finished.summary, result);
    events.emplace_back(CaseStarted{result.key});
    events.emplace_back(CaseFinished{std::move(result)});
  }
}

}  // namespace

RunMetadata sample_metadata() {
  return {.version = "0.1.0",
          .suite_digest = "sha256:5f1c",
          .started_at = "2024-02-29T12:00:00Z",
          .host = "ci-7",
          .system = "Linux 6.1 x86_64",
          .command_line = "stompcheck run rabbitmq --host / --seed 7",
          .options = " --host /",
          .profile = "conformance/targets/rabbitmq.json"};
}

const conformance::Statement* sample_statement(std::string_view id, Version version) {
  static const conformance::Statement ack{
      .level = Level::must,
      .specification = "STOMP 1.2",
      .section = "SUBSCRIBE ack Header",
      .quote = "... MUST NOT cause a previous message to get acknowledged"};
  static const conformance::Statement destination{
      .level = Level::must,
      .specification = "STOMP 1.2",
      .section = "SEND",
      .quote = "It has one REQUIRED header, destination"};
  if (version != Version::v1_2) return nullptr;
  if (id == "ack/cumulative") return &ack;
  return id == "send/destination" ? &destination : nullptr;
}

std::vector<CaseResult> sample_cases() {
  CaseResult crash = case_of("1.2/size-limits/huge-header", Level::should, Grade::crash,
                             "afterwards the target refused every connection");
  crash.transcript = {{0us, "C", WireEntry::Kind::sent, "SEND\nx:" + std::string(600, 'a')}};
  return {repeated_pass(),
          cumulative_ack(),
          undefined_escape(),
          observed_choice(),
          weak_reset(),
          broken_should(),
          flaky_pass(),
          crash,
          blocked_by_control(),
          case_of("1.2/ack/nack-is-refused", Level::must, Grade::blocked,
                  "the control was refused too: ERROR \"unknown command\""),
          case_of("1.2/begin/abort-drops", Level::must, Grade::not_applicable, "no transactions"),
          case_of("1.2/begin/commit-sends", Level::must, Grade::not_applicable, "no transactions"),
          case_of("1.2/send/big-body", Level::fact, Grade::not_applicable, "bodies end at 64 KiB"),
          case_of("1.2/send/late", Level::must, Grade::not_run, "--max-failures was reached")};
}

std::vector<Event> run_of(std::vector<CaseResult> results, Ending ending, std::string reason) {
  std::vector<Event> events;
  events.emplace_back(RunStarted{.target = "rabbitmq",
                                 .endpoint = "127.0.0.1:61613",
                                 .versions = {Version::v1_0, Version::v1_1, Version::v1_2},
                                 .seed = 7,
                                 .cases_selected = results.size(),
                                 .filters = {"1.2/*"}});
  RunFinished finished{.ending = ending, .reason = std::move(reason), .summary = {}};
  if (ending != Ending::target_unreachable) {
    events.emplace_back(
        TargetMet{.server = "RabbitMQ/3.13.7",
                  .calibration = {.connect = 1'250us, .receipt = 400us, .deadline = 500ms}});
  }
  add_cases(events, std::move(results), finished);
  finished.summary.duration = 2'987ms;
  events.emplace_back(std::move(finished));
  return events;
}

std::vector<Event> sample_events() {
  return run_of(sample_cases());
}

std::vector<Event> hostile_events(const std::string& text) {
  const auto hostile = [&text](const std::string& id, Grade grade) {
    CaseResult result = case_of(id, Level::must, grade, text);
    result.title = text;
    result.why = text;
    result.key += text;
    result.axes = {{text, text}};
    result.requirements.push_back(text);
    result.checks = {{.requirement = text,
                      .level = Level::must,
                      .grade = grade,
                      .step = text,
                      .expected = text,
                      .got = text,
                      .note = text}};
    result.observations = {{text, text}};
    result.transcript = {
        {1ms, text, WireEntry::Kind::sent, text},
        {2ms, "C", WireEntry::Kind::received, "ERROR\nmessage:" + text + "\n\n\0"s},
        {3ms, "C", WireEntry::Kind::received, "ERROR\n\n" + text + "\0"s},
        {4ms, "C", WireEntry::Kind::note, text}};
    return result;
  };
  CaseResult flaky = hostile("1.2/c/passed", Grade::pass);
  flaky.flaky = true;
  std::vector<Event> events = run_of(
      {hostile("1.2/a/failed", Grade::fail), hostile("1.2/b/blocked", Grade::blocked),
       hostile("1.2/c/skipped", Grade::not_applicable), hostile("1.2/d/weak", Grade::weak), flaky},
      Ending::target_died, text);
  std::get<RunStarted>(events[0]).target = text;
  std::get<RunStarted>(events[0]).endpoint = text;
  std::get<TargetMet>(events[1]).server = text;
  return events;
}

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts{
      "</script><script>alert(1)</script>",
      "]]></failure></system-out>&amp;<!-- \"'",
      "\x1b[2J\x1b]0;owned\x07\x1b[31mred",
      "\xc2\x9b[2J",                      // the one-character CSI
      "abc\xe2\x80\xaegnp.exe",           // right-to-left override
      "\xe2\x81\xa6isolate\xe2\x80\x8b",  // isolate, zero-width space
      "nul\0inside"s,
      "line\nend\r\nCR\rTAB\t\\n",
      "\xff\xfe broken \xc3",
      "\xed\xa0\x80 surrogate \xf4\x90\x80\x80 beyond \xc0\xaf overlong",
      "\xef\xbf\xbe noncharacter \xef\xbf\xbf",
      "\xe6\xb6\x88\xe6\x81\xaf \xf0\x9f\x90\xb0",  // harmless: to be seen as it is
      "%s%n${m1.ack}`id`$(id)",
      std::string(1500, '\x1b'),
      "long: " + std::string(5000, 'x') + '\n',
      "\xc3\xa9 and not UTF-8: " + std::string(5000, '\xe9'),
      "",
  };
  return texts;
}

RunRecord record_of(const std::vector<Event>& events) {
  RunRecord record(sample_metadata());
  for (const Event& event : events) record.add(event);
  return record;
}

}  // namespace reports::testing
