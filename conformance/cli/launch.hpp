// The target's life as the command line has it: --launch, --launched, --restarts, and the profile's
// "launch" and "restart".

#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "conformance/engine/run.hpp"
#include "conformance/net/launcher.hpp"
#include "conformance/scenario/profile.hpp"

namespace CLI {
class App;
}

namespace cli {

struct LaunchOptions {
  std::string command;    // --launch: for the shell, with holes
  bool launched = false;  // --launched: the profile's command
  std::optional<std::uint32_t> ready_seconds;
  std::size_t restarts = 50;
};

// All of them but `restarts`.
void add_launch_options(CLI::App& verb, LaunchOptions& options);

// What the run is told of it.
struct Life {
  std::optional<conformance::LaunchPlan> plan;  // nothing: whoever dies stays dead
  conformance::Upkeep upkeep;
  std::string options;  // the same again on a command line, quoted, with a blank before it
};

// Chooses the ports, fills the holes, and points the profile there. Nothing where that cannot be;
// `err` has been told why and what to do.
[[nodiscard]] std::optional<Life> prepare_life(const LaunchOptions& options,
                                               conformance::Profile& profile, std::ostream& err);

}  // namespace cli
