#include "conformance/probe/answers.hpp"

#include <algorithm>

#include "stomp/parser.hpp"

namespace conformance {

const CaseResult* Answers::find(std::string_view scenario, stomp::Version version,
                                std::string_view axis) const {
  const auto found = std::find_if(results_.begin(), results_.end(), [&](const CaseResult& each) {
    return each.id == "probe/" + std::string(scenario) && each.version == version &&
           (axis.empty() || (!each.axes.empty() && each.axes.front().second == axis));
  });
  return found == results_.end() ? nullptr : &*found;
}

std::string Answers::of(std::string_view scenario, std::string_view name, stomp::Version version,
                        std::string_view axis) const {
  const CaseResult* result = find(scenario, version, axis);
  if (result == nullptr) return "";
  for (const auto& [observed, value] : result->observations) {
    if (observed == name) return value;
  }
  return "";
}

std::optional<stomp::Frame> Answers::frame(std::string_view scenario, std::string_view command,
                                           stomp::Version version) const {
  const CaseResult* result = find(scenario, version, "");
  if (result == nullptr) return std::nullopt;
  stomp::Parser parser(version);
  for (const WireEntry& entry : result->transcript) {
    if (entry.kind != WireEntry::Kind::received) continue;
    parser.feed(entry.octets);
    while (const std::optional<stomp::ParseEvent> event = parser.next()) {
      const auto* frame = std::get_if<stomp::FrameView>(&*event);
      if (frame != nullptr && frame->command == command) return frame->to_frame();
      if (std::holds_alternative<stomp::ParseError>(*event)) return std::nullopt;
    }
  }
  return std::nullopt;
}

std::string Answers::reason(std::string_view scenario, stomp::Version version) const {
  const CaseResult* result = find(scenario, version, "");
  return result == nullptr ? "" : result->reason;
}

bool Answers::anything_came() const {
  return std::any_of(results_.begin(), results_.end(), [](const CaseResult& result) {
    return std::any_of(
        result.transcript.begin(), result.transcript.end(),
        [](const WireEntry& entry) { return entry.kind == WireEntry::Kind::received; });
  });
}

}  // namespace conformance
