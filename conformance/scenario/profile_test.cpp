#include "conformance/scenario/profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using Texts = std::vector<std::string>;

TEST(Endpoint, IsReadAsPeopleWriteIt) {
  const struct {
    std::string_view text;
    std::optional<Endpoint> endpoint;
  } rows[] = {
      {"127.0.0.1:8080", Endpoint{"127.0.0.1", 8080}},
      {"broker.example:61613", Endpoint{"broker.example", 61613}},
      {"[::1]:8080", Endpoint{"::1", 8080}},
      {"stomp://broker", Endpoint{"broker", 61613}},
      {"stomp://broker/", Endpoint{"broker", 61613}},
      {"stomp://broker:1", Endpoint{"broker", 1}},
      {"stomp://[::1]", Endpoint{"::1", 61613}},
      {"stomp://[::1]:65535", Endpoint{"::1", 65535}},
      {"stomps://broker", Endpoint{"broker", 61614, Scheme::stomps}},
      {"stomps://[::1]:1/", Endpoint{"::1", 1, Scheme::stomps}},
      {"ws://broker", Endpoint{"broker", 80, Scheme::ws, "/"}},
      {"ws://broker:15674/stomp", Endpoint{"broker", 15674, Scheme::ws, "/stomp"}},
      {"ws://[::1]:1/a/b?c=d", Endpoint{"::1", 1, Scheme::ws, "/a/b?c=d"}},
      {"wss://broker/", Endpoint{"broker", 443, Scheme::wss, "/"}},
      {"ws://broker:1/a b", std::nullopt},
      {"ws://broker:1/a#b", std::nullopt},
      {"ws://:1/", std::nullopt},
      {"stomps://broker:1/path", std::nullopt},
      {"", std::nullopt},
      {"broker", std::nullopt},
      {":8080", std::nullopt},
      {"broker:", std::nullopt},
      {"broker:0", std::nullopt},
      {"broker:65536", std::nullopt},
      {"broker:80a", std::nullopt},
      {"broker:-1", std::nullopt},
      {"::1:8080", std::nullopt},
      {"[::1]8080", std::nullopt},
      {"[::1", std::nullopt},
      {"[broker]:1", std::nullopt},
      {"http://broker:80", std::nullopt},
      {"stomp://user@broker:80", std::nullopt},
      {"stomp://broker:80/path", std::nullopt},
      {"a b:80", std::nullopt},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Endpoint::parse(row.text), row.endpoint) << row.text;
    if (!row.endpoint) continue;
    EXPECT_EQ(Endpoint::parse(to_string(*row.endpoint)), row.endpoint);
  }
  EXPECT_EQ(to_string(Endpoint{"::1", 80}), "[::1]:80");
}

std::optional<std::string> environment(const std::string& name) {
  if (name == "SECRET") return "from outside";
  return std::nullopt;
}

struct Loaded {
  std::optional<Profile> profile;
  Texts problems;
};

Loaded load(std::string_view text) {
  const testing::TestSuite files;
  files.write("profile.json", text);
  json::Problems problems;
  Loaded loaded{.profile = load_profile(files.path("profile.json"), environment, problems),
                .problems = {}};
  loaded.problems = testing::briefs(problems);
  return loaded;
}

// A profile that lacks everything that could be asked of it.
std::string minimal(std::string_view more) {
  return R"({"name": "n", "description": "d", "endpoint": "h:1", )" + std::string(more) + R"(
    "destinations": {"topic": "/t/${unique}"},
    "missing": {"queue": "r", "redelivery": "r", "authentication": "r", "access-control": "r",
                "rocketmq": "r", "instances": "r", "access-points": "r"}})";
}

TEST(Profile, HasDefaults) {
  const Loaded loaded = load(minimal(""));
  EXPECT_EQ(loaded.problems, Texts());
  ASSERT_TRUE(loaded.profile);
  const Profile& profile = *loaded.profile;
  EXPECT_EQ(profile.name, "n");
  EXPECT_EQ(profile.embedded, Embedded::none);
  EXPECT_EQ(profile.endpoint, (Endpoint{"h", 1}));
  EXPECT_EQ(profile.versions.size(), 3U);
  EXPECT_EQ(profile.host, "/");
  ASSERT_EQ(profile.connect_headers.size(), 2U);
  EXPECT_EQ(profile.connect_headers[1].value, "${passcode}");
  EXPECT_EQ(profile.missing.size(), 7U);
  EXPECT_EQ(profile.fence, FenceStep::With::send);
  EXPECT_TRUE(profile.secrets().empty());
}

TEST(Profile, ReadsEveryKey) {
  const Loaded loaded = load(R"({"$schema": "x", "name": "n", "description": "d",
    "embedded": "open", "endpoint": {"environment": "NONE", "otherwise": "[::1]:2"},
    "versions": ["1.2", "1.1"], "host": "v", "connect": {"login": "${login}", "x": "1 ${version}"},
    "accounts": {"default": {"login": "a", "secret": {"environment": "SECRET"},
                             "passcode": "signature"},
                 "limited": {"login": "b", "secret": "c"}},
    "instances": {"default": "i", "other": "j"},
    "access-points": {"vpc": {"endpoint": "h:3", "elsewhere": "127.0.0.2"}},
    "destinations": {"topic": "/t/${unique}", "queue": "/q/${unique}", "pub-only": "/p/${unique}",
                     "sub-only": "/s/${unique}", "both": "/b/${unique}",
                     "forbidden": "/f/${unique}"},
    "limits": {"body-octets": 5}, "missing": {"rocketmq": "why"},
    "not-applicable": {"1.2/**": "because"}, "fence": "begin",
    "no-receipt": {"ACK": "it has no acknowledgements"}})");
  EXPECT_EQ(loaded.problems, Texts());
  ASSERT_TRUE(loaded.profile);
  const Profile& profile = *loaded.profile;
  EXPECT_EQ(profile.embedded, Embedded::open);
  EXPECT_EQ(profile.endpoint, (Endpoint{"::1", 2}));
  EXPECT_EQ(profile.versions,
            (std::vector<stomp::Version>{stomp::Version::v1_1, stomp::Version::v1_2}));
  EXPECT_EQ(profile.host, "v");
  EXPECT_EQ(profile.connect_headers.at(1).value, "1 ${version}");
  EXPECT_EQ(profile.accounts.at("default").secret, "from outside");
  EXPECT_EQ(profile.accounts.at("default").passcode, AccountProfile::Passcode::signature);
  EXPECT_EQ(profile.accounts.at("limited").passcode, AccountProfile::Passcode::plain);
  EXPECT_EQ(profile.secrets(), (Texts{"from outside", "c"}));
  EXPECT_EQ(profile.instances.at("other"), "j");
  EXPECT_EQ(profile.access_points.at("vpc").endpoint, (Endpoint{"h", 3}));
  EXPECT_EQ(profile.access_points.at("vpc").elsewhere, "127.0.0.2");
  EXPECT_EQ(profile.destinations.at("queue"), "/q/${unique}");
  EXPECT_EQ(profile.limits.at("body-octets"), 5);
  EXPECT_EQ(profile.missing.at("rocketmq"), "why");
  EXPECT_EQ(profile.not_applicable.at(0), std::pair(std::string("1.2/**"), std::string("because")));
  EXPECT_EQ(profile.fence, FenceStep::With::begin);
  EXPECT_EQ(profile.no_receipt.at("ACK"), "it has no acknowledgements");
}

TEST(Profile, ComplainsOfWhatIsWrong) {
  const struct {
    std::string_view more;
    std::string_view problem;
  } rows[] = {
      {R"("versoins": [],)", "1:54: unknown key \"versoins\" (did you mean \"versions\"?)"},
      {R"("versions": ["2"],)", "1:67: STOMP has the versions \"1.0\", \"1.1\" and \"1.2\""},
      {R"("embedded": "opn",)",
       "1:66: \"embedded\" must be one of \"rocketmq\", \"open\", \"none\", not \"opn\" (did you "
       "mean "
       "\"open\"?)"},
      {R"("host": {"environment": "NONE"},)",
       "1:62: the environment variable NONE is not set (set it, or give an \"otherwise\")"},
      {R"("connect": {"login": "${logn}"},)",
       "1:75: no ${logn} may stand here (there is only ${host} ${login} ${passcode} ${client-id} "
       "${instance} ${version})"},
      {R"("connect": {"login": "${"},)",
       "1:75: \"${\" without a \"}\"; a literal one is written \"$${\""},
      {R"("connect": ["login"],)", "1:65: the headers of CONNECT are an object"},
      {R"("accounts": {"default": {"login": "a"}},)", "1:78: the key \"secret\" is missing"},
      {R"("access-points": {"vpc": {"endpoint": "h"}},)",
       "1:92: expected HOST:PORT, [ADDRESS]:PORT, stomp://HOST, stomps://HOST, ws://HOST/PATH or "
       "wss://HOST/PATH"},
      {R"("limits": {"body-octets": 0},)",
       "1:80: \"body-octets\" must be from 1 to 1099511627776, not 0"},
      {R"("not-applicable": {"1.2/x": ""},)",
       "1:82: a reason is missing (reports show it beside each case that is n/a)"},
      {R"("no-receipt": {"SEND": "why"},)", "1:69: nothing can stand in for a RECEIPT of that"},
      {R"("no-receipt": {"ACK": ""},)",
       "1:76: a reason is missing (reports show it beside each case that is n/a)"},
      {R"("not-applicable": ["1.2/x"],)", "1:72: expected an object, not an array"},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load(minimal(row.more));
    EXPECT_FALSE(loaded.profile) << row.more;
    EXPECT_EQ(loaded.problems, Texts{std::string(row.problem)}) << row.more;
  }
}

TEST(Profile, MustHaveWhatItDoesNotDeclareMissing) {
  const Loaded loaded = load(R"({"name": "n", "description": "d", "endpoint": "h:1",
    "destinations": {"topik": "/t"}, "missing": {"topics": "r"}})");
  const std::string hint = " (or say under \"missing\" why the target lacks it)";
  EXPECT_EQ(loaded.problems,
            (Texts{"2:31: \"${unique}\" is missing (cases must not see each other's messages)",
                   "2:50: no capability is called \"topics\" (did you mean \"topic\"?)",
                   "1:1: \"topic\" needs a destination \"topic\"" + hint,
                   "1:1: \"queue\" needs a destination \"queue\"" + hint,
                   "1:1: \"authentication\" needs an account \"default\"" + hint,
                   "1:1: \"access-control\" needs an account \"limited\" and destinations "
                   "\"pub-only\", \"sub-only\", \"both\", \"forbidden\"" +
                       hint,
                   "1:1: \"instances\" needs the instances \"default\" and \"other\"" + hint,
                   "1:1: \"access-points\" needs \"access-points\"" + hint}));
}

TEST(Profile, OfAnAddressAssumesPlainStomp) {
  const Profile profile = default_profile({"::1", 5});
  EXPECT_EQ(profile.name, "[::1]:5");
  EXPECT_EQ(profile.endpoint, (Endpoint{"::1", 5}));
  EXPECT_EQ(profile.versions.size(), 3U);
  EXPECT_TRUE(profile.destinations.contains("topic"));
  EXPECT_TRUE(profile.destinations.contains("queue"));
  EXPECT_TRUE(profile.missing.contains("access-control"));
  EXPECT_FALSE(profile.missing.contains("transactions"));
  EXPECT_TRUE(profile.accounts.empty());
}

TEST(Profile, OfEveryTargetInTheRepositoryLoads) {
  const std::string folder = STOMPCHECK_SOURCE_DIR "/conformance/targets/";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().string();
    if (!file.ends_with(".json") || file.ends_with(".schema.json")) continue;
    json::Problems problems;
    const std::optional<Profile> profile = load_profile(file, environment, problems);
    EXPECT_EQ(testing::briefs(problems), Texts()) << file;
    ASSERT_TRUE(profile) << file;
    EXPECT_EQ(profile->name, entry.path().stem().string());
    ++count;
  }
  EXPECT_GE(count, 3U);
}

TEST(Profile, SaysHowToReachATargetOverTlsAndWebSocket) {
  const Loaded loaded = load(minimal(R"("tls": {"ca": "ca.pem"},)"));
  ASSERT_FALSE(loaded.profile);
  EXPECT_THAT(loaded.problems, ::testing::ElementsAre(::testing::HasSubstr("cannot be read")));

  const Profile profile = *load(minimal(R"(
    "tls": {"sni": "broker.example", "insecure": true},
    "websocket": {"frames": "binary", "protocols": ["stomp"]},)"))
                               .profile;
  EXPECT_EQ(profile.tls.sni, "broker.example");
  EXPECT_TRUE(profile.tls.insecure);
  EXPECT_EQ(profile.websocket.frames, WebSocketProfile::Frames::binary);
  EXPECT_EQ(profile.protocols(stomp::Version::v1_2), Texts{"stomp"});
  EXPECT_EQ(Profile().protocols(stomp::Version::v1_0), Texts{"v10.stomp"});
  EXPECT_EQ(Profile().protocols(stomp::Version::v1_2), Texts{"v12.stomp"});
}

}  // namespace
}  // namespace conformance
