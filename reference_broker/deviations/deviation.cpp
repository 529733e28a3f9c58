#include "reference_broker/deviations/deviation.hpp"

#include <algorithm>
#include <iterator>

#include "reference_broker/deviations/areas.hpp"

namespace broker {

const std::vector<Deviation>& deviations() {
  static const std::vector<Deviation> all = [] {
    std::vector<Deviation> gathered;
    for (const auto area :
         {areas::framing, areas::bodies, areas::escaping, areas::negotiation, areas::authentication,
          areas::access_control, areas::destinations, areas::delivery, areas::messages,
          areas::acknowledgement, areas::transactions, areas::receipts, areas::errors,
          areas::heart_beats, areas::persistence, areas::limits}) {
      std::ranges::move(area(), std::back_inserter(gathered));
    }
    return gathered;
  }();
  return all;
}

const Deviation* find_deviation(std::string_view name) {
  const auto found = std::ranges::find(deviations(), name, &Deviation::name);
  return found == deviations().end() ? nullptr : &*found;
}

bool reaches(const Deviation& deviation, PolicyKind policy) {
  return deviation.reach == Reach::both ||
         (deviation.reach == Reach::open) == (policy == PolicyKind::open);
}

}  // namespace broker
