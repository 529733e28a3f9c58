// Plain STOMP for anyone: names beginning with "/queue/" are queues, all others topics.
//
// It exists so that every scenario of the suite has a broker that passes it. Whoever lists accounts
// gets login and passcode checked as they are; there are no permissions.

#pragma once

#include "reference_broker/core/policy.hpp"

namespace broker {

class OpenPolicy final : public Policy {
 public:
  explicit OpenPolicy(const Settings& settings) : settings_(settings) {}

  [[nodiscard]] std::variant<Identity, Violation> authenticate(
      const stomp::FrameView& connect) const override;
  [[nodiscard]] std::optional<Violation> judge(const Identity& identity, Permission permission,
                                               std::string_view destination) const override;
  [[nodiscard]] DestinationKind kind_of(std::string_view destination) const override;
  [[nodiscard]] TransactionRules transaction_rules() const override;

 private:
  const Settings& settings_;
};

}  // namespace broker
