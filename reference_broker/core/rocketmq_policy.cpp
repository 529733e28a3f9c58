#include "reference_broker/core/rocketmq_policy.hpp"

#include <algorithm>

#include "reference_broker/core/passcode.hpp"

namespace broker {
namespace {

// Signed for logins that do not exist, so that they take as long to refuse as those that do.
constexpr std::string_view nobodys_secret = "the secret of no account";

bool is_level_character(char character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
         (character >= 'a' && character <= 'z') || character == '-' || character == '_';
}

// "/level", once or more (RMQ-DEST-2). The document does not say how many levels there may be nor
// whether one is enough: any number from one up is.
bool is_destination(std::string_view name) {
  if (name.empty() || name.front() != '/' || name.back() == '/') return false;
  char before = '\0';
  for (const char character : name) {
    if (character == '/' ? before == '/' : !is_level_character(character)) return false;
    before = character;
  }
  return true;
}

// (RMQ-DEST-1)
std::string_view topic_of(std::string_view destination) {
  const std::size_t end = destination.find('/', 1);
  return destination.substr(1, end == std::string_view::npos ? end : end - 1);
}

bool covers(std::string_view pattern, std::string_view name) {
  return pattern == "*" || pattern == name;
}

// (RMQ-ACL-1, RMQ-ACL-2, RMQ-ACL-4)
bool is_granted(const Identity& identity, Permission permission, std::string_view topic) {
  return std::ranges::any_of(identity.account->instances, [&](const InstanceGrants& granted) {
    return covers(granted.instance, identity.instance) &&
           std::ranges::any_of(granted.grants, [&](const Grant& grant) {
             return (permission == Permission::pub ? grant.pub : grant.sub) &&
                    covers(grant.topic, topic);
           });
  });
}

}  // namespace

std::variant<Identity, Violation> RocketmqPolicy::authenticate(
    const stomp::FrameView& connect) const {
  for (const std::string_view header : {"client-id", "instance-id", "login", "passcode"}) {
    if (!find_filled(connect, header)) return credential_missing(header);
  }
  const std::string_view login = *connect.find("login");
  const std::string_view instance = *connect.find("instance-id");

  const auto account = std::ranges::find(settings_.accounts, login, &Account::login);
  const bool exists = account != settings_.accounts.end();
  const std::string_view secret = exists ? std::string_view(account->secret) : nobodys_secret;
  const std::string expected = sign(secret, *connect.find("client-id"));
  const bool signed_right = equal_in_constant_time(expected, *connect.find("passcode"));

  if (!exists) return authentication_failed("unknown AccessKey");
  if (!signed_right) return authentication_failed("wrong signature");
  if (std::ranges::find(settings_.instances, instance) == settings_.instances.end()) {
    return authentication_failed("unknown instance");
  }
  return Identity{.account = &*account, .instance = std::string(instance)};
}

std::optional<Violation> RocketmqPolicy::judge(const Identity& identity, Permission permission,
                                               std::string_view destination) const {
  if (!is_destination(destination)) {
    return Violation{.message = "invalid destination",
                     .explanation = joined(
                         {"The destination ", excerpt(destination),
                          " is not of the form /topic or /topic/level/..., where each level is "
                          "made of digits, letters, \"-\" and \"_\" (RMQ-DEST-2)."})};
  }
  const std::string_view topic = topic_of(destination);
  if (is_granted(identity, permission, topic)) return std::nullopt;
  return Violation{
      .message = "permission denied",
      .explanation =
          joined({"This account lacks the permission ",
                  permission == Permission::pub ? "PUB" : "SUB", " on the topic ", excerpt(topic),
                  permission == Permission::pub ? " (RMQ-ACL-1)." : " (RMQ-ACL-2)."})};
}

DestinationKind RocketmqPolicy::kind_of(std::string_view /*destination*/) const {
  return DestinationKind::topic;
}

TransactionRules RocketmqPolicy::transaction_rules() const {
  return {.open_max = 1, .messages_max = 3, .clause = "RMQ-TX-1 and RMQ-TX-2"};
}

}  // namespace broker
