#include "stomp/grammar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace stomp {
namespace {

constexpr Version v1_0 = Version::v1_0;
constexpr Version v1_1 = Version::v1_1;
constexpr Version v1_2 = Version::v1_2;

// In the order of the BNF. 1.0's BNF leaves CONNECT out, but its text begins with it.
constexpr CommandRule command_rules[] = {
    {"SEND", Sender::client, v1_0, true},         {"SUBSCRIBE", Sender::client, v1_0, false},
    {"UNSUBSCRIBE", Sender::client, v1_0, false}, {"BEGIN", Sender::client, v1_0, false},
    {"COMMIT", Sender::client, v1_0, false},      {"ABORT", Sender::client, v1_0, false},
    {"ACK", Sender::client, v1_0, false},         {"NACK", Sender::client, v1_1, false},
    {"DISCONNECT", Sender::client, v1_0, false},  {"CONNECT", Sender::client, v1_0, false},
    {"STOMP", Sender::client, v1_1, false},       {"CONNECTED", Sender::server, v1_0, false},
    {"MESSAGE", Sender::server, v1_0, true},      {"RECEIPT", Sender::server, v1_0, false},
    {"ERROR", Sender::server, v1_0, true},
};

// Up to three names; the unused ones are empty.
using Names = std::array<std::string_view, 3>;

struct HeaderRule {
  std::string_view command;
  Version first;  // the versions for which the row speaks, both included
  Version last;
  Names required;
  Names optional;
};

constexpr HeaderRule header_rules[] = {
    {"SEND", v1_0, v1_2, {"destination"}, {"transaction"}},
    // "Stomp brokers may support the selector header"; "You can also specify an id header" (1.0).
    {"SUBSCRIBE", v1_0, v1_0, {"destination"}, {"ack", "selector", "id"}},
    {"SUBSCRIBE", v1_1, v1_2, {"destination", "id"}, {"ack"}},
    {"UNSUBSCRIBE", v1_0, v1_0, {}, {"destination", "id"}},
    {"UNSUBSCRIBE", v1_1, v1_2, {"id"}, {}},
    {"BEGIN", v1_0, v1_2, {"transaction"}, {}},
    {"COMMIT", v1_0, v1_2, {"transaction"}, {}},
    {"ABORT", v1_0, v1_2, {"transaction"}, {}},
    {"ACK", v1_0, v1_0, {"message-id"}, {"transaction"}},
    {"ACK", v1_1, v1_1, {"message-id", "subscription"}, {"transaction"}},
    {"ACK", v1_2, v1_2, {"id"}, {"transaction"}},
    {"NACK", v1_1, v1_1, {"message-id", "subscription"}, {"transaction"}},
    {"NACK", v1_2, v1_2, {"id"}, {"transaction"}},
    {"DISCONNECT", v1_1, v1_2, {}, {"receipt"}},
    // 1.0 shows login and passcode and session in its examples and requires none of them.
    {"CONNECT", v1_0, v1_0, {}, {"login", "passcode"}},
    {"CONNECT", v1_1, v1_2, {"accept-version", "host"}, {"login", "passcode", "heart-beat"}},
    {"STOMP", v1_1, v1_2, {"accept-version", "host"}, {"login", "passcode", "heart-beat"}},
    {"CONNECTED", v1_0, v1_0, {}, {"session"}},
    {"CONNECTED", v1_1, v1_2, {"version"}, {"session", "server", "heart-beat"}},
    {"MESSAGE", v1_0, v1_0, {"destination", "message-id"}, {"subscription"}},
    {"MESSAGE", v1_1, v1_1, {"destination", "message-id", "subscription"}, {}},
    {"MESSAGE", v1_2, v1_2, {"destination", "message-id", "subscription"}, {"ack"}},
    {"RECEIPT", v1_0, v1_2, {"receipt-id"}, {}},
    {"ERROR", v1_0, v1_2, {}, {"message"}},
};

const HeaderRule* find_header_rule(std::string_view command, Version version) {
  const auto found = std::ranges::find_if(header_rules, [&](const HeaderRule& rule) {
    return rule.command == command && rule.first <= version && version <= rule.last;
  });
  return found == std::end(header_rules) ? nullptr : found;
}

std::span<const std::string_view> used(const Names& names) {
  const auto end = std::ranges::find(names, std::string_view());
  return {names.begin(), end};
}

}  // namespace

std::span<const CommandRule> commands() {
  return command_rules;
}

const CommandRule* find_command(std::string_view command, Version version) {
  const auto found = std::ranges::find_if(command_rules, [&](const CommandRule& rule) {
    return rule.command == command && rule.since <= version;
  });
  return found == std::end(command_rules) ? nullptr : found;
}

std::span<const std::string_view> required_headers(std::string_view command, Version version) {
  const HeaderRule* const rule = find_header_rule(command, version);
  if (rule == nullptr) return {};
  return used(rule->required);
}

std::span<const std::string_view> optional_headers(std::string_view command, Version version) {
  const HeaderRule* const rule = find_header_rule(command, version);
  if (rule == nullptr) return {};
  return used(rule->optional);
}

}  // namespace stomp
