// Promise under test: whatever a settings file holds, it becomes settings or its mistakes are told,
// each at a place of the file, and never both. Nothing is thrown; with what loads a broker runs;
// and the same file loads the same way.
//
// Input: the octets of the file.

#include <optional>
#include <string>
#include <string_view>

#include "fuzz/engine/diagnostics.hpp"
#include "fuzz/engine/input.hpp"
#include "reference_broker/config/loader.hpp"
#include "reference_broker/core/broker.hpp"

namespace {

using namespace std::string_view_literals;

const std::string file = "a.json";

// The machine that this runs on has no part in it.
std::optional<std::string> environment(const std::string& name) {
  if (name.starts_with('S')) return "secret";
  return std::nullopt;
}

std::optional<std::string> named_file(const std::filesystem::path& path) {
  if (path.string().ends_with(".pem")) return "PEM";
  return std::nullopt;
}

std::optional<broker::Settings> load(std::string_view text, json::Problems& problems) {
  return broker::parse_settings(file, std::string(text), environment, problems, named_file);
}

// A client at each access point, before and behind its login.
broker::Actions answers(const broker::Settings& settings) {
  broker::Broker broker(settings);
  broker::Actions all;
  broker::ConnectionId connection = 0;
  for (const broker::AccessPoint& point : settings.access_points) {
    ++connection;
    for (const broker::Actions& actions :
         {broker.on_open(connection, {.access_point = point.name, .address = "127.0.0.1"},
                         broker::Instant(0)),
          broker.on_octets(connection, "CONNECT\naccept-version:1.2\nhost:h\n\n\0"sv,
                           broker::Instant(0))}) {
      all.insert(all.end(), actions.begin(), actions.end());
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  json::Problems problems;
  const std::optional<broker::Settings> settings = load(text, problems);
  fuzz::require_sound(problems, file, text);
  fuzz::require(settings.has_value() == problems.empty(),
                "settings: they load, or there is a reason, and not both");

  json::Problems again;
  const std::optional<broker::Settings> second = load(text, again);
  fuzz::require(problems == again && settings.has_value() == second.has_value(),
                "settings: the same the second time");
  if (!settings) return 0;
  fuzz::require(!settings->access_points.empty(), "settings: somebody can connect");
  fuzz::require(settings->limits.outbound_octets_max > settings->limits.frame.body_octets_max,
                "settings: the largest message can be sent");
  fuzz::require(answers(*settings) == answers(*second), "settings: a broker runs with them");
  return 0;
}
