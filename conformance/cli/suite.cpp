#include "conformance/cli/suite.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

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

namespace {

// A scenario that somebody keeps outside of the suite, as `fuzz` writes them. Its id is its name.
bool add_file(const conformance::Suite& suite, const std::string& file,
              std::vector<conformance::Case>& cases, std::ostream& err) {
  json::Problems problems;
  std::vector<conformance::Case> read = conformance::load_scenario(
      file, std::filesystem::path(file).stem().string(), suite.catalogue, problems);
  print(problems, err);
  std::move(read.begin(), read.end(), std::back_inserter(cases));
  return problems.empty();
}

}  // namespace

std::optional<std::vector<conformance::Case>> select_cases(
    const conformance::Suite& suite, const std::vector<std::string>& selectors, std::ostream& err) {
  std::vector<conformance::Selector> parsed;
  std::vector<conformance::Case> result;
  bool sound = true;
  for (const std::string& text : selectors) {
    if (text.ends_with(".json")) {
      sound = add_file(suite, text, result, err) && sound;
      continue;
    }
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
  if (!parsed.empty() || result.empty()) {
    for (const conformance::Case* subject :
         conformance::select(suite.cases, parsed, suite.catalogue)) {
      result.push_back(*subject);
    }
  }
  if (result.empty()) {
    err << "stompcheck: these selectors together leave no case\n";
    return std::nullopt;
  }
  return result;
}

}  // namespace cli
