#include "conformance/cli/suite.hpp"

#include <algorithm>
#include <iostream>

#include "conformance/scenario/selector.hpp"

namespace cli {

void print(const json::Problems& problems, std::ostream& err) {
  for (const json::Diagnostic& problem : problems) err << json::to_string(problem) << '\n';
}

std::optional<LoadedSuite> load(const std::string& data, std::ostream& err) {
  std::string error;
  std::optional<Data> found = find_data(data, error);
  if (!found) {
    err << "stompcheck: " << error << '\n';
    return std::nullopt;
  }
  json::Problems problems;
  LoadedSuite loaded{*found, conformance::load_suite(found->scenarios, problems)};
  if (!problems.empty()) {
    print(problems, err);
    err << "stompcheck: the scenarios have " << problems.size()
        << " mistakes; nothing was run (stompcheck lint checks single files)\n";
    return std::nullopt;
  }
  return loaded;
}

std::optional<std::vector<conformance::Case>> select_cases(
    const conformance::Suite& suite, const std::vector<std::string>& selectors, std::ostream& err) {
  std::vector<conformance::Selector> parsed;
  bool sound = true;
  for (const std::string& text : selectors) {
    std::string error;
    std::optional<conformance::Selector> selector = conformance::Selector::parse(text, error);
    if (!selector) {
      err << "stompcheck: " << text << ": " << error << '\n';
      sound = false;
      continue;
    }
    const bool matches =
        std::any_of(suite.cases.begin(), suite.cases.end(), [&](const conformance::Case& subject) {
          return selector->matches(subject, suite.catalogue);
        });
    if (!matches) {
      err << "stompcheck: no case matches \"" << text
          << "\"; stompcheck list shows what there is\n";
      sound = false;
    }
    parsed.push_back(std::move(*selector));
  }
  if (!sound) return std::nullopt;
  std::vector<conformance::Case> result;
  for (const conformance::Case* subject :
       conformance::select(suite.cases, parsed, suite.catalogue)) {
    result.push_back(*subject);
  }
  if (result.empty()) {
    err << "stompcheck: these selectors together leave no case\n";
    return std::nullopt;
  }
  return result;
}

}  // namespace cli
