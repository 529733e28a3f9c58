#include "conformance/engine/bindings.hpp"

#include <algorithm>
#include <utility>

#include "conformance/scenario/passcode.hpp"
#include "stomp/check.hpp"

namespace conformance {
namespace {

template <typename Map>
const typename Map::mapped_type* find(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

std::vector<TemplatePiece> pieces(const Template& text) {
  std::string error;
  std::optional<std::vector<TemplatePiece>> parsed = parse_template(text, error);
  stomp::check(parsed.has_value(), "the loader let a malformed template through");
  return std::move(*parsed);
}

char in_other_case(char letter) {
  const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
  return is_letter ? static_cast<char>(letter ^ 0x20) : letter;
}

void append(std::string& text, const std::string& octets, std::size_t times) {
  if (octets.size() == 1) {
    text.append(times, octets.front());
    return;
  }
  text.reserve(text.size() + times * octets.size());
  for (std::size_t i = 0; i < times; ++i) text += octets;
}

}  // namespace

Bindings::Bindings(const Case& subject, const Profile& profile, std::string nonce)
    : case_(subject), profile_(profile), nonce_(std::move(nonce)), secrets_(profile.secrets()) {}

std::string Bindings::fill(const Template& text) {
  if (text.find('$') == std::string::npos) return text;
  std::string result;
  for (const TemplatePiece& piece : pieces(text)) {
    const auto* literal = std::get_if<std::string>(&piece);
    result += literal != nullptr ? *literal : hole(std::get<Hole>(piece));
  }
  return result;
}

std::string Bindings::octets(const Octets& parts) {
  std::string result;
  for (const OctetsPart& part : parts) {
    if (const auto* text = std::get_if<Template>(&part)) {
      result += fill(*text);
    } else if (const auto* fixed = std::get_if<FixedOctets>(&part)) {
      result += fixed->octets;
    } else {
      const Repeat& repeat = std::get<Repeat>(part);
      const std::int64_t times = count(repeat.times);
      append(result, repeat.octets, static_cast<std::size_t>(std::max<std::int64_t>(times, 0)));
    }
  }
  return result;
}

std::int64_t Bindings::count(const Count& count) {
  if (!count.limit) return count.plus;
  const std::int64_t* limit = find(profile_.limits, *count.limit);
  if (limit == nullptr) {
    lack("the profile declares no limit \"" + *count.limit + "\"");
    return 0;
  }
  return *limit + count.plus;
}

std::optional<std::string> Bindings::fill_connect(const Template& text, const Identity& identity) {
  std::string result;
  for (const TemplatePiece& piece : pieces(text)) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      result += *literal;
      continue;
    }
    const Hole& named = std::get<Hole>(piece);
    const std::optional<std::string> value =
        named.kind == Hole::Kind::bound ? connect_word(named.name, identity) : hole(named);
    if (!value) return std::nullopt;
    result += *value;
  }
  return result;
}

std::optional<std::string> Bindings::connect_word(const std::string& word,
                                                  const Identity& identity) {
  if (word == "host") return profile_.host;
  if (word == "client-id") return client_id(identity.client);
  if (word == "instance") {
    // A target without instances has no such header; one that lacks just this instance is n/a.
    if (profile_.instances.empty() && identity.instance == "default") return std::nullopt;
    return hole({Hole::Kind::instance, identity.instance, ""});
  }
  // A target without accounts needs no credentials.
  if (profile_.accounts.empty() && identity.account == "default") return std::nullopt;
  if (word == "login") return hole({Hole::Kind::login, identity.account, ""});
  stomp::check(word == "passcode", "the profile's loader let an unknown word through");
  return passcode(identity.account, identity.client);
}

void Bindings::bind(const std::string& name, std::string value) {
  bound_.insert_or_assign(name, std::move(value));
}

void Bindings::capture(const std::string& name, stomp::Frame frame) {
  captures_.insert_or_assign(name, std::move(frame));
}

const stomp::Frame* Bindings::captured(const std::string& name) const {
  return find(captures_, name);
}

std::string Bindings::fresh(std::string_view prefix) {
  return std::string(prefix) + "-" + nonce_ + "-" + std::to_string(++counter_);
}

void Bindings::answer_lacks(std::string what) {
  if (!unanswered_) unanswered_ = std::move(what);
}

std::string Bindings::lack(std::string what) {
  if (!lacking_) lacking_ = std::move(what);
  return "";
}

std::string Bindings::hole(const Hole& hole) {
  switch (hole.kind) {
    case Hole::Kind::destination:
      return destination(hole.argument, hole.name);
    case Hole::Kind::client_id:
      return client_id(hole.name);
    case Hole::Kind::login: {
      const AccountProfile* found = account(hole.name);
      return found != nullptr ? found->login : "";
    }
    case Hole::Kind::passcode:
      return hole.flaw.empty() ? passcode(hole.argument, hole.name) : flawed_passcode(hole);
    case Hole::Kind::instance: {
      const std::string* found = find(profile_.instances, hole.name);
      return found != nullptr ? *found : lack("the profile has no instance \"" + hole.name + "\"");
    }
    case Hole::Kind::unique:
      return "u" + nonce_ + "-" + hole.name;
    case Hole::Kind::version:
      return std::string(stomp::to_string(case_.version));
    case Hole::Kind::axis:
      return axis(hole.name);
    case Hole::Kind::limit:
      return std::to_string(count({hole.name, 0}));
    case Hole::Kind::captured:
      return from_capture(hole);
    case Hole::Kind::bound: {
      const std::string* value = find(bound_, hole.name);
      stomp::check(value != nullptr, "the loader let an unbound name through");
      return *value;
    }
  }
  return "";
}

std::string Bindings::axis(const std::string& name) const {
  const auto found = std::find_if(case_.axes.begin(), case_.axes.end(),
                                  [&](const auto& candidate) { return candidate.first == name; });
  stomp::check(found != case_.axes.end(), "the loader let an unknown axis through");
  return found->second;
}

std::string Bindings::destination(const std::string& kind, const std::string& name) {
  const std::string* form = find(profile_.destinations, kind);
  if (form == nullptr) return lack("the profile has no destination of the kind \"" + kind + "\"");
  std::string result;
  for (const TemplatePiece& piece : pieces(*form)) {
    const auto* literal = std::get_if<std::string>(&piece);
    result += literal != nullptr ? *literal : nonce_ + "-" + name;
  }
  return result;
}

std::string Bindings::client_id(const std::string& name) const {
  return "client-" + nonce_ + "-" + name;
}

std::string Bindings::passcode(const std::string& name, const std::string& client) {
  const AccountProfile* found = account(name);
  if (found == nullptr) return "";
  if (found->passcode == AccountProfile::Passcode::plain) return found->secret;
  return keep_secret(sign_client_id(found->secret, client_id(client)));
}

std::string Bindings::flawed_passcode(const Hole& hole) {
  const AccountProfile* found = account(hole.argument);
  if (found == nullptr) return "";
  if (found->passcode == AccountProfile::Passcode::plain) {
    return lack("the passcode of the account \"" + hole.argument + "\" is no signature");
  }
  if (hole.flaw == "is-the-secret") return found->secret;
  if (hole.flaw == "signs-the-login") {
    return keep_secret(sign_client_id(found->secret, found->login));
  }
  std::string result = passcode(hole.argument, hole.name);
  if (hole.flaw == "first-half") return keep_secret(result.substr(0, result.size() / 2));
  stomp::check(hole.flaw == "in-other-case", "the loader let an unknown flaw through");
  std::ranges::transform(result, result.begin(), in_other_case);
  return keep_secret(std::move(result));
}

// Reports show none of these.
std::string Bindings::keep_secret(std::string text) {
  if (std::find(secrets_.begin(), secrets_.end(), text) == secrets_.end()) {
    secrets_.push_back(text);
  }
  return text;
}

const AccountProfile* Bindings::account(const std::string& name) {
  const AccountProfile* found = find(profile_.accounts, name);
  if (found == nullptr) lack("the profile has no account \"" + name + "\"");
  return found;
}

std::string Bindings::from_capture(const Hole& hole) {
  const stomp::Frame* frame = captured(hole.name);
  if (frame == nullptr) {
    answer_lacks("no frame was captured as \"" + hole.name + "\"");
    return "";
  }
  if (hole.argument == "body") return frame->body;
  const std::string* value = frame->find(hole.argument);
  if (value == nullptr) {
    answer_lacks("the " + frame->command + " captured as \"" + hole.name + "\" has no header \"" +
                 hole.argument + "\"");
    return "";
  }
  return *value;
}

}  // namespace conformance
