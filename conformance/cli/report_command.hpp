// The verbs about runs that are over: `report` shows them, `diff` compares two.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_report_command(CLI::App& app, const std::string& data, int& exit_code);
void add_diff_command(CLI::App& app, int& exit_code);

}  // namespace cli
