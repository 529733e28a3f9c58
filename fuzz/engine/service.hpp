// Which broker a session target tests. The benchmark (ci/fuzz --bench) links another answer, a
// broker that deviates on purpose, and so tests the targets.

#pragma once

#include <memory>

#include "reference_broker/core/broker.hpp"

namespace fuzz {

[[nodiscard]] std::unique_ptr<broker::Service> make_service(const broker::Settings& settings);
// Whether its memory is the broker's own alone.
[[nodiscard]] bool is_memory_measured();

}  // namespace fuzz
