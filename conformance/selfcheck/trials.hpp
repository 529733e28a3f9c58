// The runs that a self-check is made of, each in the simulator, each with a server of its own.
//
// They share the suite and the profiles, which nobody changes: any number of them may be made at
// once, on as many threads as there are.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "conformance/scenario/profile.hpp"
#include "conformance/selfcheck/matrix.hpp"
#include "conformance/selfcheck/rulings.hpp"
#include "conformance/sim/null_server.hpp"
#include "conformance/sim/simulator.hpp"
#include "reference_broker/core/settings.hpp"
#include "reference_broker/deviations/deviation.hpp"

namespace selfcheck {

// The reference broker under one of its policies, and how the suite speaks to it.
struct Reference {
  std::string name;  // "reference-open"
  broker::PolicyKind policy;
  conformance::Profile profile;
};

// What an expectation is given on a bad path: what was calibrated at its beginning says nothing
// about a body of half a MiB that comes slowly.
inline constexpr conformance::Duration patience = std::chrono::seconds(20);

// As an ordinary run: it ends early where the broker serves nobody. Absent: over a good path.
[[nodiscard]] Rulings try_reference(const Docket& docket, const Reference& reference,
                                    const std::optional<conformance::Path>& path = {});

// Every case is run, as if the server were worth it.
[[nodiscard]] Rulings try_null_server(const Docket& docket, const Reference& reference,
                                      conformance::Nothing kind);

// Each of these cases, by index, is run against the broker that is wrong in this one way, which
// must outlive the call.
[[nodiscard]] Rulings try_deviation(const Docket& docket, const Reference& reference,
                                    const broker::Deviation& deviation,
                                    const std::vector<std::size_t>& cases);

// What the matrix has to know of it.
[[nodiscard]] Suspect suspect(const broker::Deviation& deviation);

}  // namespace selfcheck
