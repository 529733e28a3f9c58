#include <gtest/gtest.h>

#include "reference_broker/core/passcode.hpp"
#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

Client owner(Bench& bench, const std::string& instance = "inst_a") {
  return bench.signed_client("ak-owner", sign("sk-owner", "recv_01"), instance);
}

Client limited(Bench& bench) {
  return bench.signed_client("ak-limited", sign("sk-limited", "recv_01"));
}

TEST(RocketmqAuthentication, IsTheSignatureOfTheClientId) {
  const std::string good = "AesxMafpVPHfjxEHC3bxSIf1LuY=";  // sk-owner, recv_01 (RMQ-AUTH-2)
  struct Row {
    std::string headers;
    const char* reason;  // in the log; empty: it is accepted
  };
  const Row rows[] = {
      {"client-id:recv_01\ninstance-id:inst_a\nlogin:ak-owner\npasscode:" + good + "\n", ""},
      {"client-id:recv_01\ninstance-id:inst_b\nlogin:ak-owner\npasscode:" + good + "\nx:y\n", ""},
      {"instance-id:inst_a\nlogin:ak-owner\npasscode:" + good + "\n", "no client-id"},
      {"client-id:\ninstance-id:inst_a\nlogin:ak-owner\npasscode:" + good + "\n", "no client-id"},
      {"client-id:recv_01\nlogin:ak-owner\npasscode:" + good + "\n", "no instance-id"},
      {"client-id:recv_01\ninstance-id:inst_a\npasscode:" + good + "\n", "no login"},
      {"client-id:recv_01\ninstance-id:inst_a\nlogin:ak-owner\n", "no passcode"},
      {"client-id:recv_02\ninstance-id:inst_a\nlogin:ak-owner\npasscode:" + good + "\n",
       "wrong signature"},
      {"client-id:recv_01\ninstance-id:inst_a\nlogin:ak-limited\npasscode:" + good + "\n",
       "wrong signature"},
      {"client-id:recv_01\ninstance-id:inst_a\nlogin:ak-owner\npasscode:sk-owner\n",
       "wrong signature"},
      {"client-id:recv_01\ninstance-id:inst_a\nlogin:ak-nobody\npasscode:" + good + "\n",
       "unknown AccessKey"},
      {"client-id:recv_01\ninstance-id:inst_c\nlogin:ak-owner\npasscode:" + good + "\n",
       "unknown instance"},
      {"client-id:recv_01\ninstance-id:*\nlogin:ak-owner\npasscode:" + good + "\n",
       "unknown instance"},
  };
  std::string refusal;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.headers);
    Bench bench(testing::rocketmq_settings());
    const Client client = bench.stranger({.access_point = "classic", .address = "127.0.0.1"});
    client.says("CONNECT\naccept-version:1.0,1.1,1.2\nhost:\n" + row.headers + "\n^@");
    const std::string heard = client.hears();
    if (*row.reason == '\0') {
      EXPECT_TRUE(heard.starts_with("CONNECTED\nversion:1.2\n")) << heard;
      continue;
    }
    EXPECT_TRUE(heard.starts_with("ERROR\nmessage:authentication failed\n")) << heard;
    EXPECT_TRUE(heard.ends_with("<close>"));
    ASSERT_FALSE(bench.logs.empty());
    EXPECT_EQ(bench.logs.front().event, "refused");
    EXPECT_EQ(bench.logs.front().fields.at(0).second, row.reason);
    if (std::string_view(row.reason).starts_with("no ")) continue;
    // Which of them it was, the client cannot tell.
    if (refusal.empty()) refusal = heard;
    EXPECT_EQ(heard, refusal);
  }
}

TEST(RocketmqAuthentication, WorksForA10ClientToo) {
  Bench bench(testing::rocketmq_settings());
  const Client client = bench.stranger({.access_point = "classic", .address = "127.0.0.1"});
  client.says(
      "CONNECT\nclient-id: recv_01\ninstance-id: inst_a\nlogin: ak-owner\n"
      "passcode: AesxMafpVPHfjxEHC3bxSIf1LuY=\n\n^@");
  EXPECT_EQ(client.hears(), "CONNECTED\nsession:1\nserver:test/1\n\n^@");
}

TEST(RocketmqAuthentication, NeverShowsAPasscode) {
  Bench bench(testing::rocketmq_settings());
  for (const std::string passcode : {"wrong-passcode", "AesxMafpVPHfjxEHC3bxSIf1LuY="}) {
    const Client client = bench.stranger({.access_point = "classic", .address = "127.0.0.1"});
    client.says(
        "CONNECT\naccept-version:1.2\nhost:\nclient-id:recv_01\ninstance-id:inst_a\n"
        "login:ak-owner\npasscode:" +
        passcode + "\n\n^@HELLO\n\n^@");
    EXPECT_EQ(client.hears().find(passcode), std::string::npos);
    for (const Log& log : bench.logs) {
      for (const auto& [name, value] : log.fields)
        EXPECT_EQ(value.find(passcode), std::string::npos);
    }
  }
}

TEST(RocketmqAuthentication, LetsTwoConnectionsHaveOneClientId) {
  Bench bench(testing::rocketmq_settings());
  const Client first = owner(bench);
  const Client second = owner(bench);
  for (const Client& client : {first, second}) {
    client.says("SUBSCRIBE\nid:0\ndestination:/t/t1\nreceipt:r\n\n^@");
    EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
  }
}

TEST(RocketmqDestination, IsMadeOfLevels) {
  struct Row {
    const char* name;
    bool valid;
  };
  const Row rows[] = {
      {"/t", true},           {"/t/t1", true},     {"/T-1/_/a/b/c/0", true}, {"t", false},
      {"/", false},           {"//", false},       {"/t/", false},           {"/t//u", false},
      {"t/u", false},         {"/t/a.b", false},   {"/t/a b", false},        {"/t/*", false},
      {"/t/\xc3\xa9", false}, {"/t/a\\cb", false}, {"/t/a\\n", false},       {"/queue/a,b", false},
  };
  for (const Row& row : rows) {
    for (const std::string command : {"SEND\n", "SUBSCRIBE\nid:0\n"}) {
      SCOPED_TRACE(command + row.name);
      Bench bench(testing::rocketmq_settings());
      const Client client = owner(bench);
      client.says(command + "receipt:r\ndestination:" + row.name + "\n\n^@");
      if (row.valid) {
        EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
      } else {
        expect_error(client, "invalid destination", "r");
      }
    }
  }
}

TEST(RocketmqPermissions, AreByTopic) {
  struct Row {
    const char* frame;
    bool granted;
  };
  const Row rows[] = {
      {"SEND\ndestination:/pub_only/x\n", true},
      {"SEND\ndestination:/pub_only\n", true},
      {"SEND\ndestination:/both/x/y\n", true},
      {"SEND\ndestination:/sub_only/x\n", false},
      {"SEND\ndestination:/x/pub_only\n", false},
      {"SEND\ndestination:/pub_only2/x\n", false},
      {"SEND\ndestination:/pub_onl/x\n", false},
      {"SUBSCRIBE\nid:0\ndestination:/sub_only/x\n", true},
      {"SUBSCRIBE\nid:0\ndestination:/both/x\n", true},
      {"SUBSCRIBE\nid:0\ndestination:/pub_only/x\n", false},
      {"SUBSCRIBE\nid:0\ndestination:/none\n", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.frame);
    Bench bench(testing::rocketmq_settings());
    const Client client = limited(bench);
    client.says(std::string(row.frame) + "receipt:r\n\n^@");
    if (row.granted) {
      EXPECT_EQ(client.hears(), "RECEIPT\nreceipt-id:r\n\n^@");
    } else {
      expect_error(client, "permission denied", "r");
    }
  }
}

TEST(RocketmqPermissions, AreCheckedWhenTheTransactedSendComes) {
  Bench bench(testing::rocketmq_settings());
  const Client client = limited(bench);
  client.says("BEGIN\ntransaction:t\n\n^@SEND\ndestination:/sub_only/x\ntransaction:t\n\nm^@");
  expect_error(client, "permission denied");
}

TEST(RocketmqPermissions, AreByInstance) {
  Bench bench(testing::rocketmq_settings());
  const Client client = bench.signed_client("ak-limited", sign("sk-limited", "recv_01"), "inst_b");
  client.says("SEND\ndestination:/both/x\n\nm^@");
  expect_error(client, "permission denied");
}

TEST(RocketmqRouting, KeepsInstancesApart) {
  Bench bench(testing::rocketmq_settings());
  const Client a = owner(bench, "inst_a");
  const Client b = owner(bench, "inst_b");
  a.says("SUBSCRIBE\nid:0\ndestination:/t/t1\n\n^@");
  b.says("SUBSCRIBE\nid:0\ndestination:/t/t1\n\n^@SEND\ndestination:/t/t1\n\nm^@");
  EXPECT_EQ(a.hears(), "");
  EXPECT_EQ(b.hears_bodies(), "m");
}

TEST(RocketmqRouting, GoesToExactlyThatDestinationAndKeepsNothing) {
  Bench bench(testing::rocketmq_settings());
  const Client first = owner(bench);
  const Client second = owner(bench);
  first.says("SEND\ndestination:/queue/q\n\nbefore^@");
  first.says("SUBSCRIBE\nid:0\ndestination:/queue/q\nack:client\n\n^@");
  second.says(
      "SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@SUBSCRIBE\nid:1\ndestination:/queue\n\n^@");
  second.says("SEND\ndestination:/queue/q\n\nm^@SEND\ndestination:/queue/q/r\n\nother^@");
  EXPECT_EQ(first.hears_bodies(), "m");
  EXPECT_EQ(second.hears_bodies(), "m");
  first.hangs_up();
  const Client back = owner(bench);
  back.says("SUBSCRIBE\nid:0\ndestination:/queue/q\n\n^@");
  EXPECT_EQ(back.hears(), "") << "RMQ-LIM-1";
  EXPECT_EQ(second.hears(), "");
}

TEST(RocketmqTransactions, AreOneAtATime) {
  Bench bench(testing::rocketmq_settings());
  const Client client = owner(bench);
  client.says("BEGIN\ntransaction:a\n\n^@COMMIT\ntransaction:a\n\n^@BEGIN\ntransaction:b\n\n^@");
  EXPECT_EQ(client.hears(), "");
  client.says("BEGIN\ntransaction:c\nreceipt:r\n\n^@");
  expect_error(client, "too many transactions", "r");
}

TEST(RocketmqTransactions, HoldThreeMessages) {
  Bench bench(testing::rocketmq_settings());
  const Client listener = owner(bench);
  listener.says(
      "SUBSCRIBE\nid:0\ndestination:/t/t1\nack:client-individual\n\n^@"
      "SEND\ndestination:/t/t1\n\n0^@SEND\ndestination:/t/t1\n\n0^@");
  EXPECT_EQ(listener.hears_bodies(), "0 0");
  // Neither acknowledgements nor messages outside count.
  listener.says(
      "BEGIN\ntransaction:t\n\n^@ACK\nid:1-1\ntransaction:t\n\n^@"
      "SEND\ndestination:/t/t1\ntransaction:t\n\n1^@SEND\ndestination:/t/t1\n\nout^@"
      "SEND\ndestination:/t/t1\ntransaction:t\n\n2^@NACK\nid:1-2\ntransaction:t\n\n^@"
      "SEND\ndestination:/t/t1\ntransaction:t\n\n3^@COMMIT\ntransaction:t\n\n^@");
  EXPECT_EQ(listener.hears_bodies(), "out 1 2 3");

  const Client client = owner(bench);
  client.says("BEGIN\ntransaction:t\n\n^@");
  for (int number = 0; number < 3; ++number) {
    client.says("SEND\ndestination:/t/t1\ntransaction:t\n\nm^@");
  }
  EXPECT_EQ(client.hears(), "");
  client.says(
      "SEND\ndestination:/t/t1\ntransaction:t\nreceipt:r\n\nm^@COMMIT\ntransaction:t\n\n^@");
  expect_error(client, "too many messages in the transaction", "r");
  EXPECT_EQ(listener.hears(), "") << "the whole transaction is rolled back";
}

TEST(RocketmqSamples, RunAsWritten) {
  Bench bench(testing::rocketmq_settings());
  const Client receiver = bench.stranger({.access_point = "classic", .address = "127.0.0.1"});
  receiver.says(
      "CONNECT\naccept-version:1.0,1.1,1.2\nclient-id:recv_01\nhost:\n"
      "instance-id:inst_a\nlogin:ak-owner\npasscode:AesxMafpVPHfjxEHC3bxSIf1LuY=\n\n^@");
  EXPECT_EQ(receiver.hears_commands(), "CONNECTED");
  receiver.says("SUBSCRIBE\nack:client-individual\ndestination:/t/t1\nid:001\nreceipt:R001\n\n^@");
  EXPECT_EQ(receiver.hears(), "RECEIPT\nreceipt-id:R001\n\n^@");
  const Client sender = owner(bench);
  sender.says("SEND\ndestination:/t/t1\nreceipt:1\n\nm_1^@");
  EXPECT_EQ(sender.hears(), "RECEIPT\nreceipt-id:1\n\n^@");
  EXPECT_EQ(receiver.hears(),
            "MESSAGE\nsubscription:001\nmessage-id:1-1\nack:1-1\ndestination:/t/t1\n"
            "content-length:3\n\nm_1^@");
  receiver.says("ACK\nid:1-1\n\n^@DISCONNECT\n\n^@");
  EXPECT_EQ(receiver.hears(), "<close>");
  sender.hangs_up();
}

}  // namespace
}  // namespace broker
