// For what cannot happen: a check that is always on, says where it stands, and aborts.
//
// Not for peers that misbehave (those are values) nor for people who mistype (those get
// diagnostics): only for mistakes of ours, which a fuzzer must see.

#pragma once

#include <source_location>
#include <string_view>

namespace stomp {

[[noreturn]] void check_failed(std::string_view what, std::source_location where);

inline void check(bool condition, std::string_view what,
                  std::source_location where = std::source_location::current()) {
  if (!condition) check_failed(what, where);
}

}  // namespace stomp
