// The verb `fuzz`: campaigns against one target.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_fuzz_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
