#include "reference_broker/core/frame_rules.hpp"

#include "reference_broker/core/policy.hpp"
#include "stomp/grammar.hpp"

namespace broker {

bool opens_session(std::string_view command) {
  return command == "CONNECT" || command == "STOMP";
}

std::optional<Violation> break_of_body(const stomp::FrameView& frame, stomp::Version version) {
  if (frame.body.empty() || version == stomp::Version::v1_0) return std::nullopt;
  const stomp::CommandRule* const rule = stomp::find_command(frame.command, version);
  if (rule == nullptr || rule->body_allowed) return std::nullopt;
  return Violation{.message = "unexpected body",
                   .explanation = joined({"Only the SEND, MESSAGE, and ERROR frames MAY have a "
                                          "body (STOMP ",
                                          stomp::to_string(version), ", Body); this ",
                                          frame.command, " has one."})};
}

std::optional<Violation> break_of_form(const stomp::FrameView& frame, stomp::Version version) {
  const std::string_view version_name = stomp::to_string(version);
  const stomp::CommandRule* const rule = stomp::find_command(frame.command, version);
  if (rule == nullptr) {
    return Violation{
        .message = "unknown command",
        .explanation = joined({"STOMP ", version_name, " has no command ", excerpt(frame.command),
                               ". Commands are case sensitive."})};
  }
  if (rule->sender == stomp::Sender::server) {
    return Violation{
        .message = "server command from a client",
        .explanation = joined({frame.command, " is a frame that only a server sends (STOMP ",
                               version_name, ", Server Frames)."})};
  }
  if (std::optional<Violation> violation = break_of_body(frame, version)) return violation;
  for (const std::string_view header : stomp::required_headers(frame.command, version)) {
    // An empty name names nothing.
    if (find_filled(frame, header)) continue;
    return Violation{
        .message = "required header missing",
        .explanation = joined({"The frame ", frame.command, " needs the header \"", header,
                               "\" (STOMP ", version_name, ", ", frame.command, ")."})};
  }
  return std::nullopt;
}

}  // namespace broker
