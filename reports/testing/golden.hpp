// Goldens: whole reports, compared octet by octet with files in reports/golden/.
//
//     expect_golden("junit.xml", junit_report(record, lookup));
//
// With STOMPCHECK_APPROVE=1 in the environment the files are written instead: the diff is the
// review.

#pragma once

#include <string>
#include <string_view>

namespace reports::testing {

void expect_golden(std::string_view name, std::string_view actual);

// "reports/golden/NAME" as it stands.
[[nodiscard]] std::string golden_path(std::string_view name);

// The whole file; fails the test where it cannot be read.
[[nodiscard]] std::string read_file(const std::string& path);

// A fresh directory for the running test, with a '/' at its end.
[[nodiscard]] std::string scratch_directory();

}  // namespace reports::testing
