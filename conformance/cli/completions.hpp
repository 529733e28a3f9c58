// Completions for shells, made from the program's command tree. What depends on the data (targets,
// cases, deviations) is asked of the program when a key is pressed: `stompcheck completions cases`.

#pragma once

#include <string>

#include "conformance/cli/command_tree.hpp"

namespace cli {

[[nodiscard]] std::string bash_completions(const Command& program);
[[nodiscard]] std::string zsh_completions(const Command& program);
[[nodiscard]] std::string fish_completions(const Command& program);

}  // namespace cli
