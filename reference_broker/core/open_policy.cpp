#include "reference_broker/core/open_policy.hpp"

#include <algorithm>

#include "reference_broker/core/passcode.hpp"

namespace broker {

std::variant<Identity, Violation> OpenPolicy::authenticate(const stomp::FrameView& connect) const {
  if (settings_.accounts.empty()) return Identity{};
  const std::optional<std::string_view> login = find_filled(connect, "login");
  if (!login) return credential_missing("login");
  const std::optional<std::string_view> passcode = connect.find("passcode");
  if (!passcode) return credential_missing("passcode");

  const auto account = std::ranges::find(settings_.accounts, *login, &Account::login);
  if (account == settings_.accounts.end()) return authentication_failed("unknown login");
  if (!equal_in_constant_time(account->secret, *passcode)) {
    return authentication_failed("wrong passcode");
  }
  return Identity{.account = &*account, .instance = {}};
}

std::optional<Violation> OpenPolicy::judge(const Identity& /*identity*/, Permission /*permission*/,
                                           std::string_view /*destination*/) const {
  return std::nullopt;
}

DestinationKind OpenPolicy::kind_of(std::string_view destination) const {
  return destination.starts_with("/queue/") ? DestinationKind::queue : DestinationKind::topic;
}

TransactionRules OpenPolicy::transaction_rules() const {
  return {.open_max = settings_.limits.transactions_max,
          .messages_max = settings_.limits.transaction_messages_max,
          .clause = "this broker's limits"};
}

}  // namespace broker
