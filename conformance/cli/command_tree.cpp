#include "conformance/cli/command_tree.hpp"

#include <utility>

#include <CLI/CLI.hpp>

namespace cli {
namespace {

// Of "NAME:{a,b}" the part before the colon; behind it stands what the value must be.
std::string type_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t from = type.find(":{");
  if (from == std::string::npos) return {};
  const std::string list = type.substr(from + 2, type.find('}', from) - from - 2);
  return CLI::detail::split(list, ',');
}

std::vector<Offer> offers_of(const std::string& type, bool has_choices) {
  if (has_choices) return {Offer::choices};
  if (type == "FILE") return {Offer::files};
  if (type == "DIR") return {Offer::directories};
  if (type == "TARGET") return {Offer::targets, Offer::files};
  if (type == "SELECTOR") return {Offer::cases};
  if (type == "TARGET|SELECTOR") return {Offer::targets, Offer::cases, Offer::files};
  if (type == "DEVIATION") return {Offer::deviations};
  return {};
}

Argument argument_of(const CLI::Option& option) {
  Argument result;
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  if (result.names.empty()) result.names.push_back(option.get_single_name());
  result.description = option.get_description();
  result.is_required = option.get_required();
  result.is_repeated = option.get_items_expected_max() > 1;
  if (option.get_type_size_max() == 0) return result;
  result.value = type_of(option);
  result.choices = choices_of(option);
  result.offers = offers_of(result.value, !result.choices.empty());
  return result;
}

}  // namespace

Command command_tree(const CLI::App& app) {
  Command command{
      .name = app.get_name(), .description = app.get_description(), .footer = app.get_footer()};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? command.positionals : command.options)
        .push_back(argument_of(*option));
  }
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!verb->get_group().empty()) command.verbs.push_back(command_tree(*verb));
  }
  return command;
}

}  // namespace cli
