// The verbs `man` and `completions`, which packagers and shells call; the help does not show them.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_man_command(CLI::App& app);
void add_completions_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
