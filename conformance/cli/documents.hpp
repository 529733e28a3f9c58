// The files of a report's folder, for a run that is going on and for runs that are long over.

#pragma once

#include <filesystem>
#include <vector>

#include "reports/document_writer.hpp"
#include "reports/writer.hpp"

namespace cli {

// Every format that is one file about one run, except report.html, in `directory`.
[[nodiscard]] std::vector<reports::Document> plain_documents(
    const std::filesystem::path& directory, const reports::StatementLookup& lookup);

}  // namespace cli
