#include <gtest/gtest.h>

#include "reference_broker/core/testing.hpp"

namespace broker {
namespace {

using testing::Bench;
using testing::Client;
using testing::expect_error;

TEST(Connect, NegotiatesTheHighestCommonVersion) {
  struct Row {
    const char* accept_version;
    const char* version;
  };
  const Row rows[] = {
      {"1.0", "1.0"},         {"1.1", "1.1"},
      {"1.2", "1.2"},         {"1.0,1.1", "1.1"},
      {"1.0,1.1,1.2", "1.2"}, {"1.2,1.1,1.0", "1.2"},  // descending, as stompjs sends it
      {"1.1,1.1,1.0", "1.1"}, {"1.0, 1.1 ,\t1.2", "1.2"},
      {"1.0,1.1,2.0", "1.1"}, {"1.0,10.1", "1.0"},
      {",1.1,", "1.1"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.accept_version);
    Bench bench;
    const Client client = bench.stranger();
    client.says("CONNECT\naccept-version:" + std::string(row.accept_version) + "\nhost:h\n\n^@");
    EXPECT_TRUE(
        client.hears().starts_with("CONNECTED\nversion:" + std::string(row.version) + "\n"));
  }
}

TEST(Connect, RefusesWhereNoVersionIsCommon) {
  for (const std::string versions : {"2.0", "", "1.3,0.9", "1", "1.2.0", "v1.2"}) {
    SCOPED_TRACE(versions);
    Bench bench;
    const Client client = bench.stranger();
    client.says("CONNECT\naccept-version:" + versions + "\nhost:h\n\n^@");
    EXPECT_EQ(client.hears(),
              "ERROR\nmessage:no common version\nversion:1.0,1.1,1.2\ncontent-type:text/plain\n"
              "content-length:43\n\nSupported protocol versions are 1.0 1.1 1.2^@<close>");
  }
}

TEST(Connect, AnswersEachVersionInItsOwnTerms) {
  struct Row {
    const char* connect;
    const char* connected;
  };
  const Row rows[] = {
      {"CONNECT\n\n^@", "CONNECTED\nsession:1\nserver:test/1\n\n^@"},
      {"CONNECT\naccept-version:1.0\n\n^@",
       "CONNECTED\nversion:1.0\nsession:1\nserver:test/1\n\n^@"},
      {"CONNECT\naccept-version:1.1\nhost:h\n\n^@",
       "CONNECTED\nversion:1.1\nsession:1\nserver:test/1\nheart-beat:0,0\n\n^@"},
      {"STOMP\naccept-version:1.2\nhost:h\n\n^@",
       "CONNECTED\nversion:1.2\nsession:1\nserver:test/1\nheart-beat:0,0\n\n^@"},
      {"CONNECT\r\naccept-version:1.2\r\nhost:h\r\n\r\n^@\r\n",
       "CONNECTED\nversion:1.2\nsession:1\nserver:test/1\nheart-beat:0,0\n\n^@"},
      // Any host, and none.
      {"CONNECT\naccept-version:1.2\nhost:\n\n^@",
       "CONNECTED\nversion:1.2\nsession:1\nserver:test/1\nheart-beat:0,0\n\n^@"},
      {"CONNECT\naccept-version:1.2\n\n^@",
       "CONNECTED\nversion:1.2\nsession:1\nserver:test/1\nheart-beat:0,0\n\n^@"},
      // EOLs come before it, and a receipt on it is ignored.
      {"\n\r\n\nCONNECT\naccept-version:1.2\nhost:h\nreceipt:r\n\n^@",
       "CONNECTED\nversion:1.2\nsession:1\nserver:test/1\nheart-beat:0,0\n\n^@"},
      // A body is ignored in 1.0, and so is a heart-beat header, whatever it says.
      {"CONNECT\nheart-beat:never\n\nbody^@", "CONNECTED\nsession:1\nserver:test/1\n\n^@"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.connect);
    Bench bench;
    const Client client = bench.stranger();
    client.says(row.connect);
    EXPECT_EQ(client.hears(), row.connected);
  }
}

TEST(Connect, RefusesWhatIsMalformed) {
  struct Row {
    const char* octets;
    const char* message;
  };
  const Row rows[] = {
      {"SEND\ndestination:/topic/a\n\nm^@", "not connected"},
      {"DISCONNECT\n\n^@", "not connected"},
      {"connect\naccept-version:1.2\nhost:h\n\n^@", "not connected"},
      {"CONNECTED\n\n^@", "not connected"},
      {"GET / HTTP/1.1\nHost: a\n\n^@", "not connected"},
      {"CONNECT\naccept-version:1.2\nhost:h\nheart-beat:1\n\n^@", "malformed heart-beat header"},
      {"CONNECT\naccept-version:1.1\nhost:h\nheart-beat:a,b\n\n^@", "malformed heart-beat header"},
      {"CONNECT\naccept-version:1.2\nhost:h\n\nbody^@", "unexpected body"},
      {"CONNECT\nno colon\n\n^@", "malformed frame received"},
      {"\x16\x03\x01\x02", "TLS is not supported here"},
      {"A\x16", "malformed frame received"},
      {"^@", "malformed frame received"},
  };
  for (const Row& row : rows) {
    for (const bool spelled : {false, true}) {
      SCOPED_TRACE(row.octets);
      Bench bench;
      const Client client = bench.stranger();
      spelled ? client.spells(row.octets) : client.says(row.octets);
      expect_error(client, row.message);
      client.says("CONNECT\naccept-version:1.2\nhost:h\n\n^@");
      EXPECT_EQ(client.hears(), "") << "what comes after the end is ignored";
    }
  }
}

TEST(Connect, OnlyOnce) {
  for (const std::string version : {"1.0", "1.1", "1.2"}) {
    for (const std::string command : {"CONNECT", "STOMP"}) {
      SCOPED_TRACE(version + command);
      Bench bench;
      const Client client = bench.client(version);
      client.says(command + "\naccept-version:1.2\nhost:h\n\n^@");
      expect_error(client, "already connected");
    }
  }
}

TEST(Connect, FramesBehindItInTheSameSegmentAreReadInTheNewVersion) {
  Bench bench;
  const Client client = bench.stranger();
  client.says(
      "CONNECT\naccept-version:1.1\nhost:h\n\n^@BEGIN\ntransaction:t\nreceipt:a\\cb\n\n^@"
      "BEGIN\ntransaction:u\nreceipt:\\r\n\n^@");
  const std::string heard = client.hears();
  EXPECT_NE(heard.find("RECEIPT\nreceipt-id:a\\cb\n\n^@"), std::string::npos) << heard;
  EXPECT_NE(heard.find("ERROR\nmessage:malformed frame received\n"), std::string::npos)
      << "\\r is no escape of 1.1: " << heard;
}

TEST(Connect, SessionsAreUnique) {
  Bench bench;
  const Client first = bench.stranger();
  const Client second = bench.stranger();
  first.says("CONNECT\n\n^@");
  second.says("CONNECT\n\n^@");
  EXPECT_EQ(first.hears(), "CONNECTED\nsession:1\nserver:test/1\n\n^@");
  EXPECT_EQ(second.hears(), "CONNECTED\nsession:2\nserver:test/1\n\n^@");
}

TEST(Connect, ServerHeaderHasAVersionOfOursWhereTheSettingsNameNone) {
  Settings settings = testing::open_settings();
  settings.server_name = "stompcheck";
  Bench bench(settings);
  const Client client = bench.stranger();
  client.says("CONNECT\n\n^@");
  EXPECT_NE(client.hears().find("\nserver:stompcheck/"), std::string::npos);
}

TEST(Connect, ChecksLoginAndPasscodeWhereThereAreAccounts) {
  struct Row {
    const char* headers;
    bool accepted;
  };
  const Row rows[] = {
      {"login:ann\npasscode:secret\n", true},
      {"login: ann \npasscode: secret\n", true},  // padded, as in the examples of 1.0
      {"login:ann\npasscode:Secret\n", false},
      {"login:ann\npasscode:\n", false},
      {"login:ann\n", false},
      {"login:bob\npasscode:secret\n", false},
      {"passcode:secret\n", false},
      {"", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.headers);
    Settings settings = testing::open_settings();
    settings.accounts = {{.login = "ann", .secret = "secret", .instances = {}}};
    Bench bench(settings);
    const Client client = bench.stranger();
    client.says("CONNECT\n" + std::string(row.headers) + "\n^@");
    if (row.accepted) {
      EXPECT_EQ(client.hears_commands(), "CONNECTED");
    } else {
      expect_error(client, "authentication failed");
    }
  }
}

TEST(Connect, DoesNotTrimFrom11On) {
  Settings settings = testing::open_settings();
  settings.accounts = {{.login = "ann", .secret = "secret", .instances = {}}};
  Bench bench(settings);
  const Client client = bench.stranger();
  client.says("CONNECT\naccept-version:1.2\nhost:h\nlogin: ann\npasscode:secret\n\n^@");
  expect_error(client, "authentication failed");
}

TEST(AccessPoint, IsForItsOwnNetworks) {
  struct Row {
    const char* access_point;
    const char* address;
    bool welcome;
  };
  const Row rows[] = {
      {"classic", "127.0.0.2", true},
      {"classic", "10.0.0.1", false},
      {"vpc", "127.0.0.1", true},
      {"vpc", "127.0.0.2", false},
      {"not in the settings", "10.0.0.1", true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.access_point) + row.address);
    Bench bench(testing::rocketmq_settings());
    const Client client =
        bench.stranger({.access_point = row.access_point, .address = row.address});
    EXPECT_EQ(client.hears(), row.welcome ? "" : "<reset>");
    EXPECT_EQ(bench.logs.size(), row.welcome ? 0U : 1U);
    if (!row.welcome) {
      EXPECT_EQ(bench.logs.at(0).event, "refused");
      EXPECT_EQ(bench.deadline(), std::nullopt);
    }
  }
}

}  // namespace
}  // namespace broker
