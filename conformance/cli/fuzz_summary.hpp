// What `fuzz` prints while a campaign is held, and at its end.

#pragma once

#include <cstddef>

#include "fuzz/campaign/net/campaign.hpp"

namespace cli {

// One line that replaces the one before.
void print_progress(const campaign::Figures& figures, std::size_t findings);
void print_finding(const campaign::Finding& finding);

// `others`: findings that did not happen again.
void print_summary(const campaign::Figures& figures, std::size_t confirmed, std::size_t others);
// What is no finding, and no part of what the exit code says: differences from the reference
// broker, slow answers, and what a target of ours uses.
void print_observations(const campaign::Campaign& campaign);

}  // namespace cli
