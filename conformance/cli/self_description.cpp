#include "conformance/cli/self_description.hpp"

#include <filesystem>
#include <iostream>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>

#include "conformance/cli/completions.hpp"
#include "conformance/cli/data.hpp"
#include "conformance/cli/man_page.hpp"
#include "reference_broker/deviations/deviation.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

// Read from names only: a shell waits for them, and loading the suite takes longer.
std::set<std::string> files_below(const std::string& directory) {
  std::set<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    const fs::path name = at->path().lexically_relative(directory);
    if (name.extension() == ".json") names.insert(fs::path(name).replace_extension().string());
  }
  return names;
}

bool is_case(const std::string& name) {
  return !name.starts_with("schema/") && !name.starts_with("requirements/") &&
         !name.starts_with("probe/");
}

bool is_target(const std::string& name) {
  return name.find('/') == std::string::npos && !name.ends_with(".schema");
}

int list_words(const std::string& kind, const std::string& given) {
  if (kind == "deviations") {
    for (const broker::Deviation& each : broker::deviations()) std::cout << each.name << '\n';
    return 0;
  }
  std::string error;
  const std::optional<Data> data = find_data(given, error);
  if (!data) {
    std::cerr << "stompcheck: " << error << '\n';
    return 2;
  }
  const bool targets = kind == "targets";
  for (const std::string& name : files_below(targets ? data->targets : data->scenarios)) {
    if (targets ? is_target(name) : is_case(name)) std::cout << name << '\n';
  }
  return 0;
}

}  // namespace

void add_man_command(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("man", "write the manual page")->group("");
  verb->callback([&app] { std::cout << man_page(command_tree(app), STOMPCHECK_VERSION); });
}

void add_completions_command(CLI::App& app, const std::string& data, int& exit_code) {
  const auto what = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("completions", "write completions for a shell")->group("");
  verb->add_option("what", *what, "a shell, or a list of words that its completions ask for")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "targets", "cases", "deviations"}));
  verb->callback([&app, &data, &exit_code, what] {
    const Command program = command_tree(app);
    if (*what == "bash") {
      std::cout << bash_completions(program);
    } else if (*what == "zsh") {
      std::cout << zsh_completions(program);
    } else if (*what == "fish") {
      std::cout << fish_completions(program);
    } else {
      exit_code = list_words(*what, data);
    }
  });
}

}  // namespace cli
