#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using Texts = std::vector<std::string>;

// The 1.2 case's steps in prose, but for the first, which connects.
Texts prose(std::string_view steps) {
  const std::vector<Case> cases =
      testing::load_steps(R"({"connect": "C"}, )" + std::string(steps),
                          R"("versions": ["1.2"], "no-control": "prose is under test",)");
  Texts lines = cases.empty() ? Texts{""} : describe(cases.front().program);
  lines.erase(lines.begin());
  return lines;
}

TEST(Describe, SaysWhatAStepDoes) {
  const struct {
    std::string_view step;
    std::string_view line;
  } rows[] = {
      {R"({"open": "A", "access-point": "vpc", "elsewhere": true})",
       "A opens a connection to the access point vpc from an address elsewhere"},
      {R"({"connect": "A"})", "A connects"},
      {R"({"connect": "A", "command": "STOMP", "account": "limited", "headers": {"x": "1",
           "host": null}, "await": false})",
       "A connects with the command STOMP, the account limited, x \"1\" and no host and does not "
       "wait for the answer"},
      {R"({"connect": "A", "expect": {"version": "1.2", "session": {"present": true}}})",
       "A connects; CONNECTED has version \"1.2\" and some session"},
      {R"({"connect": "A", "crlf": true, "behind": [{"octets": "\n"}], "cut": "each-octet"})",
       "A connects with CR LF line ends; behind it, in the same write: the octets \"\\n\", in "
       "pieces of 1"},
      {R"({"send": "C", "frame": "SEND", "headers": {"destination": "${topic:a}"},
           "body": "a\nb\u0000", "receipt": true})",
       "C sends SEND with destination \"${topic:a}\" and body \"a\\nb\\x00\" and waits for its "
       "receipt"},
      {R"({"send": "C", "frame": "SEND", "headers": {"a\u001b[2J": "b"}})",
       "C sends SEND with a\\x1b[2J \"b\""},
      {R"({"send": "C", "frame": "SEND", "escape": false, "terminate": false, "receipt": "later"})",
       "C sends SEND (nothing escaped and no NUL at its end), asking for a receipt"},
      {R"({"send": "C", "frames": [{"frame": "BEGIN"}, {"octets": "\n"}], "cut": {"each": 7}})",
       "C sends in one write: BEGIN, then the octets \"\\n\", in pieces of 7"},
      {R"({"send": "C", "octets": [{"hex": "ff00"}, {"repeat": "a", "times": {"limit":
           "line-octets", "plus": -1}}], "cut": {"at": [3], "after": ["\r"]}})",
       "C sends the octets \"\xff\\x00\" and \"a\" repeated the limit line-octets minus 1 times, "
       "cut "
       "at 3 and after \"\\r\""},
      {R"({"expect": "C", "frame": "MESSAGE", "headers": {"a": {"one-of": ["1", "2"]},
           "b": {"present": false}, "c": {"integer": [1, 2]}}, "body": {"octets": 5}})",
       "C gets MESSAGE with a \"1\" or \"2\", no b, c from 1 to 2 and a body of 5 octets"},
      {R"({"expect-set": ["C"], "frames": [{"frame": "A"}, {"frame": "B"}]})",
       "C gets, in any order, just: A; B"},
      {R"({"fence": "C", "with": "begin", "note": "why"})",
       "C still works, and nothing else has come: a BEGIN of its own is receipted [why]"},
      {R"({"sentinel": "C", "from": "C", "to": "${topic:a}"})",
       "nothing comes to C: the next MESSAGE is a marker that C sends to \"${topic:a}\""},
      {R"({"refused": "C", "close": "must"})",
       "C is refused: ERROR (may), then the end of the connection (must)"},
      {R"({"expect-close": "C"})", "the server closes C without another frame"},
      {R"({"close": "C"})", "C disconnects: DISCONNECT, its receipt, the end"},
      {R"({"close": "C", "how": "rst"})", "C resets the connection"},
      {R"({"choice": "C", "name": "n", "within-ms": 9, "any": [{"closed": true, "grade": "weak",
           "note": "a clause"}, {"silent": true, "then": [{"fence": "C"}]}]})",
       "C gets one of (n): the end of the connection (weak: a clause); or nothing (pass), then C "
       "still works, and nothing else has come: a SEND of its own is receipted within 9 ms"},
      {R"({"heart-beats": "C"})", "C gets octets within the heart-beat gap, 3 times"},
      {R"({"beat": "C", "stop": true})", "C stops its heart-beats"},
      {R"({"idle": "C", "gaps": 4})",
       "C is left alone for 4 heart-beat gaps: it stays, and nothing comes"},
      {R"({"equal": ["a", "b"]})", "\"a\" and \"b\" are the same"},
      {R"({"observe": "x", "value": "y"})", "written down: x is \"y\""},
  };
  for (const auto& row : rows) EXPECT_EQ(prose(row.step), Texts{std::string(row.line)}) << row.step;
}

TEST(Describe, SpeaksOfCapturesAndSettlements) {
  EXPECT_EQ(prose(R"({"expect": "C", "as": "m", "checks": [{"requirement": "send/delivers",
                      "body": "x"}]},
                     {"ack": "C", "message": "m", "transaction": "t"},
                     {"nack": "C", "message": "m", "receipt": false},
                     {"let": "x", "value": "${m.body}"}, {"distinct": ["${x}", "a", "b"]})"),
            (Texts{"C gets a frame; checked for send/delivers: body \"x\", captured as m",
                   "C acknowledges m in the transaction \"t\" and waits for its receipt",
                   "C refuses m", "x is \"${m.body}\"", "\"${x}\", \"a\" and \"b\" all differ"}));
}

TEST(Describe, ShortensWhatIsLong) {
  const std::string body(100, 'a');
  EXPECT_EQ(prose(R"({"send": "C", "octets": ")" + body + "\"}"),
            Texts{"C sends the octets \"" + std::string(72, 'a') + "\"... (100 octets)"});
}

TEST(Describe, MarksThePrerequisites) {
  const std::vector<Case> cases =
      testing::load_steps(R"({"fence": "C"})", R"("given": [{"connect": "C"}],)");
  EXPECT_EQ(describe(cases.at(0).program),
            (Texts{"given: C connects",
                   "C still works, and nothing else has come: a SEND of its own is receipted"}));
}

}  // namespace
}  // namespace conformance
