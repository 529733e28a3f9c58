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
    return reports::Document{
        (directory / name).string(),
        [lookup, report](const reports::RunRecord& record) { return report(record, lookup); }};
  };
  return {with_clauses("report.json", reports::json_report),
          with_clauses("junit.xml", reports::junit_report),
          with_clauses("report.sarif", reports::sarif_report),
          with_clauses("summary.md", reports::summary_report),
          {(directory / "badge.json").string(), reports::badge_json},
          {(directory / "badge.svg").string(), reports::badge_svg}};
}

}  // namespace cli
