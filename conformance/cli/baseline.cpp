#include "conformance/cli/baseline.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "conformance/cli/suite.hpp"
#include "conformance/engine/expectations.hpp"
#include "reports/output_file.hpp"
#include "reports/words.hpp"

namespace cli {

bool read_baseline(const std::string& file, std::optional<conformance::Baseline>& baseline,
                   std::ostream& err) {
  if (file.empty()) return true;
  json::Problems problems;
  baseline = conformance::load_baseline(file, problems);
  print(problems, err);
  return baseline.has_value();
}

std::string write_baseline(const BaselineOptions& options, const std::string& target,
                           const std::vector<conformance::CaseResult>& results, std::ostream& out) {
  std::error_code ignored;
  const bool there = std::filesystem::exists(options.write, ignored);
  const std::string& from = there ? options.write : options.read;
  conformance::Baseline old;
  if (!from.empty()) {
    json::Problems problems;
    std::optional<conformance::Baseline> read = conformance::load_baseline(from, problems);
    // Never over a file of which the reasons could not be kept.
    if (!read)
      return "--write-baseline " + options.write + ": " + json::to_string(problems.front());
    old = *std::move(read);
  }
  old.target = target;
  const conformance::Baseline made = conformance::new_baseline(old, results);
  if (std::string error = reports::replace_file(options.write, conformance::to_json(made));
      !error.empty()) {
    return error;
  }
  const auto unexplained = static_cast<std::size_t>(
      std::count_if(made.entries.begin(), made.entries.end(), conformance::is_unexplained));
  out << "baseline: " << options.write << " (" << reports::counted(made.entries.size(), "failure");
  if (unexplained > 0) out << ", " << unexplained << " of them not explained yet";
  out << ")\n";
  return "";
}

std::set<std::string> names_of(const std::vector<conformance::Case>& cases) {
  std::set<std::string> names;
  for (const conformance::Case& subject : cases) {
    names.insert(subject.key());
    names.insert(subject.scenario->id);
  }
  return names;
}

}  // namespace cli
