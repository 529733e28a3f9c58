// The verb coverage: which statements of the catalogue have cases.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_coverage_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
