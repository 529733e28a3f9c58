#include "conformance/cli/report_files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <unordered_map>

namespace cli {

std::optional<reports::Report> read_report_file(const std::string& path, std::ostream& err) {
  std::filesystem::path file(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) file /= "report.json";
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    err << "stompcheck: " << file.string() << ": cannot be read\n";
    return std::nullopt;
  }
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::string error;
  std::optional<reports::Report> report = reports::read_report(text, error);
  if (!report) {
    err << "stompcheck: " << file.string() << ": is no report of a run: " << error << '\n';
  }
  return report;
}

reports::ProseLookup prose_of_suite(const conformance::Suite& suite) {
  using Cases = std::unordered_map<std::string, const conformance::Case*>;
  // Made when the first page asks: most lookups are made for a run that has not begun.
  const auto cases = std::make_shared<Cases>();
  return [&suite, cases](const std::string& key) -> std::optional<reports::CaseProse> {
    if (cases->empty()) {
      for (const conformance::Case& subject : suite.cases) cases->emplace(subject.key(), &subject);
    }
    const auto found = cases->find(key);
    if (found == cases->end()) return std::nullopt;
    return reports::prose_of(*found->second);
  };
}

}  // namespace cli
