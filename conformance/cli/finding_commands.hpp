// The verbs `replay`, `minimize` and `export`: what is done with one finding of a campaign.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_finding_commands(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
