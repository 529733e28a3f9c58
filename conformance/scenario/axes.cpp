#include "conformance/scenario/axes.hpp"

#include <algorithm>

#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

constexpr std::string_view by = "$by";
constexpr std::string_view the_rest = "*";

// What to go on with where a choice is broken, so that its author is told of one mistake and not of
// two.
json::Node any_alternative(const json::Node& choice) {
  for (const std::string& key : choice.keys()) {
    if (key != by) return choice.child(key);
  }
  return choice.child(by);
}

}  // namespace

std::vector<Combination> combinations(const std::vector<Axis>& axes) {
  std::vector<Combination> all = {{}};
  for (const Axis& axis : axes) {
    std::vector<Combination> longer;
    longer.reserve(all.size() * axis.values.size());
    for (const Combination& combination : all) {
      for (const std::string& value : axis.values) {
        longer.push_back(combination);
        longer.back().emplace_back(axis.name, value);
      }
    }
    all = std::move(longer);
  }
  return all;
}

bool is_choice(const json::Node& node) {
  return node.value().is_object() && node.value().contains(std::string(by));
}

Chooser::Chooser(const std::vector<Axis>& axes, Combination combination, Role role,
                 json::Problems& problems)
    : axes_(axes), combination_(std::move(combination)), problems_(problems) {
  axes_.push_back({.name = "run", .values = {"case", "control"}});
  combination_.emplace_back("run", role == Role::control ? "control" : "case");
}

json::Node Chooser::choose(const json::Node& node) {
  json::Node chosen = node;
  while (is_choice(chosen)) chosen = choose_once(chosen);
  return chosen;
}

json::Node Chooser::choose_once(const json::Node& choice) {
  const json::Node name_node = choice.child(by);
  const std::string name =
      name_node.value().is_string() ? name_node.value().get<std::string>() : "";
  const auto axis =
      std::find_if(axes_.begin(), axes_.end(), [&](const Axis& each) { return each.name == name; });
  if (axis == axes_.end()) {
    std::vector<std::string> known;
    for (const Axis& each : axes_) known.push_back(each.name);
    name_node.complain(problems_, "no axis of that name is declared", did_you_mean(name, known));
    return any_alternative(choice);
  }
  if (name == "run") met_run_ = true;
  complain_of_unknown_values(choice, *axis);

  const auto value = std::find_if(combination_.begin(), combination_.end(),
                                  [&](const auto& each) { return each.first == name; });
  if (choice.value().contains(value->second)) return choice.child(value->second);
  if (choice.value().contains(std::string(the_rest))) return choice.child(the_rest);
  choice.complain(problems_,
                  "the choice by " + in_quotes(name) + " has no " + in_quotes(value->second),
                  "\"*\" stands for the rest; null leaves the place empty");
  return any_alternative(choice);
}

void Chooser::complain_of_unknown_values(const json::Node& choice, const Axis& axis) {
  std::vector<std::string> values = axis.values;
  // The same choice by version stands in many files, whichever versions each of them runs in.
  if (axis.name == "version") values = {"1.0", "1.1", "1.2"};
  for (const std::string& key : choice.keys()) {
    if (key == by || key == the_rest) continue;
    if (std::find(values.begin(), values.end(), key) != values.end()) continue;
    choice.complain_key(problems_, key,
                        "there is no " + in_quotes(key) + " on the axis " + in_quotes(axis.name),
                        did_you_mean(key, values));
  }
}

}  // namespace conformance
