// What an operation of the mutator works with: the text, chance, and the words that the text uses.
//
// For operations_*.cpp only; mutator.hpp is the door.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/mutator/chance.hpp"
#include "fuzz/mutator/mutator.hpp"
#include "fuzz/mutator/text.hpp"

namespace fuzz {

struct Workshop {
  Text& text;
  Chance& chance;
  const ByteMutation& bytes;

  // The places of the pieces that are frames.
  [[nodiscard]] std::vector<std::size_t> frames() const;
  // Any frame, or nullptr where there is none.
  [[nodiscard]] FrameText* any_frame();
  // Any header of any frame, or nullptr.
  [[nodiscard]] HeaderText* any_header(FrameText* of_frame = nullptr);

  // What a header of this name may say: a value that works, or one that the text has somewhere
  // under any name, so that frames come to speak of the same thing.
  [[nodiscard]] std::string value_for(std::string_view header);

  // A frame that a broker would take in some state of things.
  [[nodiscard]] FrameText new_frame();
};

// Makes content-length true where it is a number; the text's other lengths stay as they are.
void restate_length(FrameText& frame, Shape shape);

// The operations, by what they change.
[[nodiscard]] std::span<const Operation> sequence_operations();
[[nodiscard]] std::span<const Operation> frame_operations();
[[nodiscard]] std::span<const Operation> octet_operations();

}  // namespace fuzz
