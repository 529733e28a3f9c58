#include "conformance/scenario/loader.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using testing::briefs;
using testing::load_steps;
using testing::problems_of;
using testing::TestSuite;
using Texts = std::vector<std::string>;

std::vector<std::string> keys_of(const std::vector<Case>& cases) {
  std::vector<std::string> keys;
  for (const Case& test_case : cases) keys.push_back(test_case.key());
  return keys;
}

TEST(Loader, ExpandsAFileIntoItsCases) {
  const std::vector<Case> cases =
      load_steps(R"({"connect": "C"}, {"send": "C", "octets": "${axis:cut}"})",
                 R"("versions": ["1.2", "1.0"], "axes": {"cut": ["whole", "B.2"]},)");
  EXPECT_EQ(keys_of(cases),
            (Texts{"all/test/case[version=1.0,cut=whole]", "all/test/case[version=1.0,cut=B.2]",
                   "all/test/case[version=1.2,cut=whole]", "all/test/case[version=1.2,cut=B.2]"}));
  EXPECT_FALSE(cases[0].control);
}

TEST(Loader, ComplainsOfAxesThatAskForTooMuch) {
  EXPECT_EQ(problems_of(R"({"connect": "C"})", R"("axes": {"cut": ["a", "b", "a"]},)"),
            Texts{"1:90: \"a\" stands twice"});
  std::string axes;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h", "i"}) {
    axes += std::string(axes.empty() ? "" : ", ") + '"' + name + R"(": ["x", "y"])";
  }
  EXPECT_EQ(problems_of(R"({"connect": "C"})", R"("axes": {)" + axes + "},").size(), 1U);
}

TEST(Loader, ComplainsOfAPatternThatAsksTooMuchOfItsCompiler) {
  const auto problems_with = [](const std::string& pattern) {
    return problems_of(
        R"({"connect": "C"}, {"expect": "C", "frame": "MESSAGE", "headers": {"x": {"matches": ")" +
        pattern + R"("}}})");
  };
  EXPECT_EQ(problems_with("(a{1,30}){30}"), Texts());
  for (const std::string& pattern :
       {std::string(100'000, '('), std::string("((a{99}){2,99}){99}")}) {
    const Texts problems = problems_with(pattern);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].find(",000"), std::string::npos) << problems[0];
  }
}

TEST(Loader, ReadsTheHeadOfAFile) {
  const TestSuite suite;
  suite.write("all/test/case.json", R"({"$schema": "x", "title": "A title", "why": "A why",
    "requirements": ["send/delivers"], "needs": ["topic", "queue"], "tags": ["slow"],
    "was": ["1.2/old/id"], "kills": ["drop-receipt"], "no-control": "A reason",
    "given": [{"connect": "C"}], "steps": [{"refused": "C"}]})");
  json::Problems problems;
  const Suite loaded = suite.load(problems);
  EXPECT_EQ(briefs(problems), Texts());
  ASSERT_EQ(loaded.scenarios.size(), 1U);
  const Scenario& scenario = *loaded.scenarios[0];
  EXPECT_EQ(scenario.id, "all/test/case");
  EXPECT_EQ(scenario.file, suite.path("all/test/case.json"));
  EXPECT_EQ(scenario.title, "A title");
  EXPECT_EQ(scenario.why, "A why");
  EXPECT_EQ(scenario.requirements, Texts{"send/delivers"});
  EXPECT_EQ(scenario.needs, (Texts{"topic", "queue"}));
  EXPECT_EQ(scenario.tags, Texts{"slow"});
  EXPECT_EQ(scenario.was, Texts{"1.2/old/id"});
  EXPECT_EQ(scenario.kills, Texts{"drop-receipt"});
  EXPECT_EQ(scenario.no_control, "A reason");
  ASSERT_EQ(loaded.cases.size(), 3U);
  EXPECT_EQ(loaded.cases[0].program.given.size(), 1U);
  EXPECT_EQ(loaded.cases[0].program.steps.size(), 1U);
}

TEST(Loader, ListsScenariosByTheirIds) {
  const TestSuite suite;
  for (const char* id : {"rocketmq/b/x", "1.2/b/x", "1.2/a/y", "all/a/x", "1.0/z/z"}) {
    suite.write(std::string(id) + ".json", testing::with_steps(R"({"connect": "C"})"));
  }
  suite.write("1.2/README.md", "not a scenario");
  json::Problems problems;
  const Suite loaded = suite.load(problems);
  EXPECT_EQ(briefs(problems), Texts());
  Texts ids;
  for (const auto& scenario : loaded.scenarios) ids.push_back(scenario->id);
  EXPECT_EQ(ids, (Texts{"1.0/z/z", "1.2/a/y", "1.2/b/x", "all/a/x", "rocketmq/b/x"}));
}

TEST(Loader, MakesAControlWhereAChoiceAsksForTheRun) {
  const std::vector<Case> cases = load_steps(
      R"({"connect": "C", "await": false, "headers": {"passcode": {"$by": "run", "case": "wrong",
            "control": "right"}}},
         {"refused": "C", "as": "e"},
         {"$by": "run", "case": {"observe": "x", "value": "${e.message}"},
            "control": null})");
  ASSERT_EQ(cases.size(), 3U);
  const Program& judged = cases[0].program;
  EXPECT_FALSE(std::get<ConnectStep>(judged.steps.at(0).what).await);
  EXPECT_TRUE(std::holds_alternative<RefusedStep>(judged.steps.at(1).what));
  ASSERT_TRUE(cases[0].control);
  const Program& control = *cases[0].control;
  ASSERT_EQ(control.steps.size(), 2U);
  EXPECT_EQ(std::get<ConnectStep>(control.steps[0].what).headers.at(0).second, "right");
  EXPECT_TRUE(std::get<ConnectStep>(control.steps[0].what).await);
  EXPECT_EQ(std::get<FenceStep>(control.steps[1].what).connection, "C");
  EXPECT_EQ(control.steps[1].path, "/steps/1");
}

TEST(Loader, MakesFencesOfRefusalsInsideAlternativesToo) {
  const std::vector<Case> cases = load_steps(
      R"({"connect": "C"}, {"send": "C", "frame": {"$by": "run", "case": "X", "control": "SEND"},
            "receipt": "later"},
         {"choice": "C", "name": "x",
          "any": [{"receipt": true, "then": [{"expect-close": "C"}]}]})",
      R"("versions": ["1.2"],)");
  ASSERT_EQ(cases.size(), 1U);
  const auto then = [](const Program& program) {
    return std::get<ChoiceStep>(program.steps.at(2).what).any.at(0).then->at(0).what;
  };
  EXPECT_TRUE(std::holds_alternative<ExpectCloseStep>(then(cases[0].program)));
  EXPECT_TRUE(std::holds_alternative<FenceStep>(then(*cases[0].control)));
}

TEST(Loader, TagsWhatDependsOnTheClock) {
  const struct {
    std::string_view steps;
    bool timed;
  } rows[] = {
      {R"({"connect": "C"}, {"fence": "C"})", false},
      {R"({"connect": "C"}, {"beat": "C"})", false},
      {R"({"connect": "C"}, {"heart-beats": "C"})", true},
      {R"({"connect": "C"}, {"idle": "C", "gaps": 1})", true},
      {R"({"connect": "C"}, {"choice": "C", "name": "x", "any": [{"closed": true}]})", false},
      {R"({"connect": "C"}, {"choice": "C", "name": "x", "any": [{"silent": true}]})", true},
      {R"({"connect": "C"}, {"choice": "C", "name": "x", "any": [{"frame": "ERROR",
          "then": [{"idle": "C", "gaps": 1}]}]})",
       true},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(load_steps(row.steps).at(0).scenario->tagged("timed"), row.timed) << row.steps;
  }
}

TEST(Loader, TellsEveryMistakeOfAFileOnceAndInOrder) {
  EXPECT_EQ(problems_of(R"({"conect": "C"}, {"fence": "C", "wiht": "send"}, {"let": "x"})"),
            (Texts{"2:12: no verb is called \"conect\" (did you mean \"connect\"?)",
                   "2:28: no connection \"C\" has been opened (\"open\" or \"connect\" it first)",
                   "2:43: unknown key \"wiht\" (did you mean \"with\"?)",
                   "2:60: the key \"value\" is missing"}));
}

TEST(Loader, ComplainsAboutTheHead) {
  const struct {
    std::string_view more;
    std::string_view problem;
  } rows[] = {
      {R"("needs": ["topics"],)",
       "1:73: no capability is called \"topics\" (did you mean \"topic\"?)"},
      {R"("needs": ["topic", "topic"],)", "1:82: \"topic\" stands twice"},
      {R"("versions": ["1.3"],)",
       "1:76: no version of STOMP is called \"1.3\" (did you mean \"1.0\"?)"},
      {R"("versions": [],)",
       "1:63: a case runs in at least one version (leave the key out for all of them)"},
      {R"("axes": {"run": ["a"]},)",
       "1:79: \"run\" is no name for an axis (\"version\" and \"run\" are there already)"},
      {R"("axes": {"cut": []},)", "1:79: an axis has a list of values"},
      {R"("axes": {"cut": ["a=b"]},)",
       "1:80: a value of an axis is made of letters, digits, \"-\", \"_\" and \".\""},
      {R"("axes": ["cut"],)", "1:71: axes are an object: {\"cut\": [\"whole\", \"each-octet\"]}"},
      {R"("tag": ["x"],)", "1:63: unknown key \"tag\" (did you mean \"tags\"?)"},
      {R"("no-control": "",)", "1:63: \"no-control\" is empty"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(problems_of(R"({"connect": "C"})", row.more), Texts{std::string(row.problem)})
        << row.more;
  }
}

TEST(Loader, WantsATitleAWhyARequirementAndSteps) {
  const TestSuite suite;
  suite.write("all/test/a.json", "{}");
  suite.write("all/test/b.json", R"({"title": "T.", "why": "", "requirements": [], "steps": []})");
  suite.write("all/test/c.json", R"(["no object"])");
  suite.write("all/test/d.json", R"({"title": )");
  json::Problems problems;
  const Suite loaded = suite.load(problems);
  EXPECT_EQ(
      briefs(problems),
      (Texts{"1:1: the key \"requirements\" is missing", "1:1: the key \"steps\" is missing",
             "1:1: the key \"title\" is missing", "1:1: the key \"why\" is missing",
             "1:1: there are no steps (\"steps\" are what is judged)",
             "1:1: there are no steps (\"steps\" are what is judged)",
             "1:11: a title has no full stop", "1:17: \"why\" is empty",
             "1:44: a case tests at least one requirement", "1:1: expected an object, not an array",
             "1:11: syntax error while parsing value - unexpected end of input; expected "
             "'[', '{', or a literal"}));
}

TEST(Loader, GuardsIds) {
  const TestSuite suite;
  const std::string text = testing::with_steps(R"({"connect": "C"})");
  suite.write("all/Test/case.json", text);
  suite.write("all/case.json", text);
  suite.write("all/a/b/c.json", text);
  suite.write("1.3/test/case.json", text);
  suite.write("all/a/one.json",
              testing::with_steps(R"({"connect": "C"})", R"("was": ["all/a/two", "all/a/old"],)"));
  suite.write("all/a/two.json",
              testing::with_steps(R"({"connect": "C"})", R"("was": ["all/a/old"],)"));
  json::Problems problems;
  static_cast<void>(suite.load(problems));
  Texts texts;
  for (const json::Diagnostic& problem : problems) {
    const auto file = std::filesystem::relative(problem.file, suite.path());
    std::string text_of = file.string() + ": " + problem.message;
    texts.push_back(std::move(text_of));
  }
  const std::string rule =
      ": the path of a scenario is VERSION/SECTION/CLAIM.json, of lower-case letters, digits, "
      "\"-\" and \".\"";
  EXPECT_EQ(
      texts,
      (Texts{"1.3: no folder of a suite is called \"1.3\"", "all/Test/case.json" + rule,
             "all/a/b/c.json" + rule, "all/case.json" + rule,
             "all/a/one.json: the id \"all/a/two\" belongs to " + suite.path("all/a/two.json"),
             "all/a/two.json: the id \"all/a/old\" belongs to " + suite.path("all/a/one.json")}));
}

TEST(Loader, ReadsOneFileOutsideOfASuite) {
  const TestSuite suite;
  suite.write("kept/elsewhere.json", testing::with_steps(R"({"connect": "C"})"));
  json::Problems problems;
  const Catalogue catalogue = Catalogue::load(suite.path("requirements"), problems);
  const std::vector<Case> cases =
      load_scenario(suite.path("kept/elsewhere.json"), "mine", catalogue, problems);
  EXPECT_EQ(briefs(problems), Texts());
  EXPECT_EQ(keys_of(cases), (Texts{"mine[version=1.0]", "mine[version=1.1]", "mine[version=1.2]"}));
  EXPECT_TRUE(load_scenario(suite.path("kept/none.json"), "none", catalogue, problems).empty());
  EXPECT_EQ(problems.size(), 1U);
}

TEST(Loader, ComplainsOfADirectoryThatIsNone) {
  json::Problems problems;
  EXPECT_TRUE(load_suite("/nonexistent/suite", problems).cases.empty());
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].file, "/nonexistent/suite/requirements");
}

}  // namespace
}  // namespace conformance
