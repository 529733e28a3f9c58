// One pass over a program, as the engine would make it: which connections are open, which names are
// bound, and what is asked of them at the wrong time.
//
// Lint uses it on the case and on its control. The branches of a choice are walked one by one, and
// what holds after it is what holds after each branch that lets the case go on.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/scenario/model.hpp"

namespace conformance {

// A mistake, by the JSON pointer of the step that it stands in.
struct Finding {
  std::string pointer;
  std::string message;
  std::string hint;

  friend bool operator==(const Finding&, const Finding&) = default;
};

// A name and the step that binds it.
struct NamedPlace {
  std::string pointer;
  std::string name;

  friend auto operator<=>(const NamedPlace&, const NamedPlace&) = default;
};

struct WalkResult {
  std::vector<Finding> findings;
  std::set<NamedPlace> bound;  // by `as` and `let`; the name of an `each` needs no reader
  std::set<NamedPlace> read;
};

// `axes` are the declared ones, which ${axis:NAME} may name.
[[nodiscard]] WalkResult walk(const Program& program, const std::vector<std::string>& axes);

}  // namespace conformance
