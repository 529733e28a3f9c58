// What the suite's cases send, as fuzz inputs: each case is run against the reference broker in the
// simulator, and somebody at the broker's side writes down what came.
//
//     for (const Recording& recording : record(suite, {broker::PolicyKind::open, profile}))
//       save(recording.key, fuzz::write_script(recording.script));
//
// A recording is the case alone: neither its control (which is a recording of its own) nor the
// dialogue by which the engine sees whether the target still serves.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/profile.hpp"
#include "fuzz/mutator/script.hpp"
#include "reference_broker/core/settings.hpp"

namespace fuzz {

struct Reference {
  broker::PolicyKind policy;
  conformance::Profile profile;
};

struct Recording {
  std::string key;  // of the case; "(control)" behind it where it is the control
  Script script;
  // The same, a text for each connection: its octets without cuts, time and holes.
  std::vector<std::string> sent;
  std::vector<std::string> answers;
};

// Of those cases that send anything and need no more connections at once than a script can have.
[[nodiscard]] std::vector<Recording> record(const conformance::Catalogue& catalogue,
                                            const std::vector<conformance::Case>& cases,
                                            const Reference& reference);

}  // namespace fuzz
