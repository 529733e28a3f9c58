// The runs that a self-check is made of, each in the simulator, each with a server of its own.
//
// They share the suite and the profiles, which nobody changes: any number of them may be made at
// once, on as many threads as there are.

#pragma once

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

// As an ordinary run: it ends early where the broker serves nobody.
[[nodiscard]] Rulings try_reference(const Docket& docket, const Reference& reference,
                                    const conformance::Path& path = conformance::Simulator::near);

// Every case is run, as if the server were worth it.
[[nodiscard]] Rulings try_null_server(const Docket& docket, const Reference& reference,
                                      conformance::Nothing kind);

// Every case is run against the broker that is wrong in this one way, which must outlive the call.
[[nodiscard]] Rulings try_deviation(const Docket& docket, const Reference& reference,
                                    const broker::Deviation& deviation);

// What the matrix has to know of it.
[[nodiscard]] Suspect suspect(const broker::Deviation& deviation);

}  // namespace selfcheck
