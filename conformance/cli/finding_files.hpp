// Findings on disk: written by a campaign, read again by the verbs that work on one.

#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "conformance/scenario/catalogue.hpp"
#include "fuzz/campaign/finding.hpp"

namespace cli {

// False, and `err` has been told, where that cannot be.
[[nodiscard]] bool write_files(const std::string& directory,
                               const std::vector<campaign::File>& files, std::ostream& err);

// `place`: a finding's directory, or a file in it. Nothing, and `err` has been told, where there is
// none.
[[nodiscard]] std::optional<campaign::Finding> read_finding(const std::string& place,
                                                            std::ostream& err);

// One file of a finding.
[[nodiscard]] std::optional<std::string> read_part(const std::string& place,
                                                   const std::string& name, std::ostream& err);

// What is printed of a finding, with an end of line.
[[nodiscard]] std::string account_of(const campaign::Finding& finding);

}  // namespace cli
