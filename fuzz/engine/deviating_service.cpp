// The broker of the benchmark: with the deviation that the environment names, so that one program
// serves for all of them. No other target reads the environment.

#include <cstdlib>

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/service.hpp"
#include "reference_broker/deviations/deviating_broker.hpp"

namespace fuzz {

std::unique_ptr<broker::Service> make_service(const broker::Settings& settings) {
  const char* const name = std::getenv("STOMPCHECK_DEVIATION");
  const broker::Deviation* const deviation = broker::find_deviation(name == nullptr ? "" : name);
  require(deviation != nullptr, "benchmark: STOMPCHECK_DEVIATION names no deviation");
  return broker::make_broker(settings, deviation);
}

bool is_memory_measured() {
  return false;
}

}  // namespace fuzz
