// Frames that are well-formed and yet no client should send: they name what is not there, say the
// same twice, leave out what is required, come from the wrong side. For generator.cpp and nobody
// else.
//
// What becomes of most of them the specification leaves open, so nobody is accused of an answer.
// But whoever has not thought of them dies, hangs, or forgets what stood before.

#pragma once

#include <string>

#include "fuzz/mutator/chance.hpp"

namespace campaign {

// One to four of them as script text (fuzz/mutator/script.hpp), some with receipts "o0" to "o3".
[[nodiscard]] std::string odd_frames(fuzz::Chance& chance, const std::string& destination);

}  // namespace campaign
