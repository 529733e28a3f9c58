// What one kind of broker allows: the seam between STOMP's rules, which are the same for all, and
// those of a deployment.
//
// Two policies exist: rocketmq (the gateway's document, RMQ-...) and open (plain STOMP for anyone).
// A policy only answers questions; it holds no connection and changes nothing.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "reference_broker/core/settings.hpp"
#include "reference_broker/core/violation.hpp"
#include "stomp/frame.hpp"

namespace broker {

enum class Permission : std::uint8_t { pub, sub };

enum class DestinationKind : std::uint8_t {
  topic,  // to every subscription there is, to none if there is none
  queue,  // to one subscription, kept until there is one
};

// Who a connection is, once its CONNECT was accepted.
struct Identity {
  const Account* account = nullptr;  // none where no credentials are needed
  std::string instance;              // destinations of different instances have nothing in common
};

struct TransactionRules {
  std::size_t open_max;      // at the same time, in one connection
  std::size_t messages_max;  // in one transaction
  std::string_view clause;   // whose limits these are, for the ERROR
};

class Policy {
 public:
  virtual ~Policy() = default;
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  [[nodiscard]] virtual std::variant<Identity, Violation> authenticate(
      const stomp::FrameView& connect) const = 0;

  // Nothing where that identity may do that with that destination.
  [[nodiscard]] virtual std::optional<Violation> judge(const Identity& identity,
                                                       Permission permission,
                                                       std::string_view destination) const = 0;

  [[nodiscard]] virtual DestinationKind kind_of(std::string_view destination) const = 0;
  [[nodiscard]] virtual TransactionRules transaction_rules() const = 0;

 protected:
  Policy() = default;
};

// The settings must outlive the policy.
[[nodiscard]] std::unique_ptr<Policy> make_policy(const Settings& settings);

// Shared by the policies, so that they fail alike. The client learns that it was refused and
// nothing else: not whether the login exists. `log_only` says why.
[[nodiscard]] Violation authentication_failed(std::string_view log_only);
// A header that is not there is no secret.
[[nodiscard]] Violation credential_missing(std::string_view header);
// The value of a header that must be there and not be empty.
[[nodiscard]] std::optional<std::string_view> find_filled(const stomp::FrameView& frame,
                                                          std::string_view header);

}  // namespace broker
