#include "conformance/scenario/profile.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <regex>
#include <utility>
#include <variant>

#include "conformance/scenario/holes.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

std::vector<std::string> capability_names() {
  std::vector<std::string> names;
  for (const Capability& capability : capabilities()) names.emplace_back(capability.name);
  return names;
}

class ProfileReader {
 public:
  // `directory`: of the profile's file, for the files that it names.
  ProfileReader(std::filesystem::path directory, const Environment& environment,
                json::Problems& problems)
      : directory_(std::move(directory)), environment_(environment), problems_(problems) {}

  [[nodiscard]] Profile read(const json::Node& root);

 private:
  using Texts = std::map<std::string, std::string, std::less<>>;

  void read_identity(json::ObjectReader& reader);
  void read_tls(json::ObjectReader& reader);
  void read_websocket(json::ObjectReader& reader);
  void read_versions(json::ObjectReader& reader);
  void read_connect(json::ObjectReader& reader);
  void read_accounts(json::ObjectReader& reader);
  void read_access_points(json::ObjectReader& reader);
  void read_destinations(json::ObjectReader& reader);
  void read_limits(json::ObjectReader& reader);
  void read_reasons(json::ObjectReader& reader);
  void read_no_receipt(json::ObjectReader& reader);
  [[nodiscard]] std::optional<LaunchProfile> read_launch(json::ObjectReader& reader,
                                                         std::string_view key);

  [[nodiscard]] std::string read_text(const json::Node& node);
  [[nodiscard]] std::string read_named_file(json::ObjectReader& reader, std::string_view key);
  [[nodiscard]] Endpoint read_endpoint(const json::Node& node);
  [[nodiscard]] Texts read_texts(json::ObjectReader& reader, std::string_view key);
  [[nodiscard]] std::string read_reason(const json::Node& node);
  void require_object(const json::Node& node);
  void check_holes(const json::Node& node, const std::string& text,
                   std::initializer_list<std::string_view> known);
  void check_capabilities(const json::Node& root);

  const std::filesystem::path directory_;
  const Environment& environment_;
  json::Problems& problems_;
  Profile profile_;
};

Profile ProfileReader::read(const json::Node& root) {
  json::ObjectReader reader(root, problems_);
  static_cast<void>(reader.has("$schema"));
  read_identity(reader);
  read_tls(reader);
  read_websocket(reader);
  read_versions(reader);
  read_connect(reader);
  read_accounts(reader);
  profile_.instances = read_texts(reader, "instances");
  read_access_points(reader);
  read_destinations(reader);
  read_limits(reader);
  read_reasons(reader);
  read_no_receipt(reader);
  profile_.launch = read_launch(reader, "launch");
  profile_.restart = read_launch(reader, "restart");
  const std::string fence = reader.word("fence", {"send", "begin", "subscribe"}, "send");
  if (fence == "begin") profile_.fence = FenceStep::With::begin;
  if (fence == "subscribe") profile_.fence = FenceStep::With::subscribe;
  reader.finish();
  check_capabilities(root);
  return std::move(profile_);
}

void ProfileReader::read_identity(json::ObjectReader& reader) {
  profile_.name = reader.require_string("name");
  profile_.description = reader.require_string("description");
  const std::string embedded = reader.word("embedded", {"rocketmq", "open", "none"}, "none");
  if (embedded == "rocketmq") profile_.embedded = Embedded::rocketmq;
  if (embedded == "open") profile_.embedded = Embedded::open;
  if (const auto endpoint = reader.require("endpoint")) {
    profile_.endpoint = read_endpoint(*endpoint);
  }
  if (const auto host = reader.find("host")) profile_.host = read_text(*host);
}

void ProfileReader::read_tls(json::ObjectReader& reader) {
  const std::optional<json::Node> node = reader.find("tls");
  if (!node) return;
  json::ObjectReader fields(*node, problems_);
  TlsProfile& tls = profile_.tls;
  tls.ca = read_named_file(fields, "ca");
  tls.certificate = read_named_file(fields, "certificate");
  tls.key = read_named_file(fields, "key");
  tls.sni = fields.string("sni", "");
  tls.insecure = fields.boolean("insecure", false);
  fields.finish();
  if (fields.has("certificate") != fields.has("key")) {
    node->complain(problems_, "a certificate and its key go together", "give both, or neither");
  }
}

void ProfileReader::read_websocket(json::ObjectReader& reader) {
  const std::optional<json::Node> node = reader.find("websocket");
  if (!node) return;
  json::ObjectReader fields(*node, problems_);
  if (fields.word("frames", {"text", "binary"}, "text") == "binary") {
    profile_.websocket.frames = WebSocketProfile::Frames::binary;
  }
  if (const auto list = fields.find("protocols")) {
    std::vector<std::string>& protocols = profile_.websocket.protocols.emplace();
    if (!list->value().is_array()) list->complain(problems_, "\"protocols\" must be an array");
    for (const json::Node& each : list->elements()) {
      if (each.value().is_string() && !each.value().get<std::string>().empty()) {
        protocols.push_back(each.value().get<std::string>());
      } else {
        each.complain(problems_, "a sub-protocol is a name, as in \"v12.stomp\"");
      }
    }
  }
  fields.finish();
}

// The contents of a file that is named from the profile's own place; empty where the key is absent.
std::string ProfileReader::read_named_file(json::ObjectReader& reader, std::string_view key) {
  const std::optional<json::Node> node = reader.find(key);
  if (!node) return {};
  const std::filesystem::path path = directory_ / read_text(*node);
  std::ifstream file(path, std::ios::binary);
  std::string contents{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file || contents.empty()) {
    node->complain(problems_, path.string() + " cannot be read, or is empty");
  }
  return contents;
}

void ProfileReader::read_versions(json::ObjectReader& reader) {
  profile_.versions.assign(std::begin(stomp::versions), std::end(stomp::versions));
  const std::optional<json::Node> list = reader.find("versions");
  if (!list) return;
  profile_.versions.clear();
  for (const json::Node& node : list->elements()) {
    const json::Value& value = node.value();
    const auto version =
        value.is_string() ? stomp::version_from(value.get<std::string>()) : std::nullopt;
    if (version) {
      profile_.versions.push_back(*version);
    } else {
      node.complain(problems_, "STOMP has the versions \"1.0\", \"1.1\" and \"1.2\"");
    }
  }
  if (list->elements().empty()) list->complain(problems_, "a target speaks some version");
  std::sort(profile_.versions.begin(), profile_.versions.end());
}

void ProfileReader::read_connect(json::ObjectReader& reader) {
  const std::optional<json::Node> list = reader.find("connect");
  if (!list) {
    profile_.connect_headers = {{.name = "login", .value = "${login}"},
                                {.name = "passcode", .value = "${passcode}"}};
    return;
  }
  if (!list->value().is_object()) {
    return list->complain(problems_, "the headers of CONNECT are an object");
  }
  for (const std::string& name : list->keys()) {
    const json::Node node = list->child(name);
    if (!node.value().is_string()) {
      node.complain(problems_, "a header's value is text, which may have holes");
      continue;
    }
    std::string text = node.value().get<std::string>();
    check_holes(node, text, {"host", "login", "passcode", "client-id", "instance", "version"});
    profile_.connect_headers.push_back({.name = name, .value = std::move(text)});
  }
}

void ProfileReader::check_holes(const json::Node& node, const std::string& text,
                                std::initializer_list<std::string_view> known) {
  std::string error;
  const auto pieces = parse_template(text, error);
  if (!pieces) return node.complain(problems_, error);
  for (const TemplatePiece& piece : *pieces) {
    const Hole* hole = std::get_if<Hole>(&piece);
    if (hole == nullptr) continue;
    const std::string word = hole->kind == Hole::Kind::version ? "version" : hole->name;
    const bool one_word = hole->kind == Hole::Kind::version || hole->kind == Hole::Kind::bound;
    if (one_word && std::find(known.begin(), known.end(), word) != known.end()) continue;
    std::string hint = "there is only";
    for (const std::string_view each : known) hint += " ${" + std::string(each) + '}';
    node.complain(problems_, "no " + to_string(*hole) + " may stand here", std::move(hint));
  }
}

void ProfileReader::read_accounts(json::ObjectReader& reader) {
  const std::optional<json::Node> map = reader.find("accounts");
  if (!map) return;
  json::ObjectReader accounts(*map, problems_);
  for (const std::string& name : map->keys()) {
    const std::optional<json::Node> node = accounts.find(name);
    json::ObjectReader fields(*node, problems_);
    AccountProfile account;
    if (const auto login = fields.require("login")) account.login = read_text(*login);
    if (const auto secret = fields.require("secret")) account.secret = read_text(*secret);
    if (fields.word("passcode", {"plain", "signature"}, "plain") == "signature") {
      account.passcode = AccountProfile::Passcode::signature;
    }
    fields.finish();
    profile_.accounts.emplace(name, std::move(account));
  }
}

void ProfileReader::read_access_points(json::ObjectReader& reader) {
  const std::optional<json::Node> map = reader.find("access-points");
  if (!map) return;
  json::ObjectReader points(*map, problems_);
  for (const std::string& name : map->keys()) {
    const std::optional<json::Node> node = points.find(name);
    json::ObjectReader fields(*node, problems_);
    AccessPointProfile point;
    if (const auto endpoint = fields.require("endpoint")) point.endpoint = read_endpoint(*endpoint);
    point.elsewhere = fields.string("elsewhere", "");
    fields.finish();
    profile_.access_points.emplace(name, std::move(point));
  }
}

void ProfileReader::read_destinations(json::ObjectReader& reader) {
  profile_.destinations = read_texts(reader, "destinations");
  const std::optional<json::Node> map = reader.require("destinations");
  for (const auto& [kind, text] : profile_.destinations) {
    const json::Node node = map->child(kind);
    check_holes(node, text, {"unique"});
    if (text.find("${unique}") == std::string::npos) {
      node.complain(problems_, "\"${unique}\" is missing",
                    "cases must not see each other's messages");
    }
  }
}

void ProfileReader::read_limits(json::ObjectReader& reader) {
  const std::optional<json::Node> map = reader.find("limits");
  if (!map) return;
  constexpr std::int64_t limit_max = std::int64_t{1} << 40U;
  json::ObjectReader limits(*map, problems_);
  for (const std::string& name : map->keys()) {
    if (const auto limit = limits.find_integer(name, 1, limit_max)) {
      profile_.limits.emplace(name, *limit);
    }
  }
}

void ProfileReader::read_reasons(json::ObjectReader& reader) {
  if (const auto map = reader.find("missing")) {
    require_object(*map);
    const std::vector<std::string> known = capability_names();
    for (const std::string& name : map->keys()) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        map->complain_key(problems_, name, "no capability is called " + in_quotes(name),
                          did_you_mean(name, known));
      }
      profile_.missing.emplace(name, read_reason(map->child(name)));
    }
  }
  if (const auto map = reader.find("not-applicable")) {
    require_object(*map);
    for (const std::string& pattern : map->keys()) {
      profile_.not_applicable.emplace_back(pattern, read_reason(map->child(pattern)));
    }
  }
}

// SEND is not among them: a fence is one.
void ProfileReader::read_no_receipt(json::ObjectReader& reader) {
  const std::optional<json::Node> map = reader.find("no-receipt");
  if (!map) return;
  require_object(*map);
  const std::vector<std::string> known = {"SUBSCRIBE", "UNSUBSCRIBE", "ACK",  "NACK",
                                          "BEGIN",     "COMMIT",      "ABORT"};
  for (const std::string& command : map->keys()) {
    if (std::find(known.begin(), known.end(), command) == known.end()) {
      map->complain_key(problems_, command, "nothing can stand in for a RECEIPT of that",
                        did_you_mean(command, known));
    }
    profile_.no_receipt.emplace(command, read_reason(map->child(command)));
  }
}

std::optional<LaunchProfile> ProfileReader::read_launch(json::ObjectReader& reader,
                                                        std::string_view key) {
  constexpr std::int64_t hour = 3600;
  const std::optional<json::Node> node = reader.find(key);
  if (!node) return std::nullopt;
  json::ObjectReader fields(*node, problems_);
  LaunchProfile launch;
  launch.directory = std::filesystem::path(node->document().file()).parent_path().string();
  launch.command = fields.strings("command");
  if (launch.command.empty()) {
    node->complain(problems_, "a \"command\" is missing: an array of words, the program first");
  }
  launch.ready_within = std::chrono::seconds(fields.integer("ready-seconds", 60, 1, hour));
  if (key == "launch") {
    launch.ready_output = fields.string("ready-output", "");
    launch.stop_within = std::chrono::seconds(fields.integer("stop-seconds", 10, 1, hour));
    try {
      static_cast<void>(std::regex(launch.ready_output));
    } catch (const std::regex_error&) {
      fields.find("ready-output")->complain(problems_, "no regular expression (ECMAScript's)");
    }
  }
  fields.finish();
  return launch;
}

// Of objects with any keys: their reader complains of what is none.
void ProfileReader::require_object(const json::Node& node) {
  static_cast<void>(json::ObjectReader(node, problems_));
}

std::string ProfileReader::read_reason(const json::Node& node) {
  if (node.value().is_string() && !node.value().get<std::string>().empty()) {
    return node.value().get<std::string>();
  }
  node.complain(problems_, "a reason is missing", "reports show it beside each case that is n/a");
  return {};
}

ProfileReader::Texts ProfileReader::read_texts(json::ObjectReader& reader, std::string_view key) {
  Texts texts;
  const std::optional<json::Node> map = reader.find(key);
  if (!map) return texts;
  json::ObjectReader fields(*map, problems_);
  for (const std::string& name : map->keys()) texts.emplace(name, read_text(*fields.find(name)));
  return texts;
}

// Text, or {"environment": "NAME", "otherwise": "guest"}.
std::string ProfileReader::read_text(const json::Node& node) {
  if (node.value().is_string()) return node.value().get<std::string>();
  json::ObjectReader fields(node, problems_);
  const std::string variable = fields.require_string("environment");
  const std::optional<std::string> otherwise = fields.find_string("otherwise");
  fields.finish();
  if (variable.empty()) return otherwise.value_or("");
  if (std::optional<std::string> text = environment_(variable)) return *std::move(text);
  if (!otherwise) {
    node.complain(problems_, "the environment variable " + variable + " is not set",
                  "set it, or give an \"otherwise\"");
  }
  return otherwise.value_or("");
}

Endpoint ProfileReader::read_endpoint(const json::Node& node) {
  const std::optional<Endpoint> endpoint = Endpoint::parse(read_text(node));
  if (!endpoint)
    node.complain(problems_,
                  "expected HOST:PORT, [ADDRESS]:PORT, stomp://HOST, "
                  "stomps://HOST, ws://HOST/PATH or wss://HOST/PATH");
  return endpoint.value_or(Endpoint());
}

// A capability that is not declared missing must have in the profile what its scenarios will ask
// for. Otherwise they would come out as n/a without a reason.
void ProfileReader::check_capabilities(const json::Node& root) {
  const auto demand = [&](std::string_view capability, bool there, std::string_view what) {
    if (there || profile_.missing.contains(capability)) return;
    root.complain(problems_, in_quotes(capability) + " needs " + std::string(what),
                  "or say under \"missing\" why the target lacks it");
  };
  const auto has_kind = [&](std::string_view kind) { return profile_.destinations.contains(kind); };
  demand("topic", has_kind("topic"), "a destination \"topic\"");
  demand("queue", has_kind("queue"), "a destination \"queue\"");
  demand("authentication", profile_.accounts.contains("default"), "an account \"default\"");
  demand("access-control",
         profile_.accounts.contains("limited") && has_kind("pub-only") && has_kind("sub-only") &&
             has_kind("both") && has_kind("forbidden"),
         "an account \"limited\" and destinations \"pub-only\", \"sub-only\", \"both\", "
         "\"forbidden\"");
  demand("instances",
         profile_.instances.contains("default") && profile_.instances.contains("other"),
         "the instances \"default\" and \"other\"");
  demand("access-points", !profile_.access_points.empty(), "\"access-points\"");
  if (profile_.missing.contains("streaming") && !is_websocket(profile_.endpoint.scheme)) {
    root.complain(problems_, "only over WebSocket can \"streaming\" be missing",
                  "TCP and TLS have no messages, and segments are none");
  }
}

}  // namespace

std::vector<std::string> Profile::secrets() const {
  std::vector<std::string> found;
  for (const auto& account : accounts) {
    if (!account.second.secret.empty()) found.push_back(account.second.secret);
  }
  return found;
}

std::vector<std::string> Profile::protocols(stomp::Version version) const {
  if (websocket.protocols) return *websocket.protocols;
  std::string digits(stomp::to_string(version));
  std::erase(digits, '.');
  return {"v" + digits + ".stomp"};
}

const std::vector<Capability>& capabilities() {
  static const std::vector<Capability> all = {
      {"topic", "delivers to all current subscribers of a destination"},
      {"queue", "keeps messages of a destination until one of its consumers has taken them"},
      {"redelivery", "gives unacknowledged messages of a queue to a consumer that comes later"},
      {"window",
       "sends a subscription to a queue further messages while earlier ones wait for their ACK"},
      {"transactions", "has BEGIN, COMMIT and ABORT"},
      {"authentication", "refuses wrong credentials"},
      {"access-control",
       "has an account `limited` whose rights differ by destination (kinds `pub-only`, `sub-only`, "
       "`both`, `forbidden`)"},
      {"rocketmq", "follows the rules of the RocketMQ STOMP gateway"},
      {"instances", "isolates destinations by `instance-id`; a second instance is in the profile"},
      {"access-points", "has access points that serve certain networks only"},
      {"heart-beats", "negotiates heart-beats"},
      {"large-frames", "takes bodies of 512 KiB"},
      {"streaming",
       "reads a stream: a frame may come in pieces, and several at once (n/a by itself for what is "
       "sent so; only over WebSocket can it be missing)"},
      {"tcp",
       "is reached over plain TCP, where one direction can be closed alone (n/a by "
       "itself where the endpoint is another)"},
  };
  return all;
}

std::optional<Profile> load_profile(const std::string& file, const Environment& environment,
                                    json::Problems& problems) {
  const std::optional<json::Document> document = json::Document::read(file, problems);
  if (!document) return std::nullopt;
  const std::size_t before = problems.size();
  Profile profile = ProfileReader(std::filesystem::path(file).parent_path(), environment, problems)
                        .read(document->root());
  if (problems.size() > before) return std::nullopt;
  return profile;
}

Profile default_profile(const Endpoint& endpoint) {
  constexpr std::string_view reason = "nothing is known of it: the target was given as an address";
  Profile profile;
  profile.name = to_string(endpoint);
  profile.description = "A STOMP server of which only the address is known";
  profile.endpoint = endpoint;
  profile.versions.assign(std::begin(stomp::versions), std::end(stomp::versions));
  // Without an account these are left out.
  profile.connect_headers = {{"login", "${login}"}, {"passcode", "${passcode}"}};
  profile.destinations = {{"queue", "/queue/stompcheck-${unique}"},
                          {"topic", "/topic/stompcheck-${unique}"}};
  for (const char* capability :
       {"authentication", "access-control", "rocketmq", "instances", "access-points"}) {
    profile.missing.emplace(capability, reason);
  }
  return profile;
}

}  // namespace conformance
