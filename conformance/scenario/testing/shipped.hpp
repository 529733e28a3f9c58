// The suite and the profiles that are shipped, for tests: loaded once, and each mistake in them is
// a failure of the test that asks.

#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/profile.hpp"

namespace conformance {

inline std::optional<std::string> no_environment(const std::string&) {
  return std::nullopt;
}

inline const Suite& shipped_suite() {
  static const Suite loaded = [] {
    json::Problems problems;
    Suite suite = load_suite(STOMPCHECK_SOURCE_DIR "/scenarios", problems);
    for (const json::Diagnostic& problem : problems) ADD_FAILURE() << json::to_string(problem);
    return suite;
  }();
  return loaded;
}

// By its name: "reference-open".
inline Profile shipped_profile(const std::string& name,
                               const Environment& environment = no_environment) {
  json::Problems problems;
  std::optional<Profile> profile = load_profile(
      STOMPCHECK_SOURCE_DIR "/conformance/targets/" + name + ".json", environment, problems);
  for (const json::Diagnostic& problem : problems) ADD_FAILURE() << json::to_string(problem);
  return profile.value_or(Profile());
}

}  // namespace conformance
