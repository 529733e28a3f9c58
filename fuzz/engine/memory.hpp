// What this program holds from the heap: for targets that promise bounds.
//
// The allocator is asked, a sanitizer's or the C library's. (Counting operators of our own would
// hide from an address sanitizer which kind of delete belongs to a block.)

#pragma once

#include <cstddef>

namespace fuzz {

[[nodiscard]] std::ptrdiff_t live_octets();

}  // namespace fuzz
