#include "reference_broker/config/loader.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace broker {
namespace {

using json::Node;
using json::ObjectReader;
using json::Problems;

constexpr std::string_view letters_and_digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// The characters of a destination's level (RMQ-DEST-2); instance ids are held to the same.
bool is_level(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char octet) {
    return octet == '-' || octet == '_' || letters_and_digits.find(octet) != std::string_view::npos;
  });
}

// name ["/" version], as the server header carries it (STOMP 1.2, CONNECTED Frame).
bool is_server_name(std::string_view text) {
  const bool printable = std::all_of(text.begin(), text.end(), [](char octet) {
    return octet > ' ' && octet < '\x7f' && octet != ':' && octet != '\\';
  });
  const auto slashes = std::count(text.begin(), text.end(), '/');
  return printable && slashes <= 1 && !text.empty() && text.front() != '/' && text.back() != '/';
}

// CONNECT is not escaped (STOMP 1.2, Value Encoding), so no login can bear a line end.
bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char octet) {
    const auto code = static_cast<unsigned char>(octet);
    return code < 0x20 || code == 0x7f;
  });
}

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

constexpr std::int64_t kibi = 1024;
constexpr std::int64_t mebi = 1024 * kibi;

// One number of "limits". The bounds keep out what cannot work (no room for a CONNECT frame) and
// what cannot be meant (more than the machine); the defaults and their reasons are in README.md.
struct LimitKey {
  std::string_view key;
  std::int64_t min;
  std::int64_t max;
  std::size_t& (*field)(BrokerLimits&);
  bool open_only = false;
};

constexpr LimitKey limit_keys[] = {
    {"header-count-max", 8, 10'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.frame.header_count_max; }},
    {"line-octets-max", 128, mebi,
     [](BrokerLimits& limits) -> std::size_t& { return limits.frame.line_octets_max; }},
    {"body-octets-max", 0, 1024 * mebi,
     [](BrokerLimits& limits) -> std::size_t& { return limits.frame.body_octets_max; }},
    {"connections-max", 1, 100'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.connections_max; }},
    {"subscriptions-max", 1, 1'000'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.subscriptions_max; }},
    {"transactions-max", 1, 1'000'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.transactions_max; }, true},
    {"transaction-messages-max", 1, 1'000'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.transaction_messages_max; }, true},
    {"outbound-octets-max", 4 * kibi, 2 * 1024 * mebi,
     [](BrokerLimits& limits) -> std::size_t& { return limits.outbound_octets_max; }},
    {"unacknowledged-max", 1, 10'000'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.unacknowledged_max; }},
    {"queue-messages-max", 1, 10'000'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.queue_messages_max; }, true},
    {"queue-octets-max", 4 * kibi, 64 * 1024 * mebi,
     [](BrokerLimits& limits) -> std::size_t& { return limits.queue_octets_max; }, true},
    {"destinations-max", 1, 10'000'000,
     [](BrokerLimits& limits) -> std::size_t& { return limits.destinations_max; }},
};

class Loader {
 public:
  // `directory`: of the settings file, for the files that it names.
  Loader(std::filesystem::path directory, const Environment& environment, const Files& files,
         Problems& problems)
      : directory_(std::move(directory)),
        environment_(environment),
        files_(files),
        problems_(problems) {}

  [[nodiscard]] Settings load(const Node& root);

 private:
  void load_access_points(ObjectReader& root);
  [[nodiscard]] AccessPoint load_access_point(const Node& node);
  void load_transport(ObjectReader& reader, AccessPoint& access_point);
  [[nodiscard]] std::string load_file(ObjectReader& reader, std::string_view key);
  [[nodiscard]] std::vector<Network> load_networks(ObjectReader& access_point);
  void load_instances(ObjectReader& root);
  void load_accounts(ObjectReader& root);
  [[nodiscard]] Account load_account(const Node& node);
  [[nodiscard]] std::string load_secret(ObjectReader& account);
  [[nodiscard]] std::vector<InstanceGrants> load_grants(const Node& node);
  [[nodiscard]] std::vector<Grant> load_topics(const Node& node);
  void load_limits(const Node& node);
  void load_heart_beat(const Node& node);
  // The elements of an array, or none where the key is absent or no array.
  [[nodiscard]] std::vector<Node> elements(ObjectReader& object, std::string_view key);

  const std::filesystem::path directory_;
  const Environment& environment_;
  const Files& files_;
  Problems& problems_;
  Settings settings_;
};

Settings Loader::load(const Node& node) {
  ObjectReader root(node, problems_);
  static_cast<void>(root.has("$schema"));  // for editors

  static_cast<void>(root.require("policy"));
  settings_.policy = root.word("policy", {"rocketmq", "open"}, "rocketmq") == "open"
                         ? PolicyKind::open
                         : PolicyKind::rocketmq;
  settings_.server_name = root.string("server-name", settings_.server_name);
  if (!is_server_name(settings_.server_name)) {
    root.find("server-name")
        ->complain(problems_, "\"server-name\" must be a name, or a name, \"/\" and a version",
                   "printable ASCII without blanks, \":\" and \"\\\", as in \"acme/1.0\"");
  }
  load_access_points(root);
  load_instances(root);
  load_accounts(root);
  if (const std::optional<Node> limits = root.find("limits")) load_limits(*limits);
  if (const std::optional<Node> beat = root.find("heart-beat")) load_heart_beat(*beat);
  root.finish();
  return std::move(settings_);
}

std::vector<Node> Loader::elements(ObjectReader& object, std::string_view key) {
  const std::optional<Node> node = object.find(key);
  if (node && !node->value().is_array()) {
    node->complain(problems_, in_quotes(key) + " must be an array");
  }
  return node ? node->elements() : std::vector<Node>();
}

void Loader::load_access_points(ObjectReader& root) {
  std::set<std::string> names;
  std::set<std::pair<std::string, std::uint16_t>> endpoints;
  if (const std::optional<Node> node = root.require("access-points");
      node && node->value().is_array() && node->value().empty()) {
    node->complain(problems_, "there is no access point, so nobody could connect",
                   "{\"name\": \"default\", \"address\": \"127.0.0.1\", \"port\": 8080}");
  }
  for (const Node& node : elements(root, "access-points")) {
    AccessPoint access_point = load_access_point(node);
    if (!access_point.name.empty() && !names.insert(access_point.name).second) {
      node.child("name").complain(problems_,
                                  "two access points are called " + in_quotes(access_point.name),
                                  "the log tells them apart by their names: choose another");
    }
    if (access_point.port != 0 &&
        !endpoints.emplace(access_point.address, access_point.port).second) {
      node.child("port").complain(problems_, "another access point has this address and port",
                                  "choose another port, or 0 for any free one");
    }
    settings_.access_points.push_back(std::move(access_point));
  }
}

AccessPoint Loader::load_access_point(const Node& node) {
  ObjectReader reader(node, problems_);
  AccessPoint access_point;
  access_point.name = reader.require_string("name");
  if (reader.has("name") && node.child("name").value().is_string() &&
      !is_level(access_point.name)) {
    node.child("name").complain(problems_,
                                "an access point's name consists of letters, digits, "
                                "\"-\" and \"_\"",
                                "as in \"classic\"");
  }
  access_point.address = reader.string("address", access_point.address);
  const bool is_address = access_point.address.find('/') == std::string::npos &&
                          Network::parse(access_point.address).has_value();
  if (!is_address) {
    node.child("address").complain(
        problems_, in_quotes(access_point.address) + " is no IP address",
        "host names are not looked up: write \"127.0.0.1\", \"::1\", or \"0.0.0.0\" for all");
  }
  static_cast<void>(reader.require("port"));
  access_point.port = static_cast<std::uint16_t>(reader.integer("port", 0, 0, 65'535));
  access_point.networks = load_networks(reader);
  load_transport(reader, access_point);
  reader.finish();
  return access_point;
}

void Loader::load_transport(ObjectReader& reader, AccessPoint& access_point) {
  const std::string word =
      reader.word("transport", {"tcp", "tls", "websocket", "secure-websocket"}, "tcp");
  access_point.transport = transport_from(word).value_or(Transport::tcp);
  if (settings_.policy == PolicyKind::rocketmq && access_point.transport != Transport::tcp) {
    reader.node()
        .child("transport")
        .complain(problems_, "under the policy \"rocketmq\" there is only \"tcp\" (RMQ-LIM-2)",
                  "TLS and WebSocket belong to the policy \"open\"");
  }
  for (const std::string_view key : {"certificate", "key", "client-ca"}) {
    if (is_over_tls(access_point.transport) || !reader.has(key)) continue;
    reader.node().complain_key(
        problems_, key, in_quotes(key) + " means nothing over the transport " + in_quotes(word),
        "it is for \"tls\" and \"secure-websocket\"");
    return;
  }
  access_point.certificate = load_file(reader, "certificate");
  access_point.key = load_file(reader, "key");
  access_point.client_ca = load_file(reader, "client-ca");
  if (reader.has("certificate") != reader.has("key")) {
    reader.node().complain(problems_, "a certificate and its key go together",
                           "give both, or neither: then a certificate is made at the start");
  }
}

// The contents of a file that is named from the settings' own place; empty where the key is absent.
std::string Loader::load_file(ObjectReader& reader, std::string_view key) {
  const std::optional<std::string> name = reader.find_string(key);
  if (!name) return "";
  const std::filesystem::path path = directory_ / *name;
  std::string contents = files_(path).value_or("");
  if (contents.empty()) {
    reader.node()
        .child(std::string(key))
        .complain(problems_, path.string() + " cannot be read, or is empty",
                  "a PEM file, named from where the settings are");
  }
  return contents;
}

std::vector<Network> Loader::load_networks(ObjectReader& access_point) {
  std::vector<Network> networks;
  for (const Node& node : elements(access_point, "networks")) {
    const bool is_text = node.value().is_string();
    const std::string text = is_text ? node.value().get<std::string>() : node.value().dump();
    if (const std::optional<Network> network = is_text ? Network::parse(text) : std::nullopt) {
      networks.push_back(*network);
    } else {
      node.complain(problems_, (is_text ? in_quotes(text) : text) + " is no IP network",
                    "write it as \"10.0.0.0/8\" or \"fd00::/8\"");
    }
  }
  return networks;
}

void Loader::load_instances(ObjectReader& root) {
  if (settings_.policy == PolicyKind::open) {
    if (root.has("instances")) {
      root.node().complain_key(problems_, "instances",
                               "\"instances\" mean nothing under the policy \"open\"",
                               "remove them, or choose the policy \"rocketmq\"");
    }
    return;
  }
  const std::optional<Node> array = root.require("instances");
  if (array && array->value().is_array() && array->value().empty()) {
    array->complain(problems_, "there is no instance, so nobody could log in",
                    "name one, as in [\"inst_a\"]");
  }
  for (const Node& node : elements(root, "instances")) {
    const std::string instance = node.value().is_string() ? node.value().get<std::string>() : "";
    if (!is_level(instance)) {
      node.complain(problems_, "an instance id is a string of letters, digits, \"-\" and \"_\"");
    } else if (std::count(settings_.instances.begin(), settings_.instances.end(), instance) > 0) {
      node.complain(problems_, "the instance " + in_quotes(instance) + " stands twice",
                    "remove one");
    } else {
      settings_.instances.push_back(instance);
    }
  }
}

void Loader::load_accounts(ObjectReader& root) {
  std::set<std::string> logins;
  if (settings_.policy == PolicyKind::rocketmq) {
    const std::optional<Node> array = root.require("accounts");
    if (array && array->value().is_array() && array->value().empty()) {
      array->complain(problems_, "there is no account, so nobody could log in (RMQ-AUTH-1)");
    }
  }
  for (const Node& node : elements(root, "accounts")) {
    Account account = load_account(node);
    if (!account.login.empty() && !logins.insert(account.login).second) {
      node.child("login").complain(problems_,
                                   "two accounts have the login " + in_quotes(account.login),
                                   "merge them into one");
    }
    settings_.accounts.push_back(std::move(account));
  }
}

Account Loader::load_account(const Node& node) {
  ObjectReader reader(node, problems_);
  Account account;
  account.login = reader.require_string("login");
  const bool has_login = reader.has("login") && node.child("login").value().is_string();
  if (has_login && (account.login.empty() || has_control_character(account.login))) {
    node.child("login").complain(problems_,
                                 "a login is not empty and has no control character in it");
  }
  account.secret = load_secret(reader);
  if (settings_.policy == PolicyKind::rocketmq) {
    if (const std::optional<Node> grants = reader.require("grants")) {
      account.instances = load_grants(*grants);
    }
  } else if (reader.has("grants")) {
    node.complain_key(problems_, "grants", "\"grants\" mean nothing under the policy \"open\"",
                      "remove them: there, who logs in may use every destination");
  }
  reader.finish();
  return account;
}

std::string Loader::load_secret(ObjectReader& account) {
  const std::optional<Node> node = account.require("secret");
  if (!node) return "";
  if (node->value().is_object()) {
    ObjectReader reader(*node, problems_);
    const std::optional<std::string> name =
        reader.require("environment") ? reader.find_string("environment") : std::nullopt;
    reader.finish();
    if (!name) return "";
    const std::optional<std::string> value = environment_(*name);
    if (!value || value->empty()) {
      node->child("environment")
          .complain(problems_, "the environment variable " + in_quotes(*name) + " is not set",
                    "export it before the broker starts");
    }
    return value.value_or("");
  }
  if (!node->value().is_string() || node->value().get<std::string>().empty()) {
    node->complain(problems_, "a secret is a string that is not empty, or names a variable",
                   "{\"environment\": \"STOMP_SECRET\"}");
    return "";
  }
  return node->value().get<std::string>();
}

std::vector<InstanceGrants> Loader::load_grants(const Node& node) {
  std::vector<InstanceGrants> instances;
  if (!node.value().is_object()) {
    node.complain(problems_, "\"grants\" must be an object of instances",
                  "as in {\"inst_a\": {\"topic\": \"pub,sub\"}}");
  }
  for (const std::string& instance : node.keys()) {
    const auto& known = settings_.instances;
    if (instance != "*" && std::find(known.begin(), known.end(), instance) == known.end()) {
      const std::optional<std::string> meant = json::nearest(instance, known);
      node.complain_key(problems_, instance,
                        "there is no instance " + in_quotes(instance) + " to grant anything in",
                        meant ? "did you mean " + in_quotes(*meant) + '?'
                              : "add it to \"instances\", or write \"*\" for all of them");
    }
    instances.push_back({.instance = instance, .grants = load_topics(node.child(instance))});
  }
  return instances;
}

std::vector<Grant> Loader::load_topics(const Node& node) {
  std::vector<Grant> grants;
  ObjectReader reader(node, problems_);
  for (const std::string& topic : node.keys()) {
    if (topic != "*" && !is_level(topic)) {
      node.complain_key(problems_, topic,
                        in_quotes(topic) + " is no topic: letters, digits, \"-\" and \"_\"",
                        "a topic is the first level of a destination, without its \"/\"; \"*\" is "
                        "every topic");
    }
    const std::string word = reader.word(topic, {"pub", "sub", "pub,sub"}, "");
    grants.push_back(
        {.topic = topic, .pub = word.starts_with("pub"), .sub = word.ends_with("sub")});
  }
  return grants;
}

void Loader::load_limits(const Node& node) {
  ObjectReader reader(node, problems_);
  BrokerLimits& limits = settings_.limits;
  for (const LimitKey& limit : limit_keys) {
    if (limit.open_only && settings_.policy != PolicyKind::open && reader.has(limit.key)) {
      node.complain_key(problems_, limit.key,
                        in_quotes(limit.key) + " means nothing under the policy \"rocketmq\"",
                        "remove it: RMQ-TX-1, RMQ-TX-2 and RMQ-LIM-1 settle it there");
      continue;
    }
    std::size_t& field = limit.field(limits);
    field = static_cast<std::size_t>(
        reader.integer(limit.key, static_cast<std::int64_t>(field), limit.min, limit.max));
  }
  // Ten milliseconds are for tests; whoever needs over an hour to log in will not.
  if (const auto deadline = reader.find_integer("login-deadline-ms", 10, 3'600'000)) {
    limits.login_deadline = std::chrono::milliseconds(*deadline);
  }
  if (limits.outbound_octets_max <= limits.frame.body_octets_max) {
    node.complain(
        problems_,
        "\"outbound-octets-max\" must be greater than \"body-octets-max\", or the largest "
        "message cuts off whoever receives it",
        "they are " + std::to_string(limits.outbound_octets_max) + " and " +
            std::to_string(limits.frame.body_octets_max));
  }
  reader.finish();
}

void Loader::load_heart_beat(const Node& node) {
  // A day: beyond it a heart-beat tells nothing that matters.
  constexpr std::int64_t gap_ms_max = 86'400'000;
  ObjectReader reader(node, problems_);
  HeartBeat& beat = settings_.heart_beat;
  beat.send_ms = static_cast<std::uint32_t>(reader.integer("send-ms", beat.send_ms, 0, gap_ms_max));
  beat.receive_ms =
      static_cast<std::uint32_t>(reader.integer("receive-ms", beat.receive_ms, 0, gap_ms_max));
  beat.tolerance = static_cast<std::uint32_t>(reader.integer("tolerance", beat.tolerance, 1, 100));
  reader.finish();
}

std::optional<Settings> settings_of(const std::optional<json::Document>& document,
                                    const Environment& environment, const Files& files,
                                    Problems& problems) {
  if (!document) return std::nullopt;
  const std::size_t problems_before = problems.size();
  const std::filesystem::path directory = std::filesystem::path(document->file()).parent_path();
  Settings settings = Loader(directory, environment, files, problems).load(document->root());
  if (problems.size() != problems_before) return std::nullopt;
  return settings;
}

}  // namespace

std::optional<std::string> file_on_disk(const std::filesystem::path& path) {
  // The library opens a directory, and throws when it is read.
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string contents{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return std::nullopt;
  return contents;
}

std::optional<Settings> parse_settings(const std::string& file, std::string text,
                                       const Environment& environment, Problems& problems,
                                       const Files& files) {
  return settings_of(json::Document::parse(file, std::move(text), problems), environment, files,
                     problems);
}

std::optional<Settings> load_settings(const std::string& file, const Environment& environment,
                                      Problems& problems) {
  return settings_of(json::Document::read(file, problems), environment, file_on_disk, problems);
}

}  // namespace broker
