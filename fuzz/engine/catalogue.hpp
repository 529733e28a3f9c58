// The requirements of scenarios/requirements, put into the program when it is built: a fuzz target
// has no files when it runs.

#pragma once

#include "conformance/scenario/catalogue.hpp"

namespace fuzz {

[[nodiscard]] const conformance::Catalogue& catalogue();

}  // namespace fuzz
