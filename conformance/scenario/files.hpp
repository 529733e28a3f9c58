// Which JSON files a directory holds.

#pragma once

#include <string>
#include <vector>

#include "json/document.hpp"

namespace conformance {

// Every *.json at any depth below a directory, sorted; complains where there is no such directory.
[[nodiscard]] std::vector<std::string> find_json_files(const std::string& directory,
                                                       json::Problems& problems);

}  // namespace conformance
