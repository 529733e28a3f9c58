// The RocketMQ STOMP gateway's rules: RMQ-DEST, RMQ-AUTH, RMQ-ACL and RMQ-TX.
//
// Signed credentials, instances that have nothing to do with one another, permissions for each
// topic, destinations of plain names, one small transaction. Every destination is a topic: nothing
// is kept for the absent (RMQ-LIM-1). Where the document is silent, the choice is named where it is
// made.

#pragma once

#include "reference_broker/core/policy.hpp"

namespace broker {

class RocketmqPolicy final : public Policy {
 public:
  explicit RocketmqPolicy(const Settings& settings) : settings_(settings) {}

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
