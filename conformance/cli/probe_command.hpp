// The verb probe: meets a broker and writes the profile that `run` starts from.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_probe_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
