// What one deployment of the broker permits, written a second time for the fuzzers: who may come
// in, who may do what, which destinations are queues, how large transactions are.
//
// From the document (RMQ-...) and from reference_broker/config/README.md, not from the policies
// that are tested with it.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reference_broker/core/settings.hpp"
#include "stomp/frame.hpp"

namespace fuzz {

struct Who {
  std::string login;
  std::string instance;
};

enum class Doing : std::uint8_t { publish, subscribe };

class Deployment {
 public:
  Deployment() = default;
  Deployment(const Deployment&) = delete;
  Deployment& operator=(const Deployment&) = delete;
  virtual ~Deployment() = default;

  // Nothing where that CONNECT must be refused. Its headers are as they are meant: without the
  // padding of a 1.0 client.
  [[nodiscard]] virtual std::optional<Who> admits(const stomp::Frame& connect) const = 0;
  [[nodiscard]] virtual bool permits(const Who& who, Doing doing,
                                     std::string_view destination) const = 0;
  [[nodiscard]] virtual bool is_queue(std::string_view destination) const = 0;
  [[nodiscard]] virtual std::size_t transactions_max() const = 0;
  [[nodiscard]] virtual std::size_t transaction_messages_max() const = 0;
};

[[nodiscard]] std::unique_ptr<Deployment> open_deployment(const broker::Settings& settings);
// The sample's instances and accounts, whatever the settings say.
[[nodiscard]] std::unique_ptr<Deployment> rocketmq_deployment();

// The value of the first header of that name; empty where there is none.
[[nodiscard]] std::string_view first(const stomp::Frame& frame, std::string_view name);
[[nodiscard]] bool has(const stomp::Frame& frame, std::string_view name);

}  // namespace fuzz
