#include "fuzz/campaign/generator.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "fuzz/campaign/frames.hpp"
#include "fuzz/campaign/oddities.hpp"
#include "fuzz/mutator/mutator.hpp"
#include "fuzz/mutator/script.hpp"
#include "fuzz/mutator/text.hpp"

namespace campaign {
namespace {

using stomp::Version;

constexpr std::size_t text_octets_max = 16 * 1024;
constexpr std::size_t kept_max = 512;

void mark(std::string& text, char letter) {
  text.push_back(fuzz::mark);
  text.push_back(letter);
}

void speak(std::string& text, std::size_t connection) {
  mark(text, static_cast<char>('a' + connection));
}

// What the octets are without the marks of a script.
std::string without_marks(std::string_view text) {
  std::string octets;
  while (!text.empty()) {
    const fuzz::Token token = fuzz::next_token(text);
    if (token.kind == fuzz::Token::Kind::octet) octets.push_back(text[0]);
    text.remove_prefix(token.octets);
  }
  return octets;
}

}  // namespace

std::string_view to_string(Class kind) {
  static constexpr std::string_view names[] = {"valid", "fatal",    "odd",
                                               "wild",  "dribbled", "group"};
  return names[static_cast<std::size_t>(kind)];
}

// What one case is made of.
struct Generator::Scene {
  fuzz::Chance chance;
  std::uint64_t ordinal;
  std::size_t place;
  Version version;
  std::string topic;
  std::string queue;
};

Generator::Generator(const Dialect& dialect, std::uint64_t seed, std::size_t places)
    : dialect_(dialect), seed_(seed), places_(places) {}

void Generator::keep(std::string text) {
  if (kept_.size() < kept_max) {
    kept_.push_back(std::move(text));
  } else {
    kept_[text.size() % kept_max] = std::move(text);
  }
}

std::string Generator::opening(const Scene& scene, std::size_t connection) const {
  std::string text;
  speak(text, connection);
  return text + fuzz::quoted(dialect_.connect(scene.version, client(scene.place, connection)));
}

Case Generator::fresh(std::uint64_t ordinal, std::size_t place) const {
  fuzz::Chance chance(seed_ ^ (ordinal * 0x9e3779b97f4a7c15U));
  (void)chance.next();
  const Version version = chance.of(dialect_.versions());
  Scene scene{.chance = chance,
              .ordinal = ordinal,
              .place = place,
              .version = version,
              .topic = dialect_.topic(place),
              .queue = dialect_.queue(place)};
  Case made{.ordinal = ordinal, .kind = Class::valid, .text = {}};
  switch (scene.chance.below(12)) {
    case 0:
    case 1:
      made.text = valid(scene);
      break;
    case 2:
    case 3:
      made.kind = Class::fatal;
      made.text = fatal(scene);
      break;
    case 4:
      made.kind = Class::dribbled;
      made.text = dribbled(scene);
      break;
    case 5:
    case 6:
      made.kind = Class::group;
      made.text = group(scene);
      break;
    case 7:
    case 8:
      made.kind = Class::odd;
      made.text = odd(scene);
      break;
    default:
      made.kind = Class::wild;
      made.text = wild(scene);
  }
  return made;
}

std::string Generator::pipelined(std::size_t lane, std::uint64_t ordinal, Version version) const {
  fuzz::Chance chance((seed_ + lane) ^ (ordinal * 0xbf58476d1ce4e5b9U));
  const std::string name = std::to_string(lane) + '-' + std::to_string(ordinal);
  const std::string topic = dialect_.topic(places_ + lane * 4 + chance.below(4));
  const bool transacts = !dialect_.lacks("transactions");
  const auto receipt = [&](std::string_view command, std::string_view suffix) {
    return dialect_.receipts(command) ? "r" + name + std::string(suffix) : std::string();
  };
  std::string out;
  const std::size_t kind = chance.below(16);
  if (kind == 0) {
    const std::string id = "s" + name;
    Headers subscribe{{"destination", topic}, {"id", id}};
    if (chance.one_in(2)) subscribe.push_back({"ack", "auto"});
    if (dialect_.receipts("SUBSCRIBE")) subscribe.push_back({"receipt", receipt("SUBSCRIBE", "a")});
    write(out, chance, version, "SUBSCRIBE", subscribe);
    write_send(out, chance, version, topic, name, receipt("SEND", "b"));
    Headers unsubscribe{{"id", id}};
    if (dialect_.receipts("UNSUBSCRIBE")) {
      unsubscribe.push_back({"receipt", receipt("UNSUBSCRIBE", "c")});
    }
    write(out, chance, version, "UNSUBSCRIBE", unsubscribe);
    if (!dialect_.receipts("UNSUBSCRIBE")) {
      write_send(out, chance, version, topic, name, receipt("SEND", "d"));
    }
  } else if (kind == 1 && transacts) {
    const std::string id = "t" + name;
    write(out, chance, version, "BEGIN", {{"transaction", id}});
    for (std::size_t count = chance.below(3); count > 0; --count) {
      write_send(out, chance, version, topic, name, "", id);
    }
    const bool commits = chance.one_in(2);
    Headers end{{"transaction", id}};
    if (dialect_.receipts(commits ? "COMMIT" : "ABORT")) end.push_back({"receipt", "r" + name});
    write(out, chance, version, commits ? "COMMIT" : "ABORT", end);
  } else {
    write_send(out, chance, version, topic, name, "r" + name);
  }
  return out;
}

std::string Generator::valid(Scene& scene) const {
  std::string text = opening(scene, 0);
  std::string frames;
  const bool queues = dialect_.has_queues() && scene.chance.one_in(3);
  const std::string& destination = queues ? scene.queue : scene.topic;
  const bool subscribes = queues || scene.chance.one_in(2);
  if (subscribes) {
    Headers headers{{"destination", destination}, {"id", "s"}};
    if (dialect_.receipts("SUBSCRIBE")) headers.push_back({"receipt", "ra"});
    write(frames, scene.chance, scene.version, "SUBSCRIBE", headers);
  }
  for (std::size_t i = 1 + scene.chance.below(4); i > 0; --i) {
    write_send(frames, scene.chance, scene.version, destination, std::to_string(i),
               "r" + std::to_string(i));
  }
  text += fuzz::quoted(frames);
  frames.clear();
  if (subscribes) {
    // Not before something has come: whoever removes a queue's consumer too early leaves messages.
    mark(text, '|');
    Headers headers{{"id", "s"}};
    if (dialect_.receipts("UNSUBSCRIBE")) headers.push_back({"receipt", "rb"});
    write(frames, scene.chance, scene.version, "UNSUBSCRIBE", headers);
  }
  if (scene.chance.one_in(2)) {
    write(frames, scene.chance, scene.version, "DISCONNECT", {{"receipt", "rc"}});
  }
  return text + fuzz::quoted(frames);
}

std::string Generator::fatal(Scene& scene) const {
  std::string text = opening(scene, 0);
  fuzz::Chance& chance = scene.chance;
  std::string frames;
  if (chance.one_in(3)) {
    write_send(frames, chance, scene.version, scene.topic, "0", "r0");
  }
  std::string wrong;
  switch (chance.below(3)) {
    case 0:
      wrong = "SEND\nx-a:1\nreceipt:r1\n\nlost";
      break;
    case 1:
      wrong = "SUBSCRIBE\nid:s1\nreceipt:r1\n\n";
      break;
    default: {
      static constexpr std::string_view escapes[] = {"\\t",  "a\\tb", "\\",  "a\\", "\\x41",
                                                     "\\ n", "\\N",   "\\0", "\\:"};
      wrong = "SEND\ndestination:" + scene.topic + "\nx-a:" + std::string(chance.of(escapes)) +
              "\nreceipt:r1\n\nlost";
    }
  }
  frames += wrong;
  frames.push_back('\0');
  for (std::size_t i = 2 + chance.below(3); i > 1; --i) {
    write_send(frames, chance, scene.version, scene.topic, "behind", "r" + std::to_string(i));
  }
  return text + fuzz::quoted(frames);
}

std::string Generator::odd(Scene& scene) const {
  std::string text = opening(scene, 0);
  std::string frames;
  if (scene.chance.one_in(2)) {
    Headers headers{{"destination", scene.topic}, {"id", "s"}, {"ack", "client"}};
    write(frames, scene.chance, scene.version, "SUBSCRIBE", headers);
    write_send(frames, scene.chance, scene.version, scene.topic, "1", "r1");
  }
  text += fuzz::quoted(frames) + odd_frames(scene.chance, fuzz::quoted(scene.topic));
  frames.clear();
  write_send(frames, scene.chance, scene.version, scene.topic, "behind", "r2");
  return text + fuzz::quoted(frames);
}

std::string Generator::wild(Scene& scene) const {
  fuzz::Chance& chance = scene.chance;
  std::string text;
  if (!kept_.empty() && chance.one_in(2)) {
    text = chance.of(kept_);
  } else {
    text = chance.one_in(3)   ? group(scene)
           : chance.one_in(3) ? odd(scene)
           : chance.one_in(4) ? fatal(scene)
                              : valid(scene);
  }
  // A mutator knows a half of what there is: cases of a kind follow each other.
  const fuzz::Mutator mutator(fuzz::Shape::session, seed_ + scene.ordinal / 64);
  for (std::size_t times = 1 + chance.below(3); times > 0; --times) {
    text = mutator.mutate(text, text_octets_max, chance.next());
  }
  if (chance.one_in(8) && !kept_.empty()) {
    text = mutator.cross(text, chance.of(kept_), text_octets_max, chance.next());
  }
  return confined(text, scene);
}

std::string Generator::dribbled(Scene& scene) const {
  fuzz::Chance& chance = scene.chance;
  const std::string whole = chance.one_in(3) ? fatal(scene) : valid(scene);
  const std::string connect = opening(scene, 0);
  std::string text = whole.substr(0, connect.size());
  std::string_view rest = std::string_view(whole).substr(connect.size());
  const std::size_t every = chance.one_in(4) ? 1 : 2 + chance.below(40);
  std::size_t pauses = 6;
  for (std::size_t at = 1; !rest.empty(); ++at) {
    const fuzz::Token token = fuzz::next_token(rest);
    text += rest.substr(0, token.octets);
    rest.remove_prefix(token.octets);
    if (at % every != 0 || rest.empty()) continue;
    if (pauses > 0 && chance.one_in(3)) {
      --pauses;
      text += "`+0";
    } else {
      mark(text, '|');
    }
  }
  if (chance.one_in(4)) mark(text, 'H');
  // Somebody comes and goes, as those do who look whether a port is open.
  if (chance.one_in(4)) {
    speak(text, 1);
    mark(text, chance.one_in(2) ? 'R' : 'F');
  }
  return text;
}

// Somebody subscribes, somebody publishes, perhaps in a transaction; perhaps somebody vanishes.
std::string Generator::group(Scene& scene) const {
  fuzz::Chance& chance = scene.chance;
  const bool queues = dialect_.has_queues() && chance.one_in(2);
  const std::string& destination = queues ? scene.queue : scene.topic;
  const std::size_t subscribers = 1 + chance.below(2);
  const std::size_t publisher = subscribers;
  std::string text;
  std::vector<std::string> modes(subscribers);
  for (std::size_t i = 0; i < subscribers; ++i) {
    text += opening(scene, i);
    modes[i] = chance.one_in(2)                                     ? "auto"
               : scene.version != Version::v1_0 && chance.one_in(2) ? "client-individual"
                                                                    : "client";
    Headers headers{{"destination", destination}, {"id", "s"}, {"ack", modes[i]}};
    if (dialect_.receipts("SUBSCRIBE")) headers.push_back({"receipt", "rs"});
    std::string frames;
    write(frames, chance, scene.version, "SUBSCRIBE", headers);
    if (!dialect_.receipts("SUBSCRIBE")) {
      write_send(frames, chance, scene.version, dialect_.scratch(), "fence", "rf");
    }
    text += fuzz::quoted(frames);
  }
  text += opening(scene, publisher);
  std::string frames;
  const bool transacts = !dialect_.lacks("transactions") && chance.one_in(3);
  if (transacts) write(frames, chance, scene.version, "BEGIN", {{"transaction", "t"}});
  for (std::size_t i = 1 + chance.below(3); i > 0; --i) {
    write_send(frames, chance, scene.version, destination, "m" + std::to_string(i),
               transacts ? "" : "r" + std::to_string(i), transacts ? "t" : "");
  }
  const bool vanishes = transacts && chance.one_in(4);
  const bool commits = !chance.one_in(3);
  if (transacts && !vanishes) {
    write(frames, chance, scene.version, commits ? "COMMIT" : "ABORT",
          {{"transaction", "t"}, {"receipt", "rt"}});
  }
  text += fuzz::quoted(frames);
  if (vanishes) mark(text, chance.one_in(2) ? 'R' : 'F');
  const bool delivers = !transacts || (!vanishes && commits);
  for (std::size_t i = 0; i < subscribers && delivers; ++i) {
    // Of two consumers of a queue one may get nothing.
    if (modes[i] == "auto" || (queues && subscribers > 1) || scene.version == Version::v1_0)
      continue;
    speak(text, i);
    // What is refused may come again, to whoever is there.
    const std::string command = chance.one_in(4) ? "NACK" : "ACK";
    text +=
        command + (scene.version == Version::v1_2 ? "\nid:`*" : "\nsubscription:s\nmessage-id:`*");
    if (dialect_.receipts(command)) text += "\nreceipt:rk";
    text += "\n\n";
    text.push_back('\0');
  }
  for (std::size_t i = 0; i < subscribers; ++i) {
    if (chance.one_in(3)) continue;
    speak(text, i);
    std::string leaving;
    if (chance.one_in(2)) {
      Headers headers{{"id", "s"}};
      if (dialect_.receipts("UNSUBSCRIBE")) headers.push_back({"receipt", "ru"});
      write(leaving, chance, scene.version, "UNSUBSCRIBE", headers);
    } else {
      write(leaving, chance, scene.version, "DISCONNECT", {{"receipt", "rd"}});
    }
    text += fuzz::quoted(leaving);
  }
  return text;
}

// Destinations become the case's own: what was made from another case neither disturbs those beside
// it nor leaves the namespace.
std::string Generator::confined(std::string_view text, const Scene& scene) const {
  fuzz::Text parsed = fuzz::parse_text(text, fuzz::Shape::session);
  for (fuzz::Piece& piece : parsed.pieces) {
    auto* const frame = std::get_if<fuzz::FrameText>(&piece);
    if (frame == nullptr) continue;
    for (fuzz::HeaderText& header : frame->headers) {
      const std::string name = without_marks(header.name);
      if (name.find("destination") == std::string::npos) continue;
      const std::string value = without_marks(header.value);
      if (value.empty() || value.starts_with(scene.topic) || value.starts_with(scene.queue)) {
        continue;
      }
      const auto place = dialect_.place(value);
      const bool is_queue = place ? place->kind == "queue" : value.size() % 2 == 1;
      header.value = fuzz::quoted(is_queue ? scene.queue : scene.topic);
    }
  }
  return fuzz::print(parsed);
}

}  // namespace campaign
