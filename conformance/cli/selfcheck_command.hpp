// The verb `selfcheck`: the suite proved against our own brokers, right ones and wrong ones.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_selfcheck_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
