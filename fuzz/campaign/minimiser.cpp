#include "fuzz/campaign/minimiser.hpp"

#include <algorithm>
#include <variant>

#include "fuzz/mutator/script.hpp"
#include "fuzz/mutator/workshop.hpp"

namespace campaign {
namespace {

using fuzz::FrameText;
using fuzz::Shape;
using fuzz::Text;

// A text that is longer is not taken apart octet by octet.
constexpr std::size_t octets_max = 4096;
constexpr std::size_t body_octets_max = 64;

// A target's settings, which a digit takes, are not ours to take: it only cuts.
bool is_about_time(const fuzz::Token& token, std::string_view text) {
  if (token.kind == fuzz::Token::Kind::octet) return false;
  return text[1] == '|' || text[1] == '+' || (text[1] >= '0' && text[1] <= '9');
}

FrameText* frame_of(Text& text, std::size_t piece) {
  return std::get_if<FrameText>(&text.pieces[piece]);
}

}  // namespace

bool Minimiser::holds(const std::string& text) {
  if (text.empty()) return false;
  const auto known = known_.find(text);
  if (known != known_.end()) return known->second;
  if (is_over()) return false;
  --left_;
  ++asked_;
  const bool answer = question_(text);
  known_.emplace(text, answer);
  return answer;
}

bool Minimiser::reduce(std::string& text, std::size_t count, const Print& print) {
  std::vector<bool> kept(count, true);
  bool any = false;
  for (std::size_t size = std::max<std::size_t>(count / 2, 1); count > 0; size /= 2) {
    for (std::size_t begin = 0; begin < count && !is_over(); begin += size) {
      std::vector<bool> fewer = kept;
      const std::size_t end = std::min(begin + size, count);
      bool changes = false;
      for (std::size_t i = begin; i < end; ++i) {
        changes = changes || fewer[i];
        fewer[i] = false;
      }
      if (!changes) continue;
      std::string smaller = print(fewer);
      if (smaller.size() >= text.size() || !holds(smaller)) continue;
      kept = std::move(fewer);
      text = std::move(smaller);
      any = true;
    }
    if (size == 1 || is_over()) break;
  }
  return any;
}

bool Minimiser::try_text(std::string& text, const Text& changed) {
  Text restated = changed;
  for (fuzz::Piece& piece : restated.pieces) {
    if (auto* const frame = std::get_if<FrameText>(&piece)) {
      fuzz::restate_length(*frame, Shape::session);
    }
  }
  for (const Text* const candidate : {static_cast<const Text*>(&restated), &changed}) {
    std::string smaller = fuzz::print(*candidate);
    if (smaller.size() >= text.size() || !holds(smaller)) continue;
    text = std::move(smaller);
    return true;
  }
  return false;
}

std::string Minimiser::minimise(std::string text) {
  std::size_t before = 0;
  do {
    before = text.size();
    connections(text);
    cuts(text);
    pieces(text);
    headers(text);
    bodies(text);
    values(text);
    if (text.size() == before) octets(text);
  } while (text.size() < before && !is_over());
  return text;
}

// All moves of one connection at a time.
void Minimiser::connections(std::string& text) {
  for (std::size_t gone = 0; gone < fuzz::connections_max && !is_over(); ++gone) {
    fuzz::Script script = fuzz::read_script(text);
    const std::size_t count = script.moves.size();
    std::erase_if(script.moves, [&](const fuzz::Move& move) {
      return std::visit(
          [&](const auto& each) {
            if constexpr (requires { each.connection; }) return each.connection == gone;
            return false;
          },
          move);
    });
    if (script.moves.size() == count || script.moves.empty()) continue;
    std::string smaller = fuzz::write_script(script);
    if (holds(smaller)) text = std::move(smaller);
  }
}

// Marks that only tell when octets leave: where they are cut into writes, and where time passes.
void Minimiser::cuts(std::string& text) {
  struct Mark {
    std::size_t begin;
    std::size_t octets;
  };
  const std::string whole = text;
  std::vector<Mark> marks;
  for (std::size_t at = 0; at < whole.size();) {
    const std::string_view rest = std::string_view(whole).substr(at);
    const fuzz::Token token = fuzz::next_token(rest);
    if (is_about_time(token, rest)) marks.push_back({at, token.octets});
    at += token.octets;
  }
  reduce(text, marks.size(), [&](const std::vector<bool>& kept) {
    std::string fewer;
    std::size_t from = 0;
    for (std::size_t i = 0; i < marks.size(); ++i) {
      if (kept[i]) continue;
      fewer.append(whole, from, marks[i].begin - from);
      from = marks[i].begin + marks[i].octets;
    }
    return fewer.append(whole, from);
  });
}

void Minimiser::pieces(std::string& text) {
  const Text whole = fuzz::parse_text(text, Shape::session);
  reduce(text, whole.pieces.size(), [&](const std::vector<bool>& kept) {
    Text fewer = whole;
    std::size_t place = 0;
    std::erase_if(fewer.pieces, [&](const auto&) { return !kept[place++]; });
    return fuzz::print(fewer);
  });
}

void Minimiser::headers(std::string& text) {
  const std::size_t count = fuzz::parse_text(text, Shape::session).pieces.size();
  for (std::size_t piece = 0; piece < count && !is_over(); ++piece) {
    const Text whole = fuzz::parse_text(text, Shape::session);
    if (piece >= whole.pieces.size()) return;
    const auto* const frame = std::get_if<FrameText>(&whole.pieces[piece]);
    if (frame == nullptr) continue;
    reduce(text, frame->headers.size(), [&](const std::vector<bool>& kept) {
      Text fewer = whole;
      auto& of = frame_of(fewer, piece)->headers;
      std::size_t place = 0;
      std::erase_if(of, [&](const auto&) { return !kept[place++]; });
      return fuzz::print(fewer);
    });
  }
}

void Minimiser::bodies(std::string& text) {
  const std::size_t count = fuzz::parse_text(text, Shape::session).pieces.size();
  for (std::size_t piece = 0; piece < count && !is_over(); ++piece) {
    for (bool smaller = true; smaller && !is_over();) {
      Text whole = fuzz::parse_text(text, Shape::session);
      if (piece >= whole.pieces.size()) return;
      FrameText* const frame = frame_of(whole, piece);
      if (frame == nullptr || frame->body.empty()) break;
      const std::string body = frame->body;
      smaller = false;
      for (const std::size_t kept : {std::size_t{0}, body.size() / 2, body.size() - 1}) {
        frame->body = body.substr(0, kept);
        if (kept < body.size() && try_text(text, whole)) {
          smaller = kept > 0;
          break;
        }
      }
    }
    body_octets(text, piece);
  }
}

// Of a body that has become short, with a true length each time.
void Minimiser::body_octets(std::string& text, std::size_t piece) {
  const Text whole = fuzz::parse_text(text, Shape::session);
  if (piece >= whole.pieces.size()) return;
  const auto* const frame = std::get_if<FrameText>(&whole.pieces[piece]);
  if (frame == nullptr || frame->body.size() > body_octets_max) return;
  reduce(text, frame->body.size(), [&](const std::vector<bool>& kept) {
    Text fewer = whole;
    FrameText& changed = *frame_of(fewer, piece);
    std::size_t place = 0;
    std::erase_if(changed.body, [&](char) { return !kept[place++]; });
    fuzz::restate_length(changed, Shape::session);
    return fuzz::print(fewer);
  });
}

// A value that may be anything becomes a letter.
void Minimiser::values(std::string& text) {
  const std::size_t count = fuzz::parse_text(text, Shape::session).pieces.size();
  for (std::size_t piece = 0; piece < count && !is_over(); ++piece) {
    for (std::size_t header = 0; !is_over(); ++header) {
      Text whole = fuzz::parse_text(text, Shape::session);
      if (piece >= whole.pieces.size()) return;
      FrameText* const frame = frame_of(whole, piece);
      if (frame == nullptr || header >= frame->headers.size()) break;
      const std::string value = frame->headers[header].value;
      if (value.size() < 2) continue;
      for (const std::string& shorter :
           {std::string(), std::string("a"), std::string("0"), value.substr(0, value.size() / 2)}) {
        frame->headers[header].value = shorter;
        if (shorter.size() < value.size() && try_text(text, whole)) break;
      }
    }
  }
}

void Minimiser::octets(std::string& text) {
  if (text.size() > octets_max) return;
  const std::string whole = text;
  reduce(text, whole.size(), [&](const std::vector<bool>& kept) {
    std::string fewer;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      if (kept[i]) fewer.push_back(whole[i]);
    }
    return fewer;
  });
}

}  // namespace campaign
