// Operations that do not mind what the octets mean: cuts, the first line, single octets.

#include <string>
#include <string_view>

#include "fuzz/mutator/script.hpp"
#include "fuzz/mutator/workshop.hpp"

namespace fuzz {
namespace {

// Every text of a frame that can be changed by itself.
std::vector<std::string*> parts_of(FrameText& frame) {
  std::vector<std::string*> parts = {&frame.command, &frame.body};
  for (HeaderText& header : frame.headers) {
    parts.push_back(&header.name);
    parts.push_back(&header.value);
  }
  return parts;
}

bool change_octets_of_a_part(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  std::string& part = *workshop.chance.of(parts_of(*frame));
  part = workshop.bytes(part, part.size() + 8, workshop.chance.next());
  return true;
}

bool change_octets_of_all(Workshop& workshop) {
  const std::string whole = print(workshop.text);
  workshop.text = parse_text(workshop.bytes(whole, whole.size() + 16, workshop.chance.next()),
                             workshop.text.shape);
  return true;
}

// What a target reads from its first line: version, limits, lengths of segments.
bool change_preamble(Workshop& workshop) {
  if (workshop.text.shape != Shape::frames) return false;
  constexpr std::string_view letters = "012du13589Z";
  std::string& line = workshop.text.preamble;
  if (line.empty() || line.back() != '\n') line = "2d\n";
  if (line.size() < 3 || workshop.chance.one_in(4)) {
    line.insert(line.size() - 1, 1, workshop.chance.of(letters));
  } else {
    line[workshop.chance.below(line.size() - 1)] = workshop.chance.of(letters);
  }
  return true;
}

// At a place where something begins or ends, or anywhere.
bool cut(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  constexpr std::string_view marks[] = {"`|", "`|", "`|", "`*"};
  const std::string_view what = workshop.chance.of(marks);
  HeaderText* const header = workshop.any_header(frame);
  switch (workshop.chance.below(6)) {
    case 0:
      frame->before.append(what);
      break;
    case 1:
      frame->end.insert(0, what);
      break;
    case 2:
      frame->end.append(what);
      break;
    case 3:
      if (header != nullptr) header->eol.insert(0, what);
      break;
    default:
      std::string& part = *workshop.chance.of(parts_of(*frame));
      part.insert(workshop.chance.below(part.size() + 1), what);
      break;
  }
  return true;
}

bool remove_cuts(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  std::string whole;
  print(*frame, whole);
  std::string without;
  for (std::string_view left = whole; !left.empty();) {
    const Token token = next_token(left);
    if (token.kind != Token::Kind::cut) without.append(left.substr(0, token.octets));
    left.remove_prefix(token.octets);
  }
  Text text = parse_text(without, Shape::session);
  const bool is_one =
      text.pieces.size() == 1 && std::holds_alternative<FrameText>(text.pieces.front());
  if (is_one) *frame = std::get<FrameText>(text.pieces.front());
  return is_one;
}

constexpr Operation table[] = {
    {"change-octets-of-a-part", 5, false, change_octets_of_a_part},
    {"change-octets-of-all", 6, false, change_octets_of_all},
    {"change-preamble", 3, false, change_preamble},
    {"cut", 3, true, cut},
    {"remove-cuts", 1, true, remove_cuts},
};

}  // namespace

std::span<const Operation> octet_operations() {
  return table;
}

}  // namespace fuzz
