#include "conformance/scenario/files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace conformance {

std::vector<std::string> find_json_files(const std::string& directory, json::Problems& problems) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != fs::end(entry); entry.increment(error)) {
    if (entry->path().extension() == ".json" && entry->is_regular_file(error)) {
      files.push_back(entry->path().generic_string());
    }
  }
  if (error) {
    problems.push_back(
        {.file = directory, .message = "cannot read the directory: " + error.message()});
  }
  // The order in which a file system lists files is its own.
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace conformance
