#include "conformance/scenario/axes.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

const std::vector<Axis> axes = {{"version", {"1.1", "1.2"}}, {"cut", {"whole", "each-octet"}}};

TEST(Axes, GiveEveryCombinationTheLastVaryingFastest) {
  EXPECT_EQ(combinations(axes), (std::vector<Combination>{
                                    {{"version", "1.1"}, {"cut", "whole"}},
                                    {{"version", "1.1"}, {"cut", "each-octet"}},
                                    {{"version", "1.2"}, {"cut", "whole"}},
                                    {{"version", "1.2"}, {"cut", "each-octet"}},
                                }));
}

// What a value comes to at version 1.2 and cut whole.
struct Choice {
  std::string chosen;
  std::vector<std::string> problems;
  bool met_run = false;

  friend bool operator==(const Choice&, const Choice&) = default;
};

Choice choose(std::string_view text, Role role = Role::judged) {
  json::Problems problems;
  const auto document = json::Document::parse("test.json", std::string(text), problems);
  Chooser chooser(axes, {{"version", "1.2"}, {"cut", "whole"}}, role, problems);
  Choice choice{.chosen = chooser.choose(document->root()).value().dump()};
  choice.problems = testing::briefs(problems);
  choice.met_run = chooser.met_run();
  return choice;
}

TEST(Chooser, PicksByAxis) {
  const struct {
    std::string_view text;
    std::string_view chosen;
  } rows[] = {
      {R"("plain")", R"("plain")"},
      {R"({"by": "version"})", R"({"by":"version"})"},
      {R"({"$by": "version", "1.1": 1, "1.2": 2})", "2"},
      {R"({"$by": "version", "1.0": 0, "*": 9})", "9"},
      {R"({"$by": "version", "1.2": null, "*": 9})", "null"},
      {R"({"$by": "cut", "whole": {"$by": "version", "1.2": "deep", "*": 0}, "*": 0})",
       R"("deep")"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(choose(row.text), Choice{std::string(row.chosen)}) << row.text;
  }
}

TEST(Chooser, TellsWhetherTheRunWasAskedFor) {
  constexpr std::string_view text = R"({"$by": "run", "case": 1, "control": 2})";
  EXPECT_EQ(choose(text), (Choice{"1", {}, true}));
  EXPECT_EQ(choose(text, Role::control), (Choice{"2", {}, true}));
  // Not met at this point of the axes: then this case has no control.
  EXPECT_EQ(choose(R"({"$by": "cut", "whole": 0, "*": {"$by": "run", "*": 1}})"), Choice{"0"});
}

TEST(Chooser, ComplainsAndGoesOnWithAnyAlternative) {
  const struct {
    std::string_view text;
    Choice choice;
  } rows[] = {
      {R"({"$by": "versoin", "1.2": 2})",
       {"2", {"1:9: no axis of that name is declared (did you mean \"version\"?)"}}},
      {R"({"$by": 5, "1.2": 2})", {"2", {"1:9: no axis of that name is declared"}}},
      {R"({"$by": "version"})",
       {R"("version")",
        {"1:1: the choice by \"version\" has no \"1.2\" (\"*\" stands for the rest; null leaves "
         "the place empty)"}}},
      {R"({"$by": "cut", "hole": 1, "*": 2})",
       {"2", {"1:16: there is no \"hole\" on the axis \"cut\" (did you mean \"whole\"?)"}}},
      {R"({"$by": "version", "1.3": 1, "*": 2})",
       {"2", {"1:20: there is no \"1.3\" on the axis \"version\" (did you mean \"1.0\"?)"}}},
  };
  for (const auto& row : rows) EXPECT_EQ(choose(row.text), row.choice) << row.text;
}

void PrintTo(const Choice& choice, std::ostream* out) {
  *out << choice.chosen << ' ' << ::testing::PrintToString(choice.problems) << ' '
       << choice.met_run;
}

}  // namespace
}  // namespace conformance
