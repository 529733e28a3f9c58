#include "fuzz/engine/memory.hpp"

#include <malloc.h>

// There where a sanitizer is linked (sanitizer/allocator_interface.h).
extern "C" [[gnu::weak]] std::size_t __sanitizer_get_current_allocated_bytes();

namespace fuzz {

std::ptrdiff_t live_octets() {
  if (__sanitizer_get_current_allocated_bytes != nullptr) {
    return static_cast<std::ptrdiff_t>(__sanitizer_get_current_allocated_bytes());
  }
  return static_cast<std::ptrdiff_t>(mallinfo2().uordblks);
}

}  // namespace fuzz
