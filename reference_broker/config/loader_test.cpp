// What settings files mean, and what is said about those that mean nothing.

#include "reference_broker/config/loader.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::optional<std::string> environment(const std::string& name) {
  if (name == "SECRET_OF_A") return "from-outside";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

// Every field of Settings as text, so that two of them can be compared and a difference be read.
std::string spell(const Settings& settings) {
  std::string text = settings.policy == PolicyKind::open ? "open " : "rocketmq ";
  text += settings.server_name;
  for (const AccessPoint& point : settings.access_points) {
    text += "\naccess point " + point.name + ' ' + point.address + ' ' +
            std::to_string(point.port) + ' ' + std::string(to_string(point.transport));
    for (const Network& network : point.networks) {
      text +=
          ' ' + testing::PrintToString(network.address) + '/' + std::to_string(network.prefix_bits);
    }
  }
  for (const std::string& instance : settings.instances) text += "\ninstance " + instance;
  for (const Account& account : settings.accounts) {
    text += "\naccount " + account.login + ' ' + account.secret;
    for (const InstanceGrants& instance : account.instances) {
      for (const Grant& grant : instance.grants) {
        text += "\n  " + instance.instance + ' ' + grant.topic + (grant.pub ? " pub" : "") +
                (grant.sub ? " sub" : "");
      }
    }
  }
  const BrokerLimits& limits = settings.limits;
  text += "\nlimits";
  for (const std::size_t number :
       {limits.frame.header_count_max, limits.frame.line_octets_max, limits.frame.body_octets_max,
        limits.connections_max, limits.subscriptions_max, limits.transactions_max,
        limits.transaction_messages_max, limits.outbound_octets_max, limits.unacknowledged_max,
        limits.queue_messages_max, limits.queue_octets_max, limits.destinations_max}) {
    text += ' ' + std::to_string(number);
  }
  text += ' ' + std::to_string(limits.login_deadline.count()) + "us\nheart-beat";
  for (const std::uint32_t number : {settings.heart_beat.send_ms, settings.heart_beat.receive_ms,
                                     settings.heart_beat.tolerance}) {
    text += ' ' + std::to_string(number);
  }
  return text;
}

Settings loaded(const std::string& text) {
  json::Problems problems;
  std::optional<Settings> settings = parse_settings("x.json", text, environment, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << to_string(problem);
  return settings.value_or(Settings());
}

std::vector<std::string> problems_of(const std::string& text) {
  json::Problems problems;
  EXPECT_FALSE(parse_settings("x.json", text, environment, problems).has_value());
  std::vector<std::string> lines;
  for (const json::Diagnostic& problem : problems) lines.push_back(to_string(problem));
  return lines;
}

// A rocketmq file that is right, with one key more or less.
std::string rocketmq_with(const std::string& members) {
  return R"({"policy": "rocketmq", "access-points": [{"name": "a", "port": 0}],
             "instances": ["i"], "accounts": [{"login": "l", "secret": "s", "grants": {}}])" +
         (members.empty() ? "" : ",\n" + members) + "}";
}

std::string open_with(const std::string& members) {
  return R"({"policy": "open", "access-points": [{"name": "a", "port": 0}])" +
         (members.empty() ? "" : ",\n" + members) + "}";
}

TEST(Loader, ReadsTheSampleFilesAsTheSampleSettings) {
  const std::string folder = STOMPCHECK_SOURCE_DIR "/reference_broker/config/";
  json::Problems problems;
  const std::optional<Settings> rocketmq =
      load_settings(folder + "rocketmq.json", environment, problems);
  const std::optional<Settings> open = load_settings(folder + "open.json", environment, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << to_string(problem);
  ASSERT_TRUE(rocketmq && open);
  EXPECT_EQ(spell(*rocketmq), spell(sample_settings(PolicyKind::rocketmq)));
  EXPECT_EQ(spell(*open), spell(sample_settings(PolicyKind::open)));
}

TEST(Loader, ReadsTheSampleOfAllTransports) {
  json::Problems problems;
  const std::optional<Settings> settings = load_settings(
      STOMPCHECK_SOURCE_DIR "/reference_broker/config/open-transports.json", environment, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << to_string(problem);
  Settings sample = sample_settings(PolicyKind::open);
  sample.access_points.clear();
  for (const Transport transport : transports) {
    sample.access_points.push_back(sample_access_point(transport));
  }
  ASSERT_TRUE(settings);
  EXPECT_EQ(spell(*settings), spell(sample));
}

TEST(Loader, ReadsTheFilesOfAnAccessPointFromWhereTheSettingsAre) {
  // Any file will do: whether it is PEM is seen when the broker begins to listen.
  json::Problems problems;
  const std::optional<Settings> settings = parse_settings(
      STOMPCHECK_SOURCE_DIR "/reference_broker/config/x.json",
      R"({"policy": "open", "access-points": [{"name": "a", "port": 0, "transport": "tls",
          "certificate": "open.json", "key": "../config/open.json", "client-ca": "open.json"}]})",
      environment, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << to_string(problem);
  ASSERT_TRUE(settings);
  const AccessPoint& point = settings->access_points.front();
  EXPECT_EQ(point.transport, Transport::tls);
  EXPECT_THAT(point.certificate, HasSubstr("\"policy\": \"open\""));
  EXPECT_EQ(point.key, point.certificate);
  EXPECT_EQ(point.client_ca, point.certificate);
}

TEST(Loader, ComplainsOfADirectoryWhereAFileShouldBe) {
  const std::vector<std::string> problems = problems_of(
      R"({"policy": "open", "access-points": [{"name": "a", "port": 0, "transport": "tls",
          "client-ca": "."}]})");
  EXPECT_THAT(problems, ElementsAre(HasSubstr("cannot be read")));
}

TEST(Loader, RefusesEveryTransportButTcpUnderThePolicyRocketMq) {
  for (const char* transport : {"tls", "websocket", "secure-websocket"}) {
    EXPECT_THAT(problems_of(std::string(R"({"policy": "rocketmq", "instances": ["i"], "accounts":
        [{"login": "a", "secret": "s", "grants": {}}], "access-points":
        [{"name": "a", "port": 0, "transport": ")") +
                            transport + R"("}]})"),
                ElementsAre(HasSubstr("there is only \"tcp\" (RMQ-LIM-2)")));
  }
}

TEST(Loader, ReadsEveryKey) {
  const Settings settings = loaded(R"({
    "policy": "rocketmq", "server-name": "acme",
    "access-points": [{"name": "p", "address": "::1", "port": 1, "networks": ["fd00::/8"]}],
    "instances": ["i", "j"],
    "accounts": [{"login": "a", "secret": {"environment": "SECRET_OF_A"},
                  "grants": {"i": {"t": "pub", "u": "sub"}, "*": {"*": "pub,sub"}}}],
    "limits": {"header-count-max": 10, "line-octets-max": 201, "body-octets-max": 302,
               "connections-max": 3, "subscriptions-max": 4, "outbound-octets-max": 5000,
               "unacknowledged-max": 6, "destinations-max": 7, "login-deadline-ms": 80},
    "heart-beat": {"send-ms": 9, "receive-ms": 0, "tolerance": 2}})");
  EXPECT_THAT(spell(settings), testing::StartsWith("rocketmq acme\n"
                                                   "access point p ::1 1 tcp { '\\xFD'"));
  EXPECT_THAT(spell(settings), HasSubstr("/8\n"
                                         "instance i\n"
                                         "instance j\n"
                                         "account a from-outside\n"
                                         "  i t pub\n"
                                         "  i u sub\n"
                                         "  * * pub sub\n"
                                         "limits 10 201 302 3 4 16 1000 5000 6 10000 67108864 7 "
                                         "80000us\n"
                                         "heart-beat 9 0 2"));

  const Settings open = loaded(open_with(
      R"("limits": {"transactions-max": 1, "transaction-messages-max": 2,
                    "queue-messages-max": 3, "queue-octets-max": 4096},
         "accounts": [{"login": "guest", "secret": "guest"}])"));
  EXPECT_THAT(spell(open),
              HasSubstr("limits 128 16384 1048576 1024 256 1 2 4194304 10000 3 4096 "));
  EXPECT_THAT(spell(open), HasSubstr("\naccount guest guest\n"));
}

TEST(Loader, SaysWhatIsWrongWhereItStandsAndWhatToDo) {
  struct Row {
    std::string text;
    const char* problem;
  };
  for (const Row& row : std::vector<Row>{
           {"[]", "x.json:1:1: error: expected an object"},
           {R"({"access-points": [{"name": "a", "port": 0}], "instances": ["i"],
                "accounts": [{"login": "l", "secret": "s", "grants": {}}]})",
            "the key \"policy\" is missing"},
           {rocketmq_with(R"("acounts": [])"),
            "x.json:3:1: error: unknown key \"acounts\" (did you "
            "mean \"accounts\"?)"},
           {rocketmq_with(R"("server-name": "a b")"),
            "x.json:3:16: error: \"server-name\" must be"},
           {rocketmq_with(R"("server-name": "")"), "\"server-name\" must be a name"},
           {rocketmq_with(R"("limits": {"connections-max": 0})"),
            "x.json:3:31: error: \"connections-max\" must be from 1 to 100000, not 0\n"
            "  at /limits/connections-max"},
           {rocketmq_with(R"("limits": {"queue-messages-max": 5})"),
            "x.json:3:12: error: \"queue-messages-max\" means nothing under the policy "
            "\"rocketmq\""},
           {rocketmq_with(R"("limits": {"login-deadline-ms": "10s"})"), "must be an integer"},
           {rocketmq_with(R"("limits": {"body-octets-max": 4194304})"),
            "\"outbound-octets-max\" must be greater than \"body-octets-max\""},
           {rocketmq_with(R"("heart-beat": {"tolerance": 0})"), "must be from 1 to 100, not 0"},
           {rocketmq_with(R"("heart-beat": {"sendms": 0})"), "did you mean \"send-ms\"?"},
           {open_with(R"("instances": [])"),
            "x.json:2:1: error: \"instances\" mean nothing under the policy \"open\" (remove them"},
           {open_with(R"("accounts": [{"login": "l", "secret": "s", "grants": {}}])"),
            "\"grants\" mean nothing under the policy \"open\""},
           {open_with(R"("accounts": [{"login": "l"}])"),
            "x.json:2:14: error: the key \"secret\" is missing\n  at /accounts/0"},
           {open_with(R"("accounts": [{"login": "", "secret": "s"}])"), "a login is not empty"},
           {open_with(R"("accounts": [{"login": "a\nb", "secret": "s"}])"), "a login is not empty"},
           {open_with(R"("accounts": [{"login": "l", "secret": ""}])"),
            "a secret is a string that is not empty, or names a variable ({\"environment\": "},
           {open_with(R"("accounts": {"l": "s"})"), "\"accounts\" must be an array"},
           {open_with(R"("accounts": [{"login": "l", "secret": {"environment": "ABSENT"}}])"),
            "x.json:2:55: error: the environment variable \"ABSENT\" is not set (export it "
            "before the broker starts)\n  at /accounts/0/secret/environment"},
           {open_with(R"("accounts": [{"login": "l", "secret": {"environment": "EMPTY"}}])"),
            "the environment variable \"EMPTY\" is not set"},
           {open_with(
                R"("accounts": [{"login": "l", "secret": "s"}, {"login": "l", "secret": "t"}])"),
            "x.json:2:55: error: two accounts have the login \"l\" (merge them into one)"},
       }) {
    SCOPED_TRACE(row.text);
    EXPECT_THAT(problems_of(row.text), ElementsAre(HasSubstr(row.problem)));
  }
}

TEST(Loader, ExaminesAccessPoints) {
  struct Row {
    const char* access_points;
    const char* problem;
  };
  for (const Row& row : std::vector<Row>{
           {"[]", "there is no access point, so nobody could connect"},
           {"{}", "\"access-points\" must be an array"},
           {"[3]", "expected an object, not an integer"},
           {R"([{"port": 1}])", "the key \"name\" is missing"},
           {R"([{"name": "a"}])", "the key \"port\" is missing"},
           {R"([{"name": "a b", "port": 1}])", "an access point's name consists of"},
           {R"([{"name": "a", "port": 65536}])", "\"port\" must be from 0 to 65535, not 65536"},
           {R"([{"name": "a", "port": 1, "address": "localhost"}])",
            "\"localhost\" is no IP address (host names are not looked up"},
           {R"([{"name": "a", "port": 1, "address": "10.0.0.0/8"}])", "is no IP address"},
           {R"([{"name": "a", "port": 1, "networks": ["::/0", "10.0.0.0/33"]}])",
            "x.json:2:48: error: \"10.0.0.0/33\" is no IP network (write it as \"10.0.0.0/8\" or "
            "\"fd00::/8\")\n  at /access-points/0/networks/1"},
           {R"([{"name": "a", "port": 1, "transport": "ssl"}])", "\"transport\""},
           {R"([{"name": "a", "port": 1, "certificate": "x"}])",
            "\"certificate\" means nothing over the transport \"tcp\""},
           {R"([{"name": "a", "port": 1, "transport": "tls", "client-ca": "no such file"}])",
            "no such file cannot be read"},
           {R"([{"name": "a", "port": 1, "networks": [7]}])", "7 is no IP network"},
           {R"([{"name": "a", "port": 1}, {"name": "a", "port": 2}])",
            "x.json:2:37: error: two access points are called \"a\""},
           {R"([{"name": "a", "port": 1}, {"name": "b", "port": 1}])",
            "x.json:2:50: error: another access point has this address and port"},
       }) {
    SCOPED_TRACE(row.access_points);
    EXPECT_THAT(problems_of(std::string("{\"policy\": \"open\", \"access-points\":\n") +
                            row.access_points + "}"),
                ElementsAre(HasSubstr(row.problem)));
  }
  EXPECT_EQ(loaded(R"({"policy": "open", "access-points": [{"name": "a", "port": 0},
                                                           {"name": "b", "port": 0}]})")
                .access_points.size(),
            2U);
}

TEST(Loader, ExaminesInstancesAndGrants) {
  struct Row {
    const char* instances;
    const char* grants;
    const char* problem;
  };
  for (const Row& row : std::vector<Row>{
           {"[]", "{}", "there is no instance, so nobody could log in"},
           {"[\"*\"]", "{}", "an instance id is a string of letters, digits, \"-\" and \"_\""},
           {"[7]", "{}", "an instance id is a string"},
           {"[\"i\", \"i\"]", "{}", "the instance \"i\" stands twice"},
           {"[\"inst_a\"]", R"({"inst_b": {}})",
            "x.json:3:2: error: there is no instance \"inst_b\" to grant anything in (did you mean "
            "\"inst_a\"?)\n  at /accounts/0/grants"},
           {"[\"i\"]", R"({"other": {}})",
            "(add it to \"instances\", or write \"*\" for all of them)"},
           {"[\"i\"]", "[]", "\"grants\" must be an object of instances"},
           {"[\"i\"]", R"({"i": "pub"})", "expected an object, not a string"},
           {"[\"i\"]", R"({"i": {"/t": "pub"}})", "x.json:3:8: error: \"/t\" is no topic"},
           {"[\"i\"]", R"({"i": {"t": "pubs"}})",
            "\"t\" must be one of \"pub\", \"sub\", \"pub,sub\", not \"pubs\" (did you mean "
            "\"pub\"?)"},
       }) {
    SCOPED_TRACE(std::string(row.instances) + row.grants);
    EXPECT_THAT(problems_of("{\"policy\": \"rocketmq\", \"access-points\": [{\"name\": \"a\", "
                            "\"port\": 0}], \"instances\":\n" +
                            std::string(row.instances) +
                            ", \"accounts\": [{\"login\": \"l\", \"secret\": \"s\", \"grants\":\n" +
                            row.grants + "}]}"),
                ElementsAre(HasSubstr(row.problem)));
  }
}

TEST(Loader, ReportsAllMistakesAtOnce) {
  EXPECT_THAT(problems_of(R"({"policy": "rockemq", "access-points": [{"name": "a", "prt": 1}],
                              "instances": ["i"], "limits": {"line-octets-max": 1}})"),
              UnorderedElementsAre(
                  HasSubstr("did you mean \"rocketmq\"?"), HasSubstr("the key \"port\" is missing"),
                  HasSubstr("did you mean \"port\"?"), HasSubstr("the key \"accounts\" is missing"),
                  HasSubstr("must be from 128 to 1048576, not 1")));
}

TEST(Loader, SaysThatAFileIsMissing) {
  json::Problems problems;
  EXPECT_FALSE(load_settings("/nowhere/x.json", environment, problems).has_value());
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].file, "/nowhere/x.json");
  EXPECT_THAT(problems[0].message, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace broker
