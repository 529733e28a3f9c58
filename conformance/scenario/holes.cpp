#include "conformance/scenario/holes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

// The holes of the form ${word:name}. Any other word there is a kind of destination.
constexpr std::array<std::pair<std::string_view, Hole::Kind>, 6> named_kinds{{
    {"client-id", Hole::Kind::client_id},
    {"login", Hole::Kind::login},
    {"instance", Hole::Kind::instance},
    {"unique", Hole::Kind::unique},
    {"axis", Hole::Kind::axis},
    {"limit", Hole::Kind::limit},
}};

// "a:b" -> {"a", "b"}; the second is empty where there is no such mark.
std::pair<std::string_view, std::string_view> split(std::string_view text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

// ${destination:KIND:NAME}.
std::optional<Hole> parse_destination(std::string_view rest) {
  const auto [kind, name] = split(rest, ':');
  if (!is_word(kind) || !is_word(name)) return std::nullopt;
  return Hole{
      .kind = Hole::Kind::destination, .name = std::string(name), .argument = std::string(kind)};
}

// ${passcode:ACCOUNT:CLIENT} and ${passcode:ACCOUNT:CLIENT:FLAW}.
std::optional<Hole> parse_passcode(std::string_view rest) {
  const auto [account, behind] = split(rest, ':');
  const auto [client, flaw] = split(behind, ':');
  if (!is_word(account) || !is_word(client)) return std::nullopt;
  if (client.size() != behind.size() &&
      std::ranges::find(passcode_flaws, flaw) == passcode_flaws.end()) {
    return std::nullopt;
  }
  return Hole{.kind = Hole::Kind::passcode,
              .name = std::string(client),
              .argument = std::string(account),
              .flaw = std::string(flaw)};
}

std::optional<Hole> parse_hole(std::string_view text) {
  // A header's name may hold a colon and a dot; the name of a capture holds neither.
  const std::size_t dot = text.find('.');
  if (dot < text.find(':')) {
    const std::string_view header = text.substr(dot + 1);
    if (!is_word(text.substr(0, dot)) || header.empty()) return std::nullopt;
    return Hole{.kind = Hole::Kind::captured,
                .name = std::string(text.substr(0, dot)),
                .argument = std::string(header)};
  }

  const auto [word, rest] = split(text, ':');
  if (!is_word(word)) return std::nullopt;
  if (word.size() == text.size()) {
    if (word == "version") return Hole{.kind = Hole::Kind::version, .name = "", .argument = ""};
    return Hole{.kind = Hole::Kind::bound, .name = std::string(word), .argument = ""};
  }
  if (word == "destination") return parse_destination(rest);
  if (word == "passcode") return parse_passcode(rest);
  if (!is_word(rest)) return std::nullopt;
  for (const auto& [known, kind] : named_kinds) {
    if (known == word) return Hole{.kind = kind, .name = std::string(rest), .argument = ""};
  }
  return Hole{
      .kind = Hole::Kind::destination, .name = std::string(rest), .argument = std::string(word)};
}

}  // namespace

std::string to_string(const Hole& hole) {
  switch (hole.kind) {
    case Hole::Kind::destination: {
      // These words name other holes, so as kinds of destination they need the long form.
      const bool taken = hole.argument == "passcode" || hole.argument == "destination" ||
                         std::any_of(named_kinds.begin(), named_kinds.end(),
                                     [&](const auto& kind) { return kind.first == hole.argument; });
      return (taken ? "${destination:" : "${") + hole.argument + ':' + hole.name + '}';
    }
    case Hole::Kind::passcode:
      return "${passcode:" + hole.argument + ':' + hole.name +
             (hole.flaw.empty() ? "" : ':' + hole.flaw) + '}';
    case Hole::Kind::version:
      return "${version}";
    case Hole::Kind::captured:
      return "${" + hole.name + '.' + hole.argument + '}';
    case Hole::Kind::bound:
      return "${" + hole.name + '}';
    default:
      break;
  }
  for (const auto& [word, kind] : named_kinds) {
    if (kind == hole.kind) return "${" + std::string(word) + ':' + hole.name + '}';
  }
  return "${" + hole.name + '}';
}

std::optional<std::vector<TemplatePiece>> parse_template(std::string_view text,
                                                         std::string& error) {
  std::vector<TemplatePiece> pieces;
  std::string literal;
  while (!text.empty()) {
    if (text.starts_with("$${")) {
      literal += "${";
      text.remove_prefix(3);
      continue;
    }
    if (!text.starts_with("${")) {
      literal += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) {
      error = "\"${\" without a \"}\"; a literal one is written \"$${\"";
      return std::nullopt;
    }
    std::optional<Hole> hole = parse_hole(text.substr(2, end - 2));
    if (!hole) {
      error = '"' + std::string(text.substr(0, end + 1)) + "\" is no hole that the guide knows";
      return std::nullopt;
    }
    if (!literal.empty()) pieces.emplace_back(std::exchange(literal, {}));
    pieces.emplace_back(*std::move(hole));
    text.remove_prefix(end + 1);
  }
  if (!literal.empty()) pieces.emplace_back(std::move(literal));
  return pieces;
}

}  // namespace conformance
