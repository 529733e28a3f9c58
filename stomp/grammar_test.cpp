// The specifications' lists again, written out per version: two tables that must agree.

#include "stomp/grammar.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stomp {
namespace {

using testing::ElementsAreArray;
using Names = std::vector<std::string_view>;

struct Row {
  std::string_view command;
  Names required;
  Names optional;
};

const std::vector<Row> rows_1_0 = {
    {"SEND", {"destination"}, {"transaction"}},
    {"SUBSCRIBE", {"destination"}, {"ack", "selector", "id"}},
    {"UNSUBSCRIBE", {}, {"destination", "id"}},
    {"BEGIN", {"transaction"}, {}},
    {"COMMIT", {"transaction"}, {}},
    {"ABORT", {"transaction"}, {}},
    {"ACK", {"message-id"}, {"transaction"}},
    {"DISCONNECT", {}, {}},
    {"CONNECT", {}, {"login", "passcode"}},
    {"CONNECTED", {}, {"session"}},
    {"MESSAGE", {"destination", "message-id"}, {"subscription"}},
    {"RECEIPT", {"receipt-id"}, {}},
    {"ERROR", {}, {"message"}},
};

const std::vector<Row> rows_1_1 = {
    {"SEND", {"destination"}, {"transaction"}},
    {"SUBSCRIBE", {"destination", "id"}, {"ack"}},
    {"UNSUBSCRIBE", {"id"}, {}},
    {"BEGIN", {"transaction"}, {}},
    {"COMMIT", {"transaction"}, {}},
    {"ABORT", {"transaction"}, {}},
    {"ACK", {"message-id", "subscription"}, {"transaction"}},
    {"NACK", {"message-id", "subscription"}, {"transaction"}},
    {"DISCONNECT", {}, {"receipt"}},
    {"CONNECT", {"accept-version", "host"}, {"login", "passcode", "heart-beat"}},
    {"STOMP", {"accept-version", "host"}, {"login", "passcode", "heart-beat"}},
    {"CONNECTED", {"version"}, {"session", "server", "heart-beat"}},
    {"MESSAGE", {"destination", "message-id", "subscription"}, {}},
    {"RECEIPT", {"receipt-id"}, {}},
    {"ERROR", {}, {"message"}},
};

// (STOMP 1.2, Frames and Headers)
const std::vector<Row> rows_1_2 = {
    {"SEND", {"destination"}, {"transaction"}},
    {"SUBSCRIBE", {"destination", "id"}, {"ack"}},
    {"UNSUBSCRIBE", {"id"}, {}},
    {"BEGIN", {"transaction"}, {}},
    {"COMMIT", {"transaction"}, {}},
    {"ABORT", {"transaction"}, {}},
    {"ACK", {"id"}, {"transaction"}},
    {"NACK", {"id"}, {"transaction"}},
    {"DISCONNECT", {}, {"receipt"}},
    {"CONNECT", {"accept-version", "host"}, {"login", "passcode", "heart-beat"}},
    {"STOMP", {"accept-version", "host"}, {"login", "passcode", "heart-beat"}},
    {"CONNECTED", {"version"}, {"session", "server", "heart-beat"}},
    {"MESSAGE", {"destination", "message-id", "subscription"}, {"ack"}},
    {"RECEIPT", {"receipt-id"}, {}},
    {"ERROR", {}, {"message"}},
};

const std::vector<Row>& rows(Version version) {
  if (version == Version::v1_0) return rows_1_0;
  return version == Version::v1_1 ? rows_1_1 : rows_1_2;
}

TEST(Grammar, HasTheCommandsOfEachVersionAndNoOthers) {
  for (const Version version : versions) {
    Names expected;
    for (const Row& row : rows(version)) expected.push_back(row.command);
    Names actual;
    for (const CommandRule& rule : commands()) {
      if (find_command(rule.command, version) != nullptr) actual.push_back(rule.command);
    }
    EXPECT_THAT(actual, ElementsAreArray(expected)) << to_string(version);
  }
}

TEST(Grammar, RequiresAndPermitsTheHeadersOfEachVersion) {
  for (const Version version : versions) {
    for (const Row& row : rows(version)) {
      SCOPED_TRACE(std::string(row.command).append(" in ").append(to_string(version)));
      EXPECT_THAT(required_headers(row.command, version), ElementsAreArray(row.required));
      EXPECT_THAT(optional_headers(row.command, version), ElementsAreArray(row.optional));
    }
  }
}

TEST(Grammar, KnowsNoCommandOfALaterVersion) {
  for (const std::string_view command : {"NACK", "STOMP"}) {
    EXPECT_EQ(find_command(command, Version::v1_0), nullptr) << command;
    EXPECT_TRUE(required_headers(command, Version::v1_0).empty()) << command;
    EXPECT_NE(find_command(command, Version::v1_1), nullptr) << command;
  }
}

TEST(Grammar, TellsCommandsFromTheirLikes) {
  for (const std::string_view command :
       {"", "send", "Send", "SEND ", "SENDX", "CONNECTE", "GET /"}) {
    for (const Version version : versions) {
      EXPECT_EQ(find_command(command, version), nullptr) << command;
      EXPECT_TRUE(required_headers(command, version).empty()) << command;
      EXPECT_TRUE(optional_headers(command, version).empty()) << command;
    }
  }
}

TEST(Grammar, AllowsABodyInThreeCommandsOnly) {
  Names with_body;
  for (const CommandRule& rule : commands()) {
    if (rule.body_allowed) with_body.push_back(rule.command);
  }
  EXPECT_THAT(with_body, ElementsAreArray({"SEND", "MESSAGE", "ERROR"}));
}

TEST(Grammar, KnowsWhoSendsWhat) {
  Names from_server;
  for (const CommandRule& rule : commands()) {
    if (rule.sender == Sender::server) from_server.push_back(rule.command);
  }
  EXPECT_THAT(from_server, ElementsAreArray({"CONNECTED", "MESSAGE", "RECEIPT", "ERROR"}));
}

}  // namespace
}  // namespace stomp
