#include "conformance/cli/suite_commands.hpp"

#include <filesystem>
#include <iostream>
#include <set>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "conformance/cli/suite.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;
using conformance::Case;
using conformance::Catalogue;
using conformance::Statement;

std::string level_of(const Case& subject, const Catalogue& catalogue) {
  const Statement* statement =
      catalogue.statement(subject.scenario->requirements.front(), subject.version);
  return statement == nullptr ? "" : std::string(conformance::to_string(statement->level));
}

// ---- list
// ---------------------------------------------------------------------------------------------

int list(const std::vector<std::string>& selectors, const std::string& format,
         const std::string& data) {
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  const auto cases = select_cases(loaded->suite, selectors, std::cerr);
  if (!cases) return 2;
  if (format == "json") {
    nlohmann::ordered_json result = nlohmann::ordered_json::array();
    for (const Case& subject : *cases) {
      result.push_back({{"key", subject.key()},
                        {"id", subject.scenario->id},
                        {"version", stomp::to_string(subject.version)},
                        {"level", level_of(subject, loaded->suite.catalogue)},
                        {"title", subject.scenario->title},
                        {"requirements", subject.scenario->requirements},
                        {"needs", subject.scenario->needs},
                        {"tags", subject.scenario->tags}});
    }
    std::cout << result.dump(2) << '\n';
    return 0;
  }
  std::set<std::string> ids;
  for (const Case& subject : *cases) {
    ids.insert(subject.scenario->id);
    const std::string level = level_of(subject, loaded->suite.catalogue);
    std::cout << level << std::string(8 - std::min<std::size_t>(level.size(), 7), ' ')
              << subject.key() << "  " << subject.scenario->title << '\n';
  }
  std::cout << cases->size() << " runs of " << ids.size() << " cases\n";
  return 0;
}

// ---- explain
// ------------------------------------------------------------------------------------------

void explain_requirement(const std::string& id, const std::vector<const Case*>& runs,
                         const Catalogue& catalogue) {
  std::cout << "  " << id << '\n';
  std::set<std::string> said;
  for (const Case* subject : runs) {
    const Statement* statement = catalogue.statement(id, subject->version);
    if (statement == nullptr) continue;
    const std::string line = "    " + std::string(conformance::to_string(statement->level)) + "  " +
                             statement->specification + ", " + statement->section + ": \"" +
                             statement->quote + "\"";
    if (said.insert(line).second) std::cout << line << '\n';
  }
}

void explain_steps(const conformance::Program& program) {
  for (const std::string& line : conformance::describe(program)) std::cout << "  " << line << '\n';
}

void explain_scenario(const std::vector<const Case*>& runs, const Catalogue& catalogue) {
  const conformance::Scenario& scenario = *runs.front()->scenario;
  std::cout << scenario.id << "\n"
            << scenario.title << "\n\nwhy\n  " << scenario.why << "\n\nrequirements\n";
  for (const std::string& id : scenario.requirements) explain_requirement(id, runs, catalogue);
  std::cout << "\nruns\n";
  for (const Case* subject : runs) std::cout << "  " << subject->key() << '\n';
  for (const std::string& need : scenario.needs) std::cout << "  needs " << need << '\n';
  std::cout << "\nsteps (of " << runs.front()->key() << ")\n";
  explain_steps(runs.front()->program);
  if (runs.front()->control) {
    std::cout << "\ncontrol: the same with the illegal element made legal; it must succeed first\n";
    explain_steps(*runs.front()->control);
  }
  std::cout << "\nfile\n  " << scenario.file << "\n";
}

int explain(const std::vector<std::string>& selectors, const std::string& data) {
  const std::optional<LoadedSuite> loaded = load(data, std::cerr);
  if (!loaded) return 2;
  const auto cases = select_cases(loaded->suite, selectors, std::cerr);
  if (!cases) return 2;
  std::vector<const Case*> runs;
  for (std::size_t i = 0; i < cases->size(); ++i) {
    runs.push_back(&(*cases)[i]);
    const bool last = i + 1 == cases->size() || (*cases)[i + 1].scenario != (*cases)[i].scenario;
    if (!last) continue;
    explain_scenario(runs, loaded->suite.catalogue);
    if (i + 1 != cases->size()) std::cout << '\n';
    runs.clear();
  }
  return 0;
}

// ---- lint
// ---------------------------------------------------------------------------------------------

// A file outside of the suite is known by its path as typed, without the extension.
std::string id_of(const std::string& file) {
  return fs::path(file).lexically_normal().replace_extension("").generic_string();
}

int lint(const std::vector<std::string>& files, const std::string& data) {
  std::string error;
  const std::optional<Data> found = find_data(data, error);
  if (!found) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  json::Problems problems;
  const conformance::Suite suite = conformance::load_suite(found->scenarios, problems);
  std::size_t checked = suite.scenarios.size();
  if (!files.empty()) {
    problems.clear();
    checked = 0;
    for (const std::string& file : files) {
      // A file of the suite is judged as part of it, where its path is its id.
      std::error_code ignored;
      const fs::path relative = fs::relative(file, found->scenarios, ignored);
      const bool inside = !ignored && !relative.empty() && *relative.begin() != "..";
      std::string id = inside ? relative.generic_string() : id_of(file);
      if (inside) id.resize(id.size() - relative.extension().string().size());
      (void)conformance::load_scenario(file, id, suite.catalogue, problems);
      ++checked;
    }
  }
  print(problems, std::cerr);
  std::cout << checked << (checked == 1 ? " scenario, " : " scenarios, ") << problems.size()
            << (problems.size() == 1 ? " mistake\n" : " mistakes\n");
  return problems.empty() ? 0 : 2;
}

}  // namespace

void add_list_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto selectors = std::make_shared<std::vector<std::string>>();
  auto format = std::make_shared<std::string>("text");
  CLI::App* verb = app.add_subcommand("list", "show the cases, or those that selectors name");
  verb->add_option("selectors", *selectors, "as for run")->type_name("SELECTOR");
  verb->add_option("--format", *format, "text or json")->check(CLI::IsMember({"text", "json"}));
  verb->footer(
      "Examples:\n  stompcheck list\n  stompcheck list 1.2/ack --format json\n"
      "  stompcheck list requirement:RMQ-TX-2\n");
  verb->callback([=, &data, &exit_code] { exit_code = list(*selectors, *format, data); });
}

void add_explain_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto selectors = std::make_shared<std::vector<std::string>>();
  CLI::App* verb = app.add_subcommand(
      "explain", "say what a case does, step by step, and quote what it rests on");
  verb->add_option("selectors", *selectors, "a case's id, or any selector")
      ->required()
      ->type_name("SELECTOR");
  verb->footer("Example:\n  stompcheck explain all/ack/unknown-id-is-answered\n");
  verb->callback([=, &data, &exit_code] { exit_code = explain(*selectors, data); });
}

void add_lint_command(CLI::App& app, const std::string& data, int& exit_code) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* verb =
      app.add_subcommand("lint", "check scenario files; without files, the whole suite");
  verb->add_option("files", *files, "scenario files")->type_name("FILE");
  verb->footer("Exit code 2 where there is a mistake; each is shown as file:line:column.\n");
  verb->callback([=, &data, &exit_code] { exit_code = lint(*files, data); });
}

}  // namespace cli
