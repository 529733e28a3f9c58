// Runs of the suite over real TCP for the verb `selfcheck`, against the embedded broker.

#pragma once

#include <optional>

#include "conformance/engine/path.hpp"
#include "conformance/selfcheck/rulings.hpp"
#include "conformance/selfcheck/trials.hpp"

namespace cli {

// One whole run on the calling thread, with sockets of its own, and through a relay where there is
// a path. Throws std::runtime_error where the
// machine gives it none.
[[nodiscard]] selfcheck::Rulings try_over_tcp(const selfcheck::Docket& docket,
                                              const selfcheck::Reference& reference,
                                              const std::optional<conformance::Path>& path = {});

}  // namespace cli
