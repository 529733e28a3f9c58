#include "reference_broker/core/policy.hpp"

#include "reference_broker/core/open_policy.hpp"
#include "reference_broker/core/rocketmq_policy.hpp"

namespace broker {

std::unique_ptr<Policy> make_policy(const Settings& settings) {
  if (settings.policy == PolicyKind::rocketmq) return std::make_unique<RocketmqPolicy>(settings);
  return std::make_unique<OpenPolicy>(settings);
}

Violation authentication_failed(std::string_view log_only) {
  return {.message = "authentication failed",
          .explanation = "The credentials of this CONNECT are not valid here.",
          .log_only = std::string(log_only)};
}

Violation credential_missing(std::string_view header) {
  return {.message = "authentication failed",
          .explanation = joined({"CONNECT needs the header \"", header, "\" here."}),
          .log_only = joined({"no ", header})};
}

std::optional<std::string_view> find_filled(const stomp::FrameView& frame,
                                            std::string_view header) {
  const std::optional<std::string_view> value = frame.find(header);
  return value && !value->empty() ? value : std::nullopt;
}

}  // namespace broker
