// What each reader of a step says where the step is wrong. All steps stand on line 2, behind
// `"steps": [` and `{"connect": "C"}, `: a step under test begins at column 28.

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using Texts = std::vector<std::string>;

struct Row {
  std::string_view step;
  std::string_view problem;
};

void expect_problems(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(testing::problems_of(R"({"connect": "C"}, )" + std::string(row.step),
                                   R"("no-control": "errors are under test",)"),
              Texts{std::string(row.problem)})
        << row.step;
  }
}

TEST(StepErrors, NameTheVerb) {
  expect_problems({
      {R"({"fense": "C"})", "2:30: no verb is called \"fense\" (did you mean \"fence\"?)"},
      {R"({"note": "n"})",
       "2:29: the step has no verb (one of: each open connect send ack nack expect expect-set "
       "fence "
       "sentinel refused expect-close close choice heart-beats beat idle let observe equal "
       "distinct)"},
      {R"({"fence": "C", "idle": "C"})",
       "2:44: unknown key \"idle\" (known here: \"fence\", \"note\", \"requirement\", \"with\")"},
      {R"("fence")", "2:29: expected an object, not a string"},
      {R"({"fence": 5})", "2:39: \"fence\" must be a string, not an integer"},
      {R"({"fence": "C", "with": "sned"})",
       "2:52: \"with\" must be one of \"send\", \"begin\", \"subscribe\", not \"sned\" (did you "
       "mean "
       "\"send\"?)"},
      {R"({"open": "a b"})", "2:38: a name is made of letters, digits, \"-\" and \"_\""},
  });
}

TEST(StepErrors, OfConnect) {
  expect_problems({
      {R"({"connect": "D", "version": "1.3"})", "2:57: STOMP has the versions 1.0, 1.1 and 1.2"},
      {R"({"connect": "D", "headers": "a:b"})",
       "2:57: the headers of a connect step are an object or an array of [name, value] pairs"},
      {R"({"connect": "D", "headers": [["a"]]})", "2:58: expected a pair: [name, value]"},
      {R"({"connect": "D", "headers": {"a": 5}})",
       "2:63: expected text, which may have ${...} holes"},
      {R"({"connect": "D", "await": false, "expect": {"version": "1.2"}})",
       "2:46: a connect step that does not await CONNECTED cannot judge it (expect the CONNECTED "
       "frame in a step of its own)"},
      {R"({"connect": "D", "behind": [{"frame": "SEND", "receipt": true}]})",
       "2:46: a frame behind CONNECT cannot wait for its receipt (\"receipt\": \"later\" asks for "
       "one and goes on)"},
      {R"({"connect": "C"})",
       "2:29: the connection \"C\" is connected (to send CONNECT twice, use \"send\" or \"await\": "
       "false)"},
  });
}

TEST(StepErrors, OfSend) {
  expect_problems({
      {R"({"send": "C"})", "2:29: the key \"frame\" is missing"},
      {R"({"send": "C", "frame": "SEND", "octets": "x"})",
       "2:60: either \"octets\" or a \"frame\", not both"},
      {R"({"send": "C", "frames": []})", "2:43: a send step that sends nothing"},
      {R"({"send": "C", "frames": [{"frame": "SEND", "cut": "whole"}]})",
       "2:72: unknown key \"cut\" (known here: \"blank-line\", \"body\", \"content-length\", "
       "\"crlf\", \"escape\", \"frame\", \"headers\", \"octets\", \"receipt\", \"terminate\")"},
      {R"({"send": "C", "frame": "SEND", "headers": 5})",
       "2:71: headers are an object or an array of [name, value] pairs"},
      {R"({"send": "C", "frame": "SEND", "headers": [["a"]]})",
       "2:72: expected a pair: [name, value]"},
      {R"({"send": "C", "frame": "SEND", "headers": {"a": null}})",
       "2:77: expected text, which may have ${...} holes"},
      {R"({"send": "C", "frame": "SEND", "headers": {"${": "b"}})",
       "2:72: \"${\" without a \"}\"; a literal one is written \"$${\""},
      {R"({"send": "C", "frame": "SEND", "receipt": "now"})",
       "2:71: \"receipt\" is true, false or \"later\" (a receipt header of your own stands among "
       "the "
       "headers)"},
      {R"({"send": "C", "frame": "SEND", "receipt": true, "headers": {"receipt": "r"}})",
       "2:60: the frame has a receipt header of its own as well (keep one of the two)"},
      {R"({"send": "C", "octets": "x", "cut": "half"})",
       "2:65: a cut is \"whole\", \"each-octet\", {\"each\"}, {\"at\"} or {\"after\"}"},
      {R"({"send": "C", "octets": "x", "cut": {"each": 0}})",
       "2:74: \"each\" must be from 1 to 4294967296, not 0"},
      {R"({"send": "C", "octets": "x", "cut": {"at": [3, 3]}})",
       "2:76: offsets are positive and ascend"},
      {R"({"send": "C", "octets": "x", "cut": {"each": 1, "at": [3]}})",
       "2:65: a cut has either \"each\", or \"at\" and \"after\""},
  });
}

TEST(StepErrors, OfMatchers) {
  expect_problems({
      {R"({"expect": "C", "headers": {"a": 5}})",
       "2:62: a header is matched by text or by an object"},
      {R"({"expect": "C", "headers": {"a": null}})",
       "2:62: a header is matched by text or by an object ({\"present\": false} wants it to be "
       "absent)"},
      {R"({"expect": "C", "headers": {"a": {}}})",
       "2:62: a matcher that matches anything (say \"present\": true if that is what is meant)"},
      {R"({"expect": "C", "headers": {"a": {"one-of": []}}})", "2:63: there is no value to match"},
      {R"({"expect": "C", "headers": {"a": {"present": false, "equal": "x"}}})",
       "2:62: an absent header has no value to match"},
      {R"({"expect": "C", "headers": {"a": {"integer": [2, 1]}}})",
       "2:74: expected [MIN, MAX], two integers in this order"},
      {R"({"expect": "C", "headers": {"a": {"equals": "x"}}})",
       "2:63: unknown key \"equals\" (did you mean \"equal\"?)"},
      {R"({"expect": "C", "body": {"octets": -1}})",
       "2:64: expected a number from 0 to 4294967296, or {\"limit\": NAME}"},
      {R"({"expect": "C", "checks": [{"requirement": "send/delivers"}]})",
       "2:56: a check that checks nothing (give it \"headers\" or a \"body\")"},
      {R"({"expect": "C", "checks": {}})", "2:55: \"checks\" must be an array"},
      {R"({"expect-set": [], "frames": [{}]})", "2:30: no connection is named"},
      {R"({"expect-set": "C", "frames": []})",
       "2:49: an empty set expects nothing (\"sentinel\" or \"fence\" prove that nothing comes)"},
  });
}

TEST(StepErrors, OfRegularExpressions) {
  const Texts problems = testing::problems_of(
      R"({"connect": "C"}, {"expect": "C", "headers": {"a": {"matches": "(x"}}})");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_TRUE(problems[0].starts_with("2:74: not a regular expression: ")) << problems[0];
}

TEST(StepErrors, OfChoices) {
  expect_problems({
      {R"({"choice": "C", "name": "x", "any": []})", "2:58: there is no alternative"},
      {R"({"choice": "C", "any": [{"closed": true}]})", "2:29: the key \"name\" is missing"},
      {R"({"choice": "C", "name": "x", "any": [{"grade": "pass"}]})",
       "2:66: an alternative is one of \"frame\", \"receipt\", \"closed\" and \"silent\""},
      {R"({"choice": "C", "name": "x", "any": [{"closed": true, "silent": true}]})",
       "2:66: an alternative is one of \"frame\", \"receipt\", \"closed\" and \"silent\""},
      {R"({"choice": "C", "name": "x", "any": [{"closed": false}]})",
       "2:67: \"closed\" is true or absent"},
      {R"({"choice": "C", "name": "x", "any": [{"closed": true, "grade": "weak"}]})",
       "2:66: an alternative that is no pass needs a \"note\" (cite the clause, or say what it "
       "means)"},
      {R"({"choice": "C", "name": "x", "any": [{"closed": true, "body": "b"}]})",
       "2:83: unknown key \"body\" (known here: \"closed\", \"frame\", \"grade\", \"note\", "
       "\"receipt\", \"record\", \"silent\", \"then\")"},
      {R"({"choice": "C", "name": "x", "any": [{"receipt": true}]})",
       "2:29: no receipt has been asked for on \"C\""},
      {R"({"choice": "C", "name": "x", "any": [{"closed": true}], "within-ms": 1,
           "within-gaps": 1})",
       "3:12: either \"within-ms\" or \"within-gaps\", not both"},
  });
}

TEST(StepErrors, OfTimeAndValues) {
  expect_problems({
      {R"({"idle": "C"})", "2:30: either \"for-ms\" or \"gaps\" says how long"},
      {R"({"idle": "C", "for-ms": 60001})", "2:53: \"for-ms\" must be from 1 to 60000, not 60001"},
      {R"({"heart-beats": "C", "count": 0})", "2:59: \"count\" must be from 1 to 100, not 0"},
      {R"({"equal": ["a"]})", "2:30: it takes two values to compare"},
      {R"({"each": "n", "in": [], "do": []})", "2:43: there is no value"},
      {R"({"each": "n", "in": ["1"]})", "2:29: the key \"do\" is missing"},
      {R"({"each": "n", "in": ["1"], "do": {}})", "2:62: steps are an array"},
  });
}

}  // namespace
}  // namespace conformance
