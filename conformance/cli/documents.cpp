#include "conformance/cli/documents.hpp"

#include <string>
#include <string_view>

#include "reports/badge_writer.hpp"
#include "reports/json_writer.hpp"
#include "reports/junit_writer.hpp"
#include "reports/sarif_writer.hpp"
#include "reports/summary_writer.hpp"

namespace cli {

std::vector<reports::Document> plain_documents(const std::filesystem::path& directory,
                                               const reports::StatementLookup& lookup) {
  using Report = std::string (*)(const reports::RunRecord&, const reports::StatementLookup&);
  const auto with_clauses = [&](std::string_view name, Report report) {
    return reports::whole(
        (directory / name).string(),
        [lookup, report](const reports::RunRecord& record) { return report(record, lookup); });
  };
  return {reports::json_document((directory / "report.json").string(), lookup),
          with_clauses("junit.xml", reports::junit_report),
          with_clauses("report.sarif", reports::sarif_report),
          with_clauses("summary.md", reports::summary_report),
          reports::whole((directory / "badge.json").string(), reports::badge_json),
          reports::whole((directory / "badge.svg").string(), reports::badge_svg)};
}

}  // namespace cli
