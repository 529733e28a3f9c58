#include "conformance/scenario/lint.hpp"

#include <algorithm>
#include <utility>

#include "conformance/scenario/citations.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

using Connections = std::set<ConnectionName, std::less<>>;

// Connections on which a step gets a frame that a refusing server would not send: a receipt, a
// MESSAGE.
Connections served_by(const Step& step) {
  const auto* send = std::get_if<SendStep>(&step.what);
  if (send != nullptr) {
    for (const auto& item : send->items) {
      const auto* frame = std::get_if<FrameToSend>(&item);
      if (frame != nullptr && frame->receipt == FrameToSend::Receipt::wait) {
        return {send->connection};
      }
    }
    return {};
  }
  if (const auto* settle = std::get_if<SettleStep>(&step.what)) {
    if (settle->receipt == FrameToSend::Receipt::wait) return {settle->connection};
  } else if (const auto* expect = std::get_if<ExpectStep>(&step.what)) {
    if (expect->frame.command != "ERROR") return {expect->connection};
  } else if (const auto* set = std::get_if<ExpectSetStep>(&step.what)) {
    return {set->connections.begin(), set->connections.end()};
  } else if (const auto* fence = std::get_if<FenceStep>(&step.what)) {
    return {fence->connection};
  } else if (const auto* sentinel = std::get_if<SentinelStep>(&step.what)) {
    Connections served(sentinel->connections.begin(), sentinel->connections.end());
    served.insert(sentinel->from);
    return served;
  }
  return {};
}

// The first step that expects a refusal, or an end, of a connection that has not served anything in
// these steps: the server might have refused whatever came. Nothing where there is none.
const Step* find_unproved_refusal(const Steps& steps, Connections served) {
  for (const Step& step : steps) {
    const ConnectionName* ended = nullptr;
    if (const auto* refused = std::get_if<RefusedStep>(&step.what)) ended = &refused->connection;
    if (const auto* close = std::get_if<ExpectCloseStep>(&step.what)) ended = &close->connection;
    if (ended != nullptr && !served.contains(*ended)) return &step;
    served.merge(served_by(step));
    const auto* choice = std::get_if<ChoiceStep>(&step.what);
    if (choice == nullptr) continue;
    for (const Alternative& alternative : choice->any) {
      // An alternative that saw the refusal itself has said what it means.
      if (!alternative.then || alternative.kind == Alternative::Kind::frame) continue;
      if (const Step* found = find_unproved_refusal(*alternative.then, served)) return found;
    }
  }
  return nullptr;
}

}  // namespace

Lint::Lint(const json::Document& document, const Catalogue& catalogue, json::Problems& problems)
    : document_(document), catalogue_(catalogue), problems_(problems) {}

void Lint::complain(const Finding& finding) {
  const json::Document::Position position = document_.locate(finding.pointer);
  problems_.push_back({.file = document_.file(),
                       .line = position.line,
                       .column = position.column,
                       .path = finding.pointer,
                       .message = finding.message,
                       .hint = finding.hint});
}

void Lint::check(const Case& test_case) {
  check_walk(test_case);
  check_requirements(test_case);
  check_control(test_case);
}

void Lint::check_walk(const Case& test_case) {
  std::vector<std::string> axes;
  for (const auto& axis : test_case.axes) axes.push_back(axis.first);
  WalkResult judged = walk(test_case.program, axes);
  for (const Finding& finding : judged.findings) complain(finding);
  sound_ = sound_ && judged.findings.empty();
  bound_.merge(judged.bound);
  read_.merge(judged.read);
  if (!test_case.control) return;

  // What the case has told already is not told again, and the rest needs its context.
  WalkResult control = walk(*test_case.control, axes);
  for (Finding& finding : control.findings) {
    if (std::find(judged.findings.begin(), judged.findings.end(), finding) !=
        judged.findings.end()) {
      continue;
    }
    finding.message += ", in the control";
    finding.hint = "there \"refused\" is a fence, captures nothing and leaves the connection open";
    complain(finding);
  }
  bound_.merge(control.bound);
  read_.merge(control.read);
}

// ---- Requirements
// --------------------------------------------------------------------------------

void Lint::check_requirements(const Case& test_case) {
  const std::vector<std::string>& ids = test_case.scenario->requirements;
  for (std::size_t at = 0; at < ids.size(); ++at) {
    // An unknown one was complained about when the head of the file was read.
    if (catalogue_.find(ids[at]) == nullptr) continue;
    check_requirement(ids[at], test_case.version, "/requirements/" + std::to_string(at));
  }
  check_requirements_of(test_case.program.given, test_case.version);
  check_requirements_of(test_case.program.steps, test_case.version);
}

void Lint::check_requirements_of(const Steps& steps, stomp::Version version) {
  for (const Citation& citation : citations_of(steps)) {
    check_requirement(citation.requirement, version, citation.pointer);
  }
}

void Lint::check_requirement(const std::string& id, stomp::Version version,
                             const std::string& pointer) {
  if (id.empty()) return;
  if (const Statement* statement = catalogue_.statement(id, version)) {
    if (statement->untestable.empty()) return;
    return complain({pointer,
                     "the catalogue says why no scenario can test " + in_quotes(id) + " in STOMP " +
                         std::string(stomp::to_string(version)) + ": " + statement->untestable,
                     "take the excuse out of the catalogue, or do not cite it"});
  }
  const Requirement* requirement = catalogue_.find(id);
  if (requirement == nullptr) {
    return complain(
        {pointer, "no requirement is called " + in_quotes(id), did_you_mean(id, catalogue_.ids())});
  }
  std::string speaks_in;
  for (const auto& statement : requirement->statements) {
    speaks_in += (speaks_in.empty() ? "" : ", ") + std::string(stomp::to_string(statement.first));
  }
  complain({pointer,
            "STOMP " + std::string(stomp::to_string(version)) + " makes no statement for " +
                in_quotes(id),
            "only " + speaks_in + "; choose by version, or leave this version out"});
}

// ---- Controls
// ------------------------------------------------------------------------------------

void Lint::check_control(const Case& test_case) {
  if (test_case.control) return;
  has_no_control_ = true;
  const Step* refusal = find_unproved_refusal(test_case.program.steps, {});
  if (refusal == nullptr) return;
  if (!test_case.scenario->no_control.empty()) return;
  complain({refusal->path, "this refusal has no control: the server might refuse anything",
            "make the illegal element a {\"$by\": \"run\"}, or give the reason as \"no-control\""});
}

void Lint::finish(const Scenario& scenario) {
  for (const NamedPlace& place : bound_) {
    // Where a reader was misspelt, that has been told already.
    if (read_.contains(place) || !sound_) continue;
    complain({place.pointer, "nothing reads " + in_quotes(place.name), "leave it out"});
  }
  if (!scenario.no_control.empty() && !has_no_control_) {
    complain({"/no-control", "every case of this file has a control", "leave \"no-control\" out"});
  }
}

}  // namespace conformance
