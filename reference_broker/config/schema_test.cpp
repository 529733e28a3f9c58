// settings.schema.json, README.md and the loader describe one language.
//
// That the loader reads every key that the schema names is shown by a file with all of them; that
// the schema names every key that the loader reads, by the loader's own list of keys, which it
// prints beside an unknown one.

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reference_broker/config/loader.hpp"

namespace broker {
namespace {

using Json = nlohmann::json;

std::string contents(const std::string& name) {
  std::ifstream file(STOMPCHECK_SOURCE_DIR "/reference_broker/config/" + name);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

const Json& schema() {
  static const Json parsed = Json::parse(contents("settings.schema.json"));
  return parsed;
}

bool schema_accepts(const Json& document) {
  valijson::Schema compiled;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema()), compiled);
  valijson::Validator validator;
  return validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

std::string loader_problems(const Json& document) {
  json::Problems problems;
  const auto environment = [](const std::string& name) {
    return name.empty() ? std::nullopt : std::optional<std::string>("secret");
  };
  static_cast<void>(parse_settings("x.json", document.dump(), environment, problems));
  std::string text;
  for (const json::Diagnostic& problem : problems) text += to_string(problem) + '\n';
  return text;
}

// Each object of the language: where the schema describes it, and an instance of it in a document.
struct Object {
  const char* schema;
  const char* instance;
};
constexpr Object objects[] = {
    {"", ""},
    {"/definitions/access-point", "/access-points/0"},
    {"/definitions/account", "/accounts/0"},
    {"/definitions/secret-elsewhere", "/accounts/0/secret"},
    {"/definitions/limits", "/limits"},
    {"/definitions/heart-beat", "/heart-beat"},
};

// Every key but those that belong to the other policy.
Json everything(const std::string& policy) {
  Json document = {
      {"$schema", "settings.schema.json"},
      {"policy", policy},
      {"server-name", "acme/1.0"},
      {"access-points",
       {{{"name", "a"},
         {"address", "::1"},
         {"port", 0},
         {"networks", {"10.0.0.0/8"}},
         {"transport", "tcp"}}}},
      {"accounts", {{{"login", "l"}, {"secret", {{"environment", "NAME"}}}}}},
      {"limits", Json::object()},
      {"heart-beat", {{"send-ms", 1}, {"receive-ms", 2}, {"tolerance", 3}}},
  };
  const bool open = policy == "open";
  for (const auto& [key, limit] : schema()["/definitions/limits/properties"_json_pointer].items()) {
    const bool open_only =
        limit["description"].get<std::string>().find("Policy open only") != std::string::npos;
    if (open || !open_only) document["limits"][key] = limit["default"];
  }
  if (!open) {
    document["instances"] = {"i"};
    document["accounts"][0]["grants"] = {{"i", {{"t", "pub"}}}, {"*", {{"*", "pub,sub"}}}};
  }
  return document;
}

std::set<std::string> keys_in_schema(const Object& object) {
  std::set<std::string> keys;
  const Json& node = schema().at(Json::json_pointer(object.schema));
  for (const auto& [key, value] : node["properties"].items()) keys.insert(key);
  return keys;
}

// What the loader lists as known beside a key that resembles none.
std::set<std::string> keys_in_loader(const Object& object, Json document) {
  document[Json::json_pointer(object.instance)]["zzzzzzzzzzzzzzzz"] = 1;
  const std::string problems = loader_problems(document);
  const std::size_t list = problems.find("known here: ");
  EXPECT_NE(list, std::string::npos) << problems;
  const std::string line = problems.substr(list, problems.find('\n', list) - list);
  std::set<std::string> keys;
  const std::regex word("\"([^\"]+)\"");
  for (auto match = std::sregex_iterator(line.begin(), line.end(), word);
       match != std::sregex_iterator(); ++match) {
    keys.insert((*match)[1]);
  }
  return keys;
}

TEST(SettingsSchema, AcceptsTheSamples) {
  EXPECT_TRUE(schema_accepts(Json::parse(contents("rocketmq.json"))));
  EXPECT_TRUE(schema_accepts(Json::parse(contents("open.json"))));
  EXPECT_TRUE(schema_accepts(Json::parse(contents("open-transports.json"))));
}

TEST(SettingsSchema, AcceptsWithTheLoaderAFileOfEveryKey) {
  for (const char* const policy : {"rocketmq", "open"}) {
    SCOPED_TRACE(policy);
    EXPECT_TRUE(schema_accepts(everything(policy)));
    EXPECT_EQ(loader_problems(everything(policy)), "");
  }
}

TEST(SettingsSchema, NamesTheKeysThatTheLoaderReads) {
  for (const Object& object : objects) {
    SCOPED_TRACE(object.schema);
    EXPECT_EQ(keys_in_schema(object), keys_in_loader(object, everything("rocketmq")));
    EXPECT_EQ(keys_in_schema(object), keys_in_loader(object, everything("open")));
  }
}

TEST(SettingsSchema, RefusesWithTheLoaderWhatIsWrong) {
  struct Row {
    const char* policy;
    const char* pointer;
    Json value;  // null: the key is taken away
  };
  for (const Row& row : std::vector<Row>{
           {"open", "/polcy", "open"},
           {"open", "/policy", "closed"},
           {"open", "/policy", nullptr},
           {"open", "/server-name", "a/b/c"},
           {"open", "/access-points", nullptr},
           {"open", "/access-points", Json::array()},
           {"open", "/access-points/0/name", nullptr},
           {"open", "/access-points/0/name", "a b"},
           {"open", "/access-points/0/port", nullptr},
           {"open", "/access-points/0/port", 65'536},
           {"open", "/access-points/0/networks/0", 10},
           {"open", "/access-points/0/transport", "ssl"},
           {"open", "/access-points/0/client-ca", "ca.pem"},
           {"rocketmq", "/access-points/0/transport", "tls"},
           {"open", "/instances", {"i"}},
           {"open", "/accounts/0/grants", Json::object()},
           {"open", "/accounts/0/login", ""},
           {"open", "/accounts/0/login", "a\nb"},
           {"open", "/accounts/0/secret", ""},
           {"open", "/accounts/0/secret/environment", ""},
           {"open", "/limits/queue-octets-max", 1},
           {"open", "/limits/login-deadline-ms", 9},
           {"open", "/heart-beat/tolerance", 0},
           {"open", "/heart-beat/send-ms", 1.5},
           {"rocketmq", "/instances", nullptr},
           {"rocketmq", "/instances/0", "a/b"},
           {"rocketmq", "/accounts", nullptr},
           {"rocketmq", "/accounts", Json::array()},
           {"rocketmq", "/accounts/0/grants", nullptr},
           {"rocketmq", "/accounts/0/grants/i/t", "sub,pub"},
           {"rocketmq", "/accounts/0/grants/i/~1t", "pub"},
           {"rocketmq", "/limits/transactions-max", 2},
           {"rocketmq", "/limits/queue-messages-max", 2},
       }) {
    SCOPED_TRACE(std::string(row.policy) + ' ' + row.pointer + ' ' + row.value.dump());
    Json document = everything(row.policy);
    const Json::json_pointer pointer(row.pointer);
    if (row.value.is_null()) {
      document[pointer.parent_pointer()].erase(pointer.back());
    } else {
      document[pointer] = row.value;
    }
    EXPECT_FALSE(schema_accepts(document));
    EXPECT_NE(loader_problems(document), "");
  }
}

TEST(SettingsSchema, GivesTheLoadersRangesAndDefaults) {
  for (const char* const group : {"limits", "heart-beat"}) {
    const Json& properties = schema()["definitions"][group]["properties"];
    for (const auto& [key, property] : properties.items()) {
      SCOPED_TRACE(key);
      const auto problem_with = [&key, &group](const Json& value) {
        Json document = everything("open");
        // Room for the largest body.
        document["limits"]["outbound-octets-max"] = 2147483648;
        if (std::string(group) == "limits") document["limits"]["body-octets-max"] = 0;
        document[group][key] = value;
        return loader_problems(document);
      };
      EXPECT_EQ(problem_with(property["minimum"]), "");
      EXPECT_EQ(problem_with(property["maximum"]), "");
      EXPECT_NE(problem_with(property["minimum"].get<std::int64_t>() - 1), "");
      EXPECT_NE(problem_with(property["maximum"].get<std::int64_t>() + 1), "");
    }
  }
  const BrokerLimits limits;
  const Json& properties = schema()["definitions"]["limits"]["properties"];
  const auto default_of = [&properties](const char* key) {
    return properties[key]["default"].get<std::size_t>();
  };
  EXPECT_EQ(default_of("header-count-max"), limits.frame.header_count_max);
  EXPECT_EQ(default_of("line-octets-max"), limits.frame.line_octets_max);
  EXPECT_EQ(default_of("body-octets-max"), limits.frame.body_octets_max);
  EXPECT_EQ(default_of("connections-max"), limits.connections_max);
  EXPECT_EQ(default_of("subscriptions-max"), limits.subscriptions_max);
  EXPECT_EQ(default_of("transactions-max"), limits.transactions_max);
  EXPECT_EQ(default_of("transaction-messages-max"), limits.transaction_messages_max);
  EXPECT_EQ(default_of("outbound-octets-max"), limits.outbound_octets_max);
  EXPECT_EQ(default_of("unacknowledged-max"), limits.unacknowledged_max);
  EXPECT_EQ(default_of("queue-messages-max"), limits.queue_messages_max);
  EXPECT_EQ(default_of("queue-octets-max"), limits.queue_octets_max);
  EXPECT_EQ(default_of("destinations-max"), limits.destinations_max);
  EXPECT_EQ(std::chrono::milliseconds(default_of("login-deadline-ms")), limits.login_deadline);
  const HeartBeat beat;
  const Json& beat_properties = schema()["definitions"]["heart-beat"]["properties"];
  EXPECT_EQ(beat_properties["send-ms"]["default"], beat.send_ms);
  EXPECT_EQ(beat_properties["receive-ms"]["default"], beat.receive_ms);
  EXPECT_EQ(beat_properties["tolerance"]["default"], beat.tolerance);
}

TEST(SettingsReadme, DocumentsEveryKeyWithItsDefault) {
  const std::string readme = contents("README.md");
  for (const Object& object : objects) {
    const Json& node = schema().at(Json::json_pointer(object.schema));
    for (const auto& [key, property] : node["properties"].items()) {
      std::string row = "\n| `" + key + "` |";
      const bool number = property.contains("default") && property["default"].is_number();
      if (number) row += ' ' + property["default"].dump() + " |";
      EXPECT_NE(readme.find(row), std::string::npos) << "README.md lacks the row" << row;
    }
  }
}

}  // namespace
}  // namespace broker
