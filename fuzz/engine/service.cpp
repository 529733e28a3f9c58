#include "fuzz/engine/service.hpp"

namespace fuzz {

std::unique_ptr<broker::Service> make_service(const broker::Settings& settings) {
  return std::make_unique<broker::Broker>(settings);
}

bool is_memory_measured() {
  return true;
}

}  // namespace fuzz
