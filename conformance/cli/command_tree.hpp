// What the program takes, as values: its verbs, their options and what each option wants. It is
// read from the parser itself, so what is made of it (the manual, the shells' completions) cannot
// be older than the program.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

// What a shell can offer for a value; by the name of its type (FILE, DIR, TARGET, ...).
enum class Offer : std::uint8_t {
  nothing,
  choices,
  files,
  directories,
  targets,
  cases,
  deviations
};

struct Argument {
  std::vector<std::string> names;  // "-j", "--jobs"; of a positional its one name
  std::string value;               // the name of its type; empty: a flag
  std::string description;
  std::vector<std::string> choices;
  std::vector<Offer> offers;
  bool is_required = false;
  bool is_repeated = false;
};

struct Command {
  std::string name;
  std::string description;
  std::string footer;  // exit codes and examples, as they are printed
  std::vector<Argument> options;
  std::vector<Argument> positionals;
  std::vector<Command> verbs;
};

// Verbs and options that the help hides are left out.
[[nodiscard]] Command command_tree(const CLI::App& app);

}  // namespace cli
