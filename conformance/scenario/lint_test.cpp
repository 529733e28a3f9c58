// Mistakes that only the order of steps, the versions or the two runs reveal.

#include "conformance/scenario/lint.hpp"

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using testing::load_steps;
using testing::problems_of;
using Texts = std::vector<std::string>;

struct Row {
  std::string_view steps;
  std::string_view problem;
};

void expect_problems(const std::vector<Row>& rows, std::string_view more) {
  for (const Row& row : rows) {
    EXPECT_EQ(problems_of(row.steps, more), Texts{std::string(row.problem)}) << row.steps;
  }
}

TEST(Lint, FollowsConnections) {
  expect_problems(
      {
          {R"({"connect": "client"}, {"fence": "cleint"})",
           "2:34: no connection \"cleint\" has been opened (did you mean \"client\"?)"},
          {R"({"fence": "C"}, {"fence": "C"})",
           "2:11: no connection \"C\" has been opened (\"open\" or \"connect\" it first)"},
          {R"({"open": "C"}, {"open": "C"})", "2:26: the connection \"C\" is open"},
          {R"({"connect": "C"}, {"close": "C"}, {"send": "C", "octets": "x"})",
           "2:45: the connection \"C\" has ended before this step"},
          {R"({"connect": "C"}, {"refused": "C"}, {"expect": "C"})",
           "2:47: the connection \"C\" has ended before this step"},
          {R"({"connect": "C"}, {"expect-close": "C"}, {"close": "C"})",
           "2:52: the connection \"C\" has ended before this step"},
          {R"({"connect": "C"}, {"close": "C", "how": "half"}, {"fence": "C"})",
           "2:60: the connection \"C\" has closed its sending direction"},
          {R"({"connect": "C"}, {"close": "C", "how": "half"}, {"close": "C"})",
           "2:60: the connection \"C\" has closed its sending direction"},
          {R"({"connect": "C"}, {"choice": "C", "name": "x", "any": [{"closed": true}]},
              {"fence": "C"})",
           "3:15: the connection \"C\" has ended before this step"},
          {R"({"connect": "S"}, {"sentinel": "S", "from": "P", "to": "x"})",
           "2:29: no connection \"P\" has been opened (did you mean \"S\"?)"},
      },
      R"("no-control": "lint is under test",)");
}

TEST(Lint, AllowsWhatConnectionsCanDo) {
  load_steps(R"({"open": "C"}, {"connect": "C"}, {"close": "C"}, {"connect": "C"})");
  load_steps(R"({"connect": "C"}, {"connect": "C", "await": false}, {"expect": "C"})");
  load_steps(R"({"connect": "C"}, {"close": "C", "how": "half"}, {"expect": "C"},
                {"close": "C", "how": "fin"})");
  // One branch ends it and the other does not: what follows is for the other.
  load_steps(R"({"connect": "C"}, {"choice": "C", "name": "x",
                 "any": [{"closed": true}, {"frame": "ERROR"}]}, {"expect": "C"})");
}

TEST(Lint, FollowsNames) {
  expect_problems(
      {
          {R"({"connect": "C"}, {"expect": "C", "as": "first"}, {"ack": "C", "message": "frist"})",
           "2:61: no frame has been captured as \"frist\" (did you mean \"first\"?)"},
          {R"({"connect": "C"}, {"send": "C", "octets": "${n}"})",
           "2:29: nothing has bound the name \"n\""},
          {R"({"connect": "C"}, {"expect": "C", "body": "${m.body}"})",
           "2:29: no frame has been captured as \"m\""},
          {R"({"connect": "C"}, {"expect": "C", "as": "m", "headers": {"a": "${m.b}"}})",
           "2:29: no frame has been captured as \"m\""},
          {R"({"connect": "C"}, {"expect": "C", "as": "m"}, {"send": "C", "octets": "${m}"})",
           "2:57: \"m\" is a captured frame (name a header of it: ${m.destination})"},
          {R"({"connect": "C"}, {"let": "x", "value": "1"}, {"send": "C", "octets": "${x.a}"})",
           "2:57: \"x\" is text and no captured frame"},
          {R"({"connect": "C"}, {"expect": "C", "as": "m"}, {"expect": "C", "as": "m"},
              {"ack": "C", "message": "m"})",
           "2:57: the name \"m\" is taken (a name is bound once)"},
          {R"({"let": "version", "value": "1"}, {"equal": ["${version}", "${unique:a}"]})",
           "2:11: ${version} is the case's version; take another name"},
          {R"({"equal": ["${axis:cat}", "a"]})",
           "2:11: no axis is called \"cat\" (did you mean \"cut\"?)"},
          {R"({"connect": "C"}, {"expect": "C", "as": "m"})",
           "2:29: nothing reads \"m\" (leave it out)"},
      },
      R"("versions": ["1.2"], "axes": {"cut": ["whole"]},)");
}

TEST(Lint, WantsANameBoundOnEveryWayToItsReader) {
  constexpr std::string_view choice = R"({"connect": "C"}, {"choice": "C", "name": "x", "any": [
      {"frame": "A", "as": "m"}, {"frame": "B"@}]}, {"ack": "C", "message": "m"})";
  const auto with = [&](std::string_view text) {
    std::string steps(choice);
    return steps.replace(steps.find('@'), 1, text);
  };
  EXPECT_EQ(problems_of(with("")), Texts{"3:52: no frame has been captured as \"m\""});
  load_steps(with(R"(, "as": "m")"));
}

TEST(Lint, TakesACaptureForReadIfAnyVersionReadsIt) {
  load_steps(R"({"connect": "C"}, {"expect": "C", "as": "m"},
                {"$by": "version", "1.2": {"ack": "C", "message": "m"}, "*": null})");
}

TEST(Lint, LooksUpRequirements) {
  expect_problems(
      {
          {R"({"connect": "C", "requirement": "send/deliver"})",
           "2:43: no requirement is called \"send/deliver\" (did you mean \"send/delivers\"?)"},
          {R"({"connect": "C", "requirement": "message/ack-header"})",
           "2:43: STOMP 1.1 makes no statement for \"message/ack-header\" (only 1.2; choose by "
           "version, or leave this version out)"},
          {R"({"connect": "C"}, {"expect": "C", "checks": [{"requirement": "message/ack-header",
              "body": "x"}]})",
           "2:72: STOMP 1.1 makes no statement for \"message/ack-header\" (only 1.2; choose by "
           "version, or leave this version out)"},
          {R"({"connect": "C"}, {"choice": "C", "name": "x", "any": [{"frame": "A",
              "then": [{"fence": "C", "requirement": "nothing"}]}]})",
           "3:54: no requirement is called \"nothing\""},
      },
      R"("versions": ["1.1", "1.2"],)");
  load_steps(R"({"connect": "C", "requirement": {"$by": "version", "1.2": "message/ack-header",
                 "*": "send/delivers"}})");
}

TEST(Lint, LooksUpTheRequirementsOfTheCase) {
  const testing::TestSuite suite;
  suite.write("all/test/case.json", R"({"title": "T", "why": "W",
    "requirements": ["send/deliver", "message/ack-header"], "steps": [{"connect": "C"}]})");
  json::Problems problems;
  static_cast<void>(suite.load(problems));
  EXPECT_EQ(
      testing::briefs(problems),
      (Texts{"2:22: no requirement is called \"send/deliver\" (did you mean "
             "\"send/delivers\"?)",
             "2:38: STOMP 1.0 makes no statement for \"message/ack-header\" (only 1.2; choose "
             "by version, or leave this version out)",
             "2:38: STOMP 1.1 makes no statement for \"message/ack-header\" (only 1.2; choose "
             "by version, or leave this version out)"}));
}

TEST(Lint, FindsACaseBesideAnExcuse) {
  const testing::TestSuite suite;
  suite.write("requirements/excused.json", R"({"requirements": [{"id": "server/thinks",
    "statements": {
      "1.1": {"level": "MAY", "section": "s", "quote": "q"},
      "1.2": {"level": "MAY", "section": "s", "quote": "q", "untestable": "who knows"}}}]})");
  suite.write("all/test/head.json", R"({"title": "T", "why": "W", "versions": ["1.1", "1.2"],
    "requirements": ["send/delivers", "server/thinks"], "steps": [{"connect": "C"}]})");
  suite.write("all/test/step.json",
              testing::with_steps(R"({"connect": "C", "requirement": "server/thinks"})",
                                  R"("versions": ["1.2"],)"));
  suite.write("all/test/version.json",
              testing::with_steps(R"({"connect": "C", "requirement": "server/thinks"})",
                                  R"("versions": ["1.1"],)"));
  json::Problems problems;
  static_cast<void>(suite.load(problems));
  const std::string message =
      "the catalogue says why no scenario can test \"server/thinks\" in STOMP 1.2: who knows (take "
      "the excuse out of the catalogue, or do not cite it)";
  EXPECT_EQ(testing::briefs(problems), (Texts{"2:39: " + message, "2:43: " + message}));
}

const std::string no_control =
    "this refusal has no control: the server might refuse anything (make the illegal element a "
    "{\"$by\": \"run\"}, or give the reason as \"no-control\")";

TEST(Lint, WantsAControlForARefusal) {
  for (const std::string_view verb : {"refused", "expect-close"}) {
    const std::string refusal = "{\"" + std::string(verb) + "\": \"C\"}";
    const auto steps = [&](std::string_view before) {
      return R"({"connect": "C"}, )" + std::string(before) + refusal;
    };
    EXPECT_EQ(problems_of(steps("")), Texts{"2:29: " + no_control});
    // Another connection's service says nothing about this one.
    EXPECT_EQ(problems_of(steps(R"({"connect": "D"}, {"fence": "D"}, )")),
              Texts{"2:63: " + no_control});
    EXPECT_EQ(problems_of(steps(R"({"expect": "C", "frame": "ERROR"}, )")),
              Texts{"2:64: " + no_control});
    load_steps(steps(R"({"fence": "C"}, )"));
    load_steps(steps(R"({"expect": "C", "frame": "MESSAGE"}, )"));
    load_steps(steps(R"({"send": "C", "frame": "SEND", "receipt": true}, )"));
    load_steps(steps(R"({"sentinel": "C", "from": "C", "to": "x"}, )"));
    load_steps(steps(""), R"("no-control": "a reason",)");
    load_steps(steps(R"({"send": "C", "octets": {"$by": "run", "case": "x", "control": "y"}}, )"));
  }
}

TEST(Lint, WantsNoReasonWhereEveryCaseHasAControl) {
  EXPECT_EQ(problems_of(R"({"connect": "C"}, {"send": "C", "octets": {"$by": "run", "case": "x",
                           "control": "y"}}, {"refused": "C"})",
                        R"("no-control": "a reason",)"),
            Texts{"1:77: every case of this file has a control (leave \"no-control\" out)"});
}

TEST(Lint, TellsWhatIsWrongInTheControlAlone) {
  EXPECT_EQ(
      problems_of(R"({"connect": "C"}, {"send": "C", "octets": {"$by": "run", "case": "x",
                           "control": "y"}},
                           {"refused": "C", "as": "e"}, {"observe": "x", "value": "${e.message}"},
                           {"connect": "C"})"),
      (Texts{"4:57: no frame has been captured as \"e\", in the control (there \"refused\" is a "
             "fence, captures nothing and leaves the connection open)",
             "5:28: the connection \"C\" is connected, in the control (there \"refused\" is a "
             "fence, captures nothing and leaves the connection open)"}));
}

}  // namespace
}  // namespace conformance
