// The reference broker in the suite's own process, for profiles that are about it.

#pragma once

#include "conformance/scenario/profile.hpp"
#include "reference_broker/core/settings.hpp"
#include "reference_broker/net/server.hpp"

namespace cli {

// The sample settings that the profile names, with free ports for the access points.
[[nodiscard]] broker::Settings embedded_settings(const conformance::Profile& profile);

// The embedded broker is reached as the profile's endpoint says. Over TLS it has a certificate that
// was made for this run, which alone the suite trusts.
void choose_transport(broker::Settings& settings, conformance::Profile& profile);

// The broker begins to listen, and the profile learns where. Returns why it cannot, or nothing.
[[nodiscard]] std::string start_embedded(broker::Server& server, conformance::Profile& profile);

}  // namespace cli
