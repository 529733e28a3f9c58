// Reports of earlier runs, as files: read, with complaints that name the file.

#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "conformance/scenario/loader.hpp"
#include "reports/page/html_report.hpp"
#include "reports/report_reader.hpp"

namespace cli {

// `path` is a report.json, or the directory that --report made. Nothing where it cannot be read;
// `err` has been told why.
[[nodiscard]] std::optional<reports::Report> read_report_file(const std::string& path,
                                                              std::ostream& err);

// What the cases of a suite do, for the pages of report.html. The suite must outlive it.
[[nodiscard]] reports::ProseLookup prose_of_suite(const conformance::Suite& suite);

}  // namespace cli
