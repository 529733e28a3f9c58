// The deviations, one function for each file of them, named after what they are about.

#pragma once

#include <vector>

#include "reference_broker/deviations/deviation.hpp"

namespace broker::areas {

using Deviations = std::vector<Deviation>;

[[nodiscard]] Deviations escaping();
[[nodiscard]] Deviations access_control();
[[nodiscard]] Deviations acknowledgement();
[[nodiscard]] Deviations errors();

}  // namespace broker::areas
