// The verb `regrade`: stored transcripts judged again by the suite as it is now, without a broker.

#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

void add_regrade_command(CLI::App& app, const std::string& data, int& exit_code);

}  // namespace cli
