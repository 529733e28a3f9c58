// The verbs that look at the suite without running it: list, explain, lint.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_list_command(CLI::App& app, const std::string& data, int& exit_code);
void add_explain_command(CLI::App& app, const std::string& data, int& exit_code);
void add_lint_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
