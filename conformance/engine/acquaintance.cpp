#include "conformance/engine/acquaintance.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "stomp/parser.hpp"

namespace conformance {

Program golden_dialogue(const Profile& profile, int fences) {
  const bool topics = profile.destinations.contains("topic");
  const Template destination = topics ? "${topic:golden}" : "${queue:golden}";
  FrameToSend subscribe{.command = "SUBSCRIBE",
                        .headers = {{"id", "golden"}, {"destination", destination}}};
  FrameToSend send{
      .command = "SEND", .headers = {{"destination", destination}}, .body = {Template("golden")}};
  FrameMatcher message{.command = "MESSAGE", .body = BodyMatcher{.equal = send.body}};
  Program program;
  program.steps.push_back({.what = ConnectStep{.open = {.connection = "golden"}}});
  program.steps.push_back({.what = SendStep{.connection = "golden", .items = {subscribe}}});
  program.steps.push_back({.what = SendStep{.connection = "golden", .items = {send}}});
  program.steps.push_back(
      {.what = ExpectStep{.connection = "golden", .frame = std::move(message)}});
  for (int i = 0; i < fences; ++i) {
    program.steps.push_back({.what = FenceStep{.connection = "golden"}});
  }
  return program;
}

// CONNECTED and the MESSAGE record one pass each.
Reached reached(const Outcome& outcome) {
  std::size_t passes = 0;
  for (const CheckResult& check : outcome.checks) passes += check.grade == Grade::pass ? 1 : 0;
  return static_cast<Reached>(std::min<std::size_t>(passes, 2));
}

std::string server_header(const std::vector<WireEntry>& transcript) {
  stomp::Parser parser;
  for (const WireEntry& entry : transcript) {
    if (entry.kind != WireEntry::Kind::received) continue;
    parser.feed(entry.octets);
    while (const std::optional<stomp::ParseEvent> event = parser.next()) {
      const auto* frame = std::get_if<stomp::FrameView>(&*event);
      if (frame != nullptr && frame->command == "CONNECTED") {
        return std::string(frame->find("server").value_or(""));
      }
    }
  }
  return "";
}

Calibration measure(const std::vector<WireEntry>& transcript) {
  Calibration result;
  Duration sent{};
  bool waiting = false;
  bool first = true;
  for (const WireEntry& entry : transcript) {
    if (entry.kind == WireEntry::Kind::sent) {
      sent = entry.at;
      waiting = true;
    } else if (entry.kind == WireEntry::Kind::received && waiting) {
      waiting = false;
      if (first) {
        result.connect = entry.at;
      } else {
        result.receipt = std::max(result.receipt, entry.at - sent);
      }
      first = false;
    }
  }
  return result;
}

}  // namespace conformance
