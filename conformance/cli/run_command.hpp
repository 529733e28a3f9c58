// The verb `run`: the suite against one target, or against both policies of the embedded broker.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

// Where the verb is chosen, it runs when its arguments have been parsed and leaves its exit code.
void add_run_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
