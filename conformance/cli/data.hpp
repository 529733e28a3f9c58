// Where the program's own files are: scenarios, target profiles, schemas.
//
// In this order: --data DIR; the environment variable STOMPCHECK_DATA; ../share/stompcheck beside
// the program (an installation, wherever it was moved to); share/stompcheck beside the program (a
// build, where it is a link to the source tree). No path of the building machine is in the program.

#pragma once

#include <optional>
#include <string>

namespace cli {

struct Data {
  std::string scenarios;
  std::string targets;
};

// Nothing where no place has scenarios; `error` then names the places.
[[nodiscard]] std::optional<Data> find_data(const std::string& given, std::string& error);

// A short name of what a directory's files say, whatever their dates: twelve hexadecimal digits.
[[nodiscard]] std::string digest(const std::string& directory);

// An environment variable, or nothing where it is not set.
[[nodiscard]] std::optional<std::string> environment(const std::string& name);

}  // namespace cli
