// A policy that answers as a deviation wants it, and rightly where the deviation has no wish.

#pragma once

#include <memory>

#include "reference_broker/core/policy.hpp"
#include "reference_broker/deviations/deviation.hpp"

namespace broker {

class BentPolicy final : public Policy {
 public:
  // Both must outlive it.
  BentPolicy(const Settings& settings, const Deviation& deviation)
      : deviation_(deviation),
        policy_(make_policy(settings)),
        right_{.policy = *policy_, .settings = settings} {}

  [[nodiscard]] std::variant<Identity, Violation> authenticate(
      const stomp::FrameView& connect) const override {
    return deviation_.authenticates ? deviation_.authenticates(right_, connect)
                                    : policy_->authenticate(connect);
  }
  [[nodiscard]] std::optional<Violation> judge(const Identity& identity, Permission permission,
                                               std::string_view destination) const override {
    return deviation_.judges ? deviation_.judges(right_, identity, permission, destination)
                             : policy_->judge(identity, permission, destination);
  }
  [[nodiscard]] DestinationKind kind_of(std::string_view destination) const override {
    return deviation_.kind_of ? deviation_.kind_of(right_, destination)
                              : policy_->kind_of(destination);
  }
  [[nodiscard]] TransactionRules transaction_rules() const override {
    return deviation_.transaction_rules ? deviation_.transaction_rules(right_)
                                        : policy_->transaction_rules();
  }

 private:
  const Deviation& deviation_;
  const std::unique_ptr<const Policy> policy_;
  const Right right_;
};

}  // namespace broker
