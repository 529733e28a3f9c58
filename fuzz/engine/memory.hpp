// What this program holds from the heap: for targets that promise bounds.
//
// The allocator is asked, a sanitizer's or the C library's. (Counting operators of our own would
// hide from an address sanitizer which kind of delete belongs to a block.)

#pragma once

#include <cstddef>
#include <memory>

namespace fuzz {

[[nodiscard]] std::ptrdiff_t live_octets();

// What an object held, itself included: that much its end gives back. To ask is expensive, so once
// is enough.
template <typename Object>
[[nodiscard]] std::ptrdiff_t octets_given_back(std::unique_ptr<Object> object) {
  const std::ptrdiff_t before = live_octets();
  object.reset();
  return before - live_octets();
}

}  // namespace fuzz
