// The deviations, one function for each file of them, named after what they are about.

#pragma once

#include <vector>

#include "reference_broker/deviations/deviation.hpp"

namespace broker::areas {

using Deviations = std::vector<Deviation>;

[[nodiscard]] Deviations framing();
[[nodiscard]] Deviations bodies();
[[nodiscard]] Deviations escaping();
[[nodiscard]] Deviations negotiation();
[[nodiscard]] Deviations authentication();
[[nodiscard]] Deviations access_control();
[[nodiscard]] Deviations destinations();
[[nodiscard]] Deviations delivery();
[[nodiscard]] Deviations messages();
[[nodiscard]] Deviations acknowledgement();
[[nodiscard]] Deviations transactions();
[[nodiscard]] Deviations receipts();
[[nodiscard]] Deviations errors();
[[nodiscard]] Deviations heart_beats();
[[nodiscard]] Deviations persistence();
[[nodiscard]] Deviations limits();

}  // namespace broker::areas
