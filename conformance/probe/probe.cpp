#include "conformance/probe/probe.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "conformance/scenario/files.hpp"

namespace conformance {
namespace {

constexpr std::int64_t body_octets_max = std::int64_t{16} << 20U;
constexpr std::int64_t line_octets_max = std::int64_t{1} << 20U;
constexpr std::int64_t headers_max = 65'536;

std::string word(stomp::Version version) {
  return std::string(stomp::to_string(version));
}

std::string or_nothing(const std::string& answer) {
  return answer.empty() ? "no usable answer" : answer;
}

}  // namespace

std::vector<Case> load_probe_cases(const std::string& scenarios, const Catalogue& catalogue,
                                   json::Problems& problems) {
  std::vector<Case> all;
  for (const std::string& file : find_json_files(scenarios + "/probe", problems)) {
    std::string id = file.substr(scenarios.size() + 1);
    id.resize(id.size() - std::string_view(".json").size());
    std::vector<Case> cases = load_scenario(file, id, catalogue, problems);
    std::move(cases.begin(), cases.end(), std::back_inserter(all));
  }
  return all;
}

Probe::Probe(Profile start, std::vector<Case> cases, Ask ask, bool limits)
    : start_(std::move(start)), cases_(std::move(cases)), ask_(std::move(ask)), limits_(limits) {
  found_.profile = start_;
  forget_limits();
}

// What is looked for here; others, which somebody has declared, stay.
void Probe::forget_limits() {
  for (const char* limit : {"header-count", "line-octets", "body-octets"}) {
    found_.profile.limits.erase(limit);
  }
}

Discovery Probe::run() {
  if (connect() && find_destinations()) {
    behave();
    if (limits_) find_limits();
    found_.profile.destinations.erase("any");
  }
  return std::move(found_);
}

void Probe::fact(std::string about, std::string found) {
  found_.facts.push_back({std::move(about), std::move(found)});
}

Answers Probe::ask(const std::vector<std::string>& scenarios, const std::string& what,
                   std::optional<stomp::Version> version) {
  std::vector<Case> round;
  for (const Case& each : cases_) {
    const bool wanted =
        std::any_of(scenarios.begin(), scenarios.end(),
                    [&](const std::string& name) { return each.scenario->id == "probe/" + name; });
    if (wanted && (!version || each.version == *version)) round.push_back(each);
  }
  std::optional<std::vector<CaseResult>> results;
  if (found_.complete && !round.empty()) results = ask_(found_.profile, round, what);
  found_.complete = found_.complete && (results || round.empty());
  return Answers(results ? std::move(*results) : std::vector<CaseResult>());
}

// ---- Connecting
// ----------------------------------------------------------------------------------

std::vector<stomp::Version> Probe::spoken(const Answers& answers) {
  std::vector<stomp::Version> versions;
  for (const stomp::Version version : stomp::versions) {
    const auto connected = answers.frame("connect", "CONNECTED", version);
    if (!connected) continue;
    const std::string* said = connected->find("version");
    if (said == nullptr ? version == stomp::Version::v1_0 : *said == stomp::to_string(version)) {
      versions.push_back(version);
    }
  }
  return versions;
}

// Finds the versions, and the host with which the most of them are let in: there are servers that
// look at the host header in some versions only.
bool Probe::connect() {
  static const std::vector<std::string> questions = {
      "connect",          "range", "host", "stomp-command", "heart-beat", "no-credentials",
      "wrong-credentials"};
  const std::vector<std::string> hosts = {start_.host, "/", start_.endpoint.host, "localhost", ""};
  Answers answers({});
  std::vector<stomp::Version> versions;
  std::string host = start_.host;
  for (auto each = hosts.begin(); each != hosts.end(); ++each) {
    if (std::find(hosts.begin(), each, *each) != each) continue;
    found_.profile.host = *each;
    Answers more = ask(questions, "how it lets clients in");
    // Who says nothing at all will not say it to another host either.
    const bool dumb = !more.anything_came();
    std::vector<stomp::Version> these = spoken(more);
    if (these.size() > versions.size() || each == hosts.begin()) {
      answers = std::move(more);
      versions = std::move(these);
      host = *each;
    }
    if (dumb || versions.size() == std::size(stomp::versions)) break;
  }
  found_.profile.host = host;
  if (versions.empty()) {
    const std::string why = answers.reason("connect", stomp::Version::v1_2);
    const auto error = answers.frame("connect", "ERROR", stomp::Version::v1_2);
    const std::string* message = error ? error->find("message") : nullptr;
    found_.trouble = "no CONNECT was answered by a CONNECTED of its version";
    if (message != nullptr) {
      found_.trouble += ", but by an ERROR: " + *message;
    } else if (!why.empty()) {
      found_.trouble += ": " + why;
    }
    return false;
  }
  version_ = versions.back();
  found_.profile.versions = std::move(versions);
  tell_of_connecting(answers);
  tell_of_hosts(answers);
  judge_credentials(answers);
  return true;
}

void Probe::tell_of_connecting(const Answers& answers) {
  std::string versions;
  for (const stomp::Version each : found_.profile.versions) {
    versions += (versions.empty() ? "" : ", ") + word(each);
  }
  const std::string range = answers.of("range", "range", stomp::Version::v1_2);
  fact("versions", versions + "; of all three it chooses " + or_nothing(range));
  const auto connected = answers.frame("connect", "CONNECTED", version_);
  const std::string* server = connected ? connected->find("server") : nullptr;
  fact("server", server == nullptr ? "CONNECTED has no server header" : *server);
  found_.profile.description =
      (server == nullptr ? std::string("A server that does not name itself") : *server) +
      ", as stompcheck probe found it";
  fact("STOMP frame", "in place of CONNECT: " +
                          or_nothing(answers.of("stomp-command", "stomp-command", version_)));
  if (version_ == stomp::Version::v1_0) return;
  const std::string beats = answers.of("heart-beat", "heart-beat", version_);
  fact("heart-beats", "to 1000,1000 it answers " + or_nothing(beats));
  if (beats == "none" || beats.empty()) {
    found_.profile.missing["heart-beats"] =
        "its CONNECTED has no heart-beat header when the client asks for heart-beats";
  }
}

void Probe::tell_of_hosts(const Answers& answers) {
  if (version_ == stomp::Version::v1_0) return;
  std::string text;
  for (const auto& [axis, host] :
       {std::pair("slash", "\"/\""), std::pair("empty", "an empty one"),
        std::pair("localhost", "localhost"), std::pair("unknown", "stompcheck.invalid")}) {
    text += (text.empty() ? "" : ", ") + (std::string(host) + ": ") +
            or_nothing(answers.of("host", "host", version_, axis));
  }
  fact("host header", text + "; the profile uses \"" + found_.profile.host + '"');
}

void Probe::judge_credentials(const Answers& answers) {
  const std::string none = answers.of("no-credentials", "no-credentials", version_);
  const std::string wrong = answers.of("wrong-credentials", "wrong-credentials", version_);
  fact("credentials", "none: " + or_nothing(none) + ", wrong ones: " + or_nothing(wrong));
  Profile& profile = found_.profile;
  profile.missing.erase("authentication");
  if (wrong == "CONNECTED") {
    profile.missing["authentication"] = "it lets in a client with credentials that nobody has";
  } else if (!profile.accounts.contains("default")) {
    profile.missing["authentication"] = "the probe was given no account (--login, --passcode)";
  }
  if (!profile.accounts.contains("limited")) {
    profile.missing["access-control"] = "the probe knows no second account with other rights";
  }
}

// ---- Destinations
// --------------------------------------------------------------------------------

bool Probe::find_destinations() {
  std::vector<std::string> candidates;
  for (const char* kind : {"topic", "queue"}) {
    const auto known = start_.destinations.find(kind);
    if (known != start_.destinations.end()) candidates.push_back(known->second);
  }
  for (const char* each : {"/topic/stompcheck-${unique}", "/queue/stompcheck-${unique}",
                           "stompcheck-${unique}", "/exchange/amq.topic/stompcheck-${unique}"}) {
    if (std::find(candidates.begin(), candidates.end(), each) == candidates.end()) {
      candidates.emplace_back(each);
    }
  }
  Profile& profile = found_.profile;
  for (const std::string& name : candidates) {
    // The engine's golden dialogue, after each case, speaks to a topic.
    profile.destinations = {{"any", name}, {"topic", name}};
    const std::string trouble = find_receipts(name);
    if (!trouble.empty()) {
      fact(name, "of no use: " + trouble);
      continue;
    }
    take_destination(name,
                     ask({"destination", "kept", "redelivery"}, "destination " + name, version_));
  }
  profile.destinations = start_.destinations;  // the kinds that belong to an account
  profile.destinations.erase("topic");
  profile.destinations.erase("queue");
  for (const auto& [kind, name] : kinds_) profile.destinations.insert_or_assign(kind, name);
  const auto topic = profile.destinations.find("topic");
  const auto queue = profile.destinations.find("queue");
  if (topic == profile.destinations.end() && queue == profile.destinations.end()) {
    found_.trouble = "no destination that the probe tried delivered a message";
    return false;
  }
  const std::string any = topic == profile.destinations.end() ? queue->second : topic->second;
  const auto lacks = [&](const char* capability, std::string why) {
    profile.missing[capability] = std::move(why);
  };
  if (topic == profile.destinations.end()) {
    lacks("topic", "no destination that the probe tried gave a message to both of two subscribers");
  }
  if (queue == profile.destinations.end()) {
    lacks("queue",
          "no destination that the probe tried kept a message for a later subscriber and "
          "shared messages between two");
    lacks("redelivery", "it has no queue");
  } else if (queue_redelivers_ != "MESSAGE") {
    lacks("redelivery",
          "an unacknowledged message was not given to a consumer that came after the "
          "first had gone");
  }
  profile.destinations.emplace("any", any);
  return true;
}

// Which of its frames the target answers by no RECEIPT, though it goes on serving. Returns why a
// destination is of no use, or nothing.
std::string Probe::find_receipts(const std::string& name) {
  const Answers answers = ask({"receipt"}, "receipts of " + name, version_);
  const std::string subscribed = answers.of("receipt", "receipt", version_, "subscribe");
  if (subscribed != "RECEIPT" && subscribed != "silent") {
    return "SUBSCRIBE was answered by " +
           or_nothing(subscribed.empty() ? answers.reason("receipt", version_) : subscribed);
  }
  for (const auto& [command, axis] :
       {std::pair("SUBSCRIBE", "subscribe"), std::pair("UNSUBSCRIBE", "unsubscribe")}) {
    const bool silent = answers.of("receipt", "receipt", version_, axis) == "silent";
    const bool works = answers.of("receipt", "behind-it", version_, axis) == "works";
    if (!silent || !works) continue;
    const auto added = found_.profile.no_receipt.try_emplace(
        command, "the probe asked for a RECEIPT, none came, and what was sent behind it worked");
    if (added.second) fact("receipts", std::string(command) + " gets none");
  }
  if (subscribed == "silent" && !found_.profile.no_receipt.contains("SUBSCRIBE")) {
    return "SUBSCRIBE was answered by nothing, and neither was what came behind it";
  }
  return "";
}

void Probe::take_destination(const std::string& name, const Answers& answers) {
  const std::string sent = answers.of("destination", "send", version_);
  if (sent != "RECEIPT") {
    return fact(name, "of no use: SEND was answered by " + or_nothing(sent));
  }
  const bool first = answers.of("destination", "first", version_) == "MESSAGE";
  const bool second = answers.of("destination", "second", version_) == "MESSAGE";
  const bool kept = answers.of("kept", "kept", version_) == "MESSAGE";
  const std::string redelivery = answers.of("redelivery", "redelivery", version_);
  const char* shared = first && second   ? "each of two subscribers gets the message"
                       : first || second ? "one of two subscribers gets the message"
                                         : "neither of two subscribers gets the message";
  fact(name,
       std::string(shared) + (kept ? "; kept" : "; not kept") + " for one that comes later" +
           (redelivery == "MESSAGE" ? "; comes again after an unacknowledged disconnect" : ""));
  if (first && second) {
    kinds_.try_emplace("topic", name);
  } else if ((first || second) && kept && kinds_.try_emplace("queue", name).second) {
    queue_redelivers_ = redelivery;
  }
}

// ---- Behaviour
// -----------------------------------------------------------------------------------

void Probe::behave() {
  const Answers answers = ask({"ack-client", "nack", "error", "crlf", "trailing-eol",
                               "duplicate-id", "selector", "transactions", "large-body", "fence"},
                              "how it behaves", version_);
  tell_of_acknowledgements(answers);
  tell_of_errors(answers);
  tell_of_capabilities(answers);
  fact("CR LF", "as end of lines: " + or_nothing(answers.of("crlf", "crlf", version_)));
  fact("ends of lines",
       "between frames: " + or_nothing(answers.of("trailing-eol", "trailing-eol", version_)));
  if (version_ != stomp::Version::v1_0) {
    fact("subscription id",
         "a second time: " + or_nothing(answers.of("duplicate-id", "duplicate-id", version_)));
  }
  const std::string refused = answers.of("selector", "selector-subscribe", version_);
  const std::string selector = answers.of("selector", "selector", version_);
  fact("selector header", refused == "taken" ? or_nothing(selector) : or_nothing(refused));
}

void Probe::tell_of_acknowledgements(const Answers& answers) {
  if (!found_.profile.destinations.contains("queue")) return;
  const std::string client = answers.of("ack-client", "ack-client", version_);
  fact("ack:client", client == "cumulative" ? "an ACK settles the messages before it as well"
                     : client == "single"   ? "an ACK settles its own message only"
                                            : or_nothing(client));
  if (version_ == stomp::Version::v1_0) return;
  const std::string same = answers.of("nack", "nack", version_);
  const std::string other = answers.of("nack", "nack-other", version_);
  // Who got it again still has it, and nobody else can.
  const char* next = same != "not sent to the same consumer" ? ""
                     : other == "MESSAGE" ? "; a consumer that comes later gets it"
                     : other == "silent"  ? "; a consumer that comes later does not get it"
                                          : "";
  fact("NACK", or_nothing(same) + next);
}

void Probe::tell_of_errors(const Answers& answers) {
  const std::string error = answers.of("error", "error", version_);
  const std::string after = answers.of("error", "after-error", version_);
  const std::string end = after == "closed" ? ", then the end of the connection"
                          : after == "open" ? ", and a second later the connection is open"
                                            : "";
  fact("errors", "a SEND without destination: " + or_nothing(error) + end);
}

void Probe::tell_of_capabilities(const Answers& answers) {
  Profile& profile = found_.profile;
  const std::string begin = answers.of("transactions", "begin", version_);
  const std::string early = answers.of("transactions", "before-commit", version_);
  const std::string late = answers.of("transactions", "after-commit", version_);
  if (begin == "taken" && early == "silent" && late == "MESSAGE") {
    fact("transactions", "what is sent in one comes at COMMIT");
  } else if (begin == "taken" && early == "MESSAGE") {
    // A breach, and none of the target's to declare away.
    fact("transactions", "what is sent in one comes before COMMIT");
  } else {
    const std::string why = begin == "taken" ? "nothing came after COMMIT"
                                             : "BEGIN was answered by " + or_nothing(begin);
    fact("transactions", why);
    if (begin != "taken") profile.missing["transactions"] = why;
  }
  const std::string large = answers.of("large-body", "large-body", version_);
  fact("large bodies", "512 KiB: " + or_nothing(large));
  if (large != "taken") {
    profile.missing["large-frames"] = "a body of 512 KiB was answered by " + or_nothing(large);
  }
  for (const auto& [name, with] :
       {std::pair("send", FenceStep::With::send), std::pair("begin", FenceStep::With::begin),
        std::pair("subscribe", FenceStep::With::subscribe)}) {
    if (answers.of("fence", "fence", version_, name) != "works") continue;
    profile.fence = with;
    return fact("fence", std::string(name) + " gets a RECEIPT");
  }
  fact("fence", "no frame that the probe tried got a RECEIPT: few cases can be judged");
}

// ---- Limits
// --------------------------------------------------------------------------------------

void Probe::find_limits() {
  std::array<Search, 3> searches = {
      Search{.limit = "header-count", .scenario = "limit-headers", .low = 4, .high = headers_max},
      Search{.limit = "line-octets", .scenario = "limit-line", .low = 64, .high = line_octets_max},
      Search{.limit = "body-octets", .scenario = "limit-body", .low = 64, .high = body_octets_max}};
  const auto at_work = [](const Search& search) { return search.state != Search::State::done; };
  while (found_.complete && std::any_of(searches.begin(), searches.end(), at_work)) {
    std::vector<std::string> scenarios;
    for (const Search& search : searches) {
      if (!at_work(search)) continue;
      scenarios.emplace_back(search.scenario);
      found_.profile.limits[search.limit] = search.state == Search::State::upper ? search.high
                                            : search.state == Search::State::lower
                                                ? search.low
                                                : search.low + (search.high - search.low) / 2;
    }
    const Answers answers = ask(scenarios, "limits", version_);
    if (!found_.complete) break;
    for (Search& search : searches) {
      if (at_work(search)) {
        const std::string answer = answers.of(search.scenario, search.limit, version_);
        // No answer is no refusal: the target is gone, perhaps by what another search has sent.
        if (answer.empty()) {
          search.state = Search::State::done;
          search.outcome =
              "not found out: " + or_nothing(answers.reason(search.scenario, version_));
        } else {
          narrow(search, answer == "taken");
        }
      }
    }
  }
  forget_limits();
  for (const Search& search : searches) {
    if (search.outcome == "found") {
      found_.profile.limits[search.limit] = search.low;
      fact(search.limit, std::to_string(search.low) + " are taken, one more is not");
    } else if (search.state == Search::State::between) {
      fact(search.limit, "between " + std::to_string(search.low) + " and " +
                             std::to_string(search.high) + ": the time was over");
    } else {
      fact(search.limit, search.outcome);
    }
  }
}

void Probe::narrow(Search& search, bool taken) {
  using State = Search::State;
  switch (search.state) {
    case State::upper:
      search.state = taken ? State::done : State::lower;
      search.outcome = "no limit up to " + std::to_string(search.high);
      return;
    case State::lower:
      search.state = taken ? State::between : State::done;
      search.outcome = "not even " + std::to_string(search.low) + " are taken";
      return;
    case State::between:
      (taken ? search.low : search.high) = search.low + (search.high - search.low) / 2;
      if (search.high - search.low > 1) return;
      search.state = State::done;
      search.outcome = "found";
      return;
    case State::done:
      return;
  }
}

}  // namespace conformance
