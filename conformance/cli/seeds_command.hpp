// The verb seeds: what the cases send, as inputs for fuzz targets.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_seeds_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
