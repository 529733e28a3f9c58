#include "conformance/cli/grading.hpp"

#include <chrono>
#include <ctime>
#include <string_view>

#include <CLI/CLI.hpp>

namespace cli {

std::optional<conformance::FailOn> GradingOptions::least_breach() const {
  if (fail_on == "must") return conformance::FailOn::must;
  if (fail_on == "should") return conformance::FailOn::should;
  if (fail_on == "weak") return conformance::FailOn::weak;
  return std::nullopt;
}

void add_grading_options(CLI::App& verb, GradingOptions& options) {
  verb.add_option("--fail-on", options.fail_on, "the least breach that fails: must, should, weak")
      ->check(CLI::IsMember({"must", "should", "weak"}));
  verb.add_option("--baseline", options.baseline.read,
                  "known failures; what is not in it fails, and so does what holds no more")
      ->type_name("FILE");
  verb.add_option("--write-baseline", options.baseline.write,
                  "write the failures of this run; reasons that the file has are kept")
      ->type_name("FILE");
  verb.add_flag("--fail-on-flaky", options.fail_on_flaky,
                "fail where a case failed, and passed when it was run again alone");
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, length};
}

std::string today() {
  return utc_now().substr(0, std::string_view("2026-12-31").size());
}

}  // namespace cli
