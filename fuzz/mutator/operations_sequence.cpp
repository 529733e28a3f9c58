// Operations on whole frames and on what stands between them.

#include <algorithm>
#include <utility>

#include "fuzz/mutator/script.hpp"
#include "fuzz/mutator/workshop.hpp"

namespace fuzz {
namespace {

using Difference = std::vector<Piece>::difference_type;

std::vector<Piece>::iterator at(Workshop& workshop, std::size_t place) {
  return workshop.text.pieces.begin() + static_cast<Difference>(place);
}

std::size_t any_gap(Workshop& workshop) {
  return workshop.chance.below(workshop.text.pieces.size() + 1);
}

bool insert_frame(Workshop& workshop) {
  FrameText frame = workshop.new_frame();
  workshop.text.pieces.insert(at(workshop, any_gap(workshop)), std::move(frame));
  return true;
}

bool append_frame(Workshop& workshop) {
  workshop.text.pieces.emplace_back(workshop.new_frame());
  return true;
}

bool duplicate_piece(Workshop& workshop) {
  if (workshop.text.pieces.empty()) return false;
  Piece copy = workshop.chance.of(workshop.text.pieces);
  workshop.text.pieces.insert(at(workshop, any_gap(workshop)), std::move(copy));
  return true;
}

bool remove_pieces(Workshop& workshop) {
  auto& pieces = workshop.text.pieces;
  if (pieces.size() < 2) return false;
  const std::size_t first = workshop.chance.below(pieces.size());
  const std::size_t longest = std::min<std::size_t>(pieces.size() - first, 3);
  const std::size_t count = 1 + workshop.chance.below(longest);
  pieces.erase(at(workshop, first), at(workshop, first + count));
  return true;
}

bool swap_pieces(Workshop& workshop) {
  auto& pieces = workshop.text.pieces;
  if (pieces.size() < 2) return false;
  std::swap(workshop.chance.of(pieces), workshop.chance.of(pieces));
  return true;
}

bool repeat_piece(Workshop& workshop) {
  if (workshop.text.pieces.empty()) return false;
  const std::size_t place = workshop.chance.below(workshop.text.pieces.size());
  const Piece copy = workshop.text.pieces[place];
  const std::size_t times = 1 + workshop.chance.below(workshop.chance.one_in(4) ? 16 : 4);
  workshop.text.pieces.insert(at(workshop, place), times, copy);
  return true;
}

bool truncate(Workshop& workshop) {
  if (workshop.text.pieces.size() < 2) return false;
  workshop.text.pieces.erase(
      at(workshop, 1 + workshop.chance.below(workshop.text.pieces.size() - 1)),
      workshop.text.pieces.end());
  return true;
}

// ---- Sessions -----------------------------------------------------------------------------------

StepText step(std::initializer_list<char> letters) {
  StepText text;
  text.mark.push_back(mark);
  text.mark.append(letters);
  return text;
}

char any_connection(Workshop& workshop) {
  // The fourth is for the rare case that wants one.
  return static_cast<char>('a' + workshop.chance.below(workshop.chance.one_in(8) ? 4 : 3));
}

bool switch_connection(Workshop& workshop) {
  StepText text = step({any_connection(workshop)});
  workshop.text.pieces.insert(at(workshop, any_gap(workshop)), std::move(text));
  return true;
}

// One frame said by another connection, which is told to go on as before behind it.
bool interject(Workshop& workshop) {
  const std::size_t gap = any_gap(workshop);
  std::string before = {mark, 'a'};
  for (std::size_t place = 0; place < gap; ++place) {
    const auto* const text = std::get_if<StepText>(&workshop.text.pieces[place]);
    if (text != nullptr && text->mark[1] >= 'a' && text->mark[1] <= 'd') before = text->mark;
  }
  Piece said = workshop.new_frame();
  StepText other = step({any_connection(workshop)});
  workshop.text.pieces.insert(at(workshop, gap), StepText{before});
  workshop.text.pieces.insert(at(workshop, gap), std::move(said));
  workshop.text.pieces.insert(at(workshop, gap), std::move(other));
  return true;
}

// A connection that works, to begin with.
bool connect_first(Workshop& workshop) {
  FrameText connect = workshop.new_frame();
  connect.command = "CONNECT";
  connect.body.clear();
  connect.headers = {{"accept-version", ":", workshop.value_for("accept-version"), "\n"},
                     {"host", ":", "h", "\n"}};
  workshop.text.pieces.insert(workshop.text.pieces.begin(), std::move(connect));
  workshop.text.pieces.insert(workshop.text.pieces.begin(), step({any_connection(workshop)}));
  return true;
}

bool let_time_pass(Workshop& workshop) {
  StepText text = step({'+', static_cast<char>('0' + workshop.chance.below(10))});
  workshop.text.pieces.insert(at(workshop, any_gap(workshop)), std::move(text));
  return true;
}

bool end_or_stop(Workshop& workshop) {
  constexpr std::string_view letters = "FHRSG";
  StepText text = step({workshop.chance.of(letters)});
  workshop.text.pieces.insert(at(workshop, any_gap(workshop)), std::move(text));
  return true;
}

bool choose_settings(Workshop& workshop) {
  auto& pieces = workshop.text.pieces;
  StepText text = step({static_cast<char>('0' + workshop.chance.below(10))});
  const bool has = !pieces.empty() && std::holds_alternative<StepText>(pieces.front()) &&
                   std::get<StepText>(pieces.front()).mark[1] <= '9' &&
                   std::get<StepText>(pieces.front()).mark[1] >= '0';
  if (has) {
    pieces.front() = std::move(text);
  } else {
    pieces.insert(pieces.begin(), std::move(text));
  }
  return true;
}

constexpr Operation table[] = {
    {"insert-frame", 6, false, insert_frame},
    {"append-frame", 6, false, append_frame},
    {"duplicate-piece", 3, false, duplicate_piece},
    {"remove-pieces", 4, false, remove_pieces},
    {"swap-pieces", 2, false, swap_pieces},
    {"repeat-piece", 2, false, repeat_piece},
    {"truncate", 1, false, truncate},
    {"switch-connection", 3, true, switch_connection},
    {"interject", 4, true, interject},
    {"connect-first", 2, true, connect_first},
    {"let-time-pass", 2, true, let_time_pass},
    {"end-or-stop", 2, true, end_or_stop},
    {"choose-settings", 1, true, choose_settings},
};

}  // namespace

std::span<const Operation> sequence_operations() {
  return table;
}

}  // namespace fuzz
