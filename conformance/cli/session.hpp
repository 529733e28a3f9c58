// One run from its beginning to its exit code: the driver, the writers, Ctrl-C.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "conformance/cli/grading.hpp"
#include "conformance/cli/launch.hpp"
#include "conformance/cli/suite.hpp"
#include "conformance/engine/verdict.hpp"
#include "conformance/scenario/profile.hpp"
#include "reference_broker/deviations/deviation.hpp"

namespace cli {

struct SessionOptions {
  std::string target;        // as it was typed
  std::string profile_file;  // for the record
  std::size_t jobs = 16;
  std::optional<std::uint32_t> timeout_ms;
  std::uint64_t seed = 1;
  std::uint32_t repeat = 1;
  GradingOptions grading;
  std::string report;  // directory; empty: none
  std::vector<std::string> filters;
  bool verbose = false;
  bool simulate = false;
  bool keep_going = false;
  Life life;  // of the target
  // Options that belong to the target, quoted, each with a blank before it: what repeats a case
  // needs them too. No secrets.
  std::string more;
  std::optional<conformance::Shard> shard;
  std::size_t cases_in_all_shards = 0;
  std::uint32_t rerun_seconds = 60;
  bool color = false;
  bool ascii = false;
  const broker::Deviation* deviation = nullptr;  // of the embedded broker
};

// Whether to colour standard output: --color, or a terminal and no NO_COLOR (no-color.org).
[[nodiscard]] bool color_wanted(const std::string& option);

// Runs, reports, and returns the exit code (README.md has the table).
[[nodiscard]] int run_session(const LoadedSuite& loaded, const conformance::Profile& profile,
                              const std::vector<conformance::Case>& cases,
                              const SessionOptions& options);

}  // namespace cli
