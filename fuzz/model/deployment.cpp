#include "fuzz/model/deployment.hpp"

#include <algorithm>
#include <cctype>

#include "conformance/scenario/passcode.hpp"

namespace fuzz {
namespace {

class Open final : public Deployment {
 public:
  explicit Open(const broker::Settings& settings) : settings_(settings) {}

  [[nodiscard]] std::optional<Who> admits(const stomp::Frame& connect) const override {
    const std::string_view login = first(connect, "login");
    if (settings_.accounts.empty()) return Who{};
    for (const broker::Account& account : settings_.accounts) {
      if (account.login != login || !has(connect, "passcode")) continue;
      if (account.secret == first(connect, "passcode")) return Who{account.login, ""};
    }
    return std::nullopt;
  }
  [[nodiscard]] bool permits(const Who& /*who*/, Doing /*doing*/,
                             std::string_view /*destination*/) const override {
    return true;
  }
  [[nodiscard]] bool is_queue(std::string_view destination) const override {
    return destination.substr(0, 7) == "/queue/";
  }
  [[nodiscard]] std::size_t transactions_max() const override {
    return settings_.limits.transactions_max;
  }
  [[nodiscard]] std::size_t transaction_messages_max() const override {
    return settings_.limits.transaction_messages_max;
  }

 private:
  const broker::Settings& settings_;
};

class Rocketmq final : public Deployment {
 public:
  // (RMQ-AUTH-1, RMQ-AUTH-2)
  [[nodiscard]] std::optional<Who> admits(const stomp::Frame& connect) const override {
    const std::string login(first(connect, "login"));
    const std::string instance(first(connect, "instance-id"));
    const std::string_view client = first(connect, "client-id");
    const std::string secret = login == "ak-owner"     ? "sk-owner"
                               : login == "ak-limited" ? "sk-limited"
                                                       : "";
    const bool is_instance = instance == "inst_a" || instance == "inst_b";
    if (secret.empty() || client.empty() || !is_instance) return std::nullopt;
    if (conformance::sign_client_id(secret, client) != first(connect, "passcode")) {
      return std::nullopt;
    }
    return Who{login, instance};
  }

  // (RMQ-ACL-1, RMQ-ACL-2, RMQ-DEST-1, RMQ-DEST-2)
  [[nodiscard]] bool permits(const Who& who, Doing doing,
                             std::string_view destination) const override {
    if (!is_destination(destination)) return false;
    if (who.login == "ak-owner") return true;
    if (who.instance != "inst_a") return false;
    const std::string_view rest = destination.substr(1);
    const std::string_view topic = rest.substr(0, rest.find('/'));
    if (topic == "both") return true;
    return topic == (doing == Doing::publish ? "pub_only" : "sub_only");
  }
  [[nodiscard]] bool is_queue(std::string_view /*destination*/) const override { return false; }
  // (RMQ-TX-1, RMQ-TX-2)
  [[nodiscard]] std::size_t transactions_max() const override { return 1; }
  [[nodiscard]] std::size_t transaction_messages_max() const override { return 3; }

 private:
  static bool is_destination(std::string_view destination) {
    bool level_is_empty = false;
    if (destination.substr(0, 1) != "/") return false;
    for (const char character : destination) {
      const auto octet = static_cast<unsigned char>(character);
      if (character == '/') {
        if (level_is_empty) return false;
        level_is_empty = true;
      } else if (octet < 128 && (std::isalnum(octet) != 0 || octet == '-' || octet == '_')) {
        level_is_empty = false;
      } else {
        return false;
      }
    }
    return !level_is_empty;
  }
};

}  // namespace

std::unique_ptr<Deployment> open_deployment(const broker::Settings& settings) {
  return std::make_unique<Open>(settings);
}

std::unique_ptr<Deployment> rocketmq_deployment() {
  return std::make_unique<Rocketmq>();
}

std::string_view first(const stomp::Frame& frame, std::string_view name) {
  for (const stomp::Header& header : frame.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

bool has(const stomp::Frame& frame, std::string_view name) {
  return std::ranges::any_of(frame.headers,
                             [&](const stomp::Header& header) { return header.name == name; });
}

}  // namespace fuzz
