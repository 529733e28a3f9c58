// The manual page stompcheck(1), in the man macros of roff, made from the program's command tree.

#pragma once

#include <string>

#include "conformance/cli/command_tree.hpp"

namespace cli {

[[nodiscard]] std::string man_page(const Command& program, const std::string& version);

}  // namespace cli
