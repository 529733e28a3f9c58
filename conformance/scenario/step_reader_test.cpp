// The whole language once, read from files: what each key comes to in the model.

#include <gtest/gtest.h>

#include "conformance/scenario/testing.hpp"

namespace conformance {
namespace {

using testing::load_steps;
using namespace std::string_literals;

// The steps of the 1.2 case of such a file.
Steps steps_of(const std::string& steps, const std::string& more = "") {
  const std::vector<Case> cases = load_steps(steps, R"("versions": ["1.2"],)" + more);
  return cases.empty() ? Steps() : cases.front().program.steps;
}

template <typename Verb>
Verb at(const Steps& steps, std::size_t index) {
  EXPECT_LT(index, steps.size());
  return index < steps.size() ? std::get<Verb>(steps[index].what) : Verb();
}

TEST(Steps, OpenConnections) {
  const Steps steps = steps_of(
      R"({"open": "A", "access-point": "vpc", "elsewhere": true, "note": "why"},
         {"expect-close": "A", "requirement": "send/delivers"})",
      R"("no-control": "none",)");
  const auto open = at<OpenStep>(steps, 0);
  EXPECT_EQ(open.connection, "A");
  EXPECT_EQ(open.access_point, "vpc");
  EXPECT_TRUE(open.elsewhere);
  EXPECT_EQ(steps[0].note, "why");
  EXPECT_EQ(steps[0].path, "/steps/0");
  EXPECT_EQ(at<ExpectCloseStep>(steps, 1).connection, "A");
  EXPECT_EQ(steps[1].requirement, "send/delivers");
}

TEST(Steps, Connect) {
  const Steps steps = steps_of(
      R"({"connect": "C"},
         {"connect": "D", "command": "STOMP", "account": "limited", "client": "other",
          "instance": "second", "version": "1.1", "headers": {"x": "1", "host": null}, "bare": true,
          "expect": {"version": "1.1"}, "as": "d",
          "checks": [{"requirement": "send/delivers", "headers": {"session": {"present": true}}}]},
         {"connect": "E", "await": false}, {"expect": "E", "frame": "CONNECTED",
          "headers": {"server": {"distinct-from": "${d.server}"}}})");
  const auto plain = at<ConnectStep>(steps, 0);
  EXPECT_EQ(plain.open.connection, "C");
  EXPECT_EQ(plain.command, "CONNECT");
  EXPECT_EQ(plain.account, "default");
  EXPECT_EQ(plain.client, "");
  EXPECT_EQ(plain.instance, "default");
  EXPECT_EQ(plain.version, std::nullopt);
  EXPECT_FALSE(plain.bare);
  EXPECT_TRUE(plain.await);
  const auto full = at<ConnectStep>(steps, 1);
  EXPECT_EQ(full.command, "STOMP");
  EXPECT_EQ(full.account, "limited");
  EXPECT_EQ(full.client, "other");
  EXPECT_EQ(full.instance, "second");
  EXPECT_EQ(full.version, stomp::Version::v1_1);
  ASSERT_EQ(full.headers.size(), 2U);
  EXPECT_EQ(full.headers[0], std::pair("x"s, std::optional("1"s)));
  EXPECT_EQ(full.headers[1], std::pair("host"s, std::optional<std::string>()));
  EXPECT_TRUE(full.bare);
  ASSERT_EQ(full.expect.size(), 1U);
  EXPECT_EQ(full.expect[0].matcher.equal, "1.1");
  ASSERT_EQ(full.checks.size(), 1U);
  EXPECT_EQ(full.checks[0].requirement, "send/delivers");
  EXPECT_EQ(full.as, "d");
  EXPECT_FALSE(at<ConnectStep>(steps, 2).await);
}

TEST(Steps, FramesBehindConnect) {
  const Steps steps = steps_of(
      R"({"connect": "C", "crlf": true, "cut": "each-octet",
          "behind": [{"frame": "SEND", "headers": {"destination": "${topic:a}"},
                      "receipt": "later"}, {"octets": "\n"}]},
         {"fence": "C"})");
  const auto connect = at<ConnectStep>(steps, 0);
  EXPECT_TRUE(connect.crlf);
  EXPECT_EQ(connect.cut.kind, Cut::Kind::each);
  ASSERT_EQ(connect.behind.size(), 2U);
  EXPECT_EQ(std::get<FrameToSend>(connect.behind[0]).command, "SEND");
  EXPECT_TRUE(std::holds_alternative<Octets>(connect.behind[1]));
}

TEST(Steps, SendFrames) {
  const Steps steps = steps_of(
      R"({"connect": "C"},
         {"send": "C", "frame": "SEND", "headers": {"destination": "${topic:a}"}, "body": "b",
          "content-length": "absent", "receipt": true, "escape": false, "crlf": true,
          "blank-line": false, "terminate": false},
         {"send": "C", "frames": [
           {"frame": "SEND", "headers": [["a", "1"], ["a", "2"]], "receipt": "later"},
           {"octets": "\n"}], "cut": "each-octet"})");
  const auto one = at<SendStep>(steps, 1);
  ASSERT_EQ(one.items.size(), 1U);
  const auto& frame = std::get<FrameToSend>(one.items[0]);
  EXPECT_EQ(frame.command, "SEND");
  ASSERT_EQ(frame.headers.size(), 1U);
  EXPECT_EQ(frame.headers[0].value, "${topic:a}");
  EXPECT_EQ(std::get<Template>(frame.body.at(0)), "b");
  EXPECT_EQ(frame.content_length, FrameToSend::ContentLength::absent);
  EXPECT_EQ(frame.receipt, FrameToSend::Receipt::wait);
  EXPECT_FALSE(frame.escape);
  EXPECT_TRUE(frame.crlf);
  EXPECT_FALSE(frame.blank_line);
  EXPECT_FALSE(frame.terminate);
  EXPECT_EQ(one.cut.kind, Cut::Kind::whole);

  const auto many = at<SendStep>(steps, 2);
  ASSERT_EQ(many.items.size(), 2U);
  const auto& first = std::get<FrameToSend>(many.items[0]);
  ASSERT_EQ(first.headers.size(), 2U);
  EXPECT_EQ(first.headers[1].name, "a");
  EXPECT_EQ(first.headers[1].value, "2");
  EXPECT_EQ(first.receipt, FrameToSend::Receipt::later);
  EXPECT_EQ(std::get<Template>(std::get<Octets>(many.items[1]).at(0)), "\n");
  EXPECT_EQ(many.cut.kind, Cut::Kind::each);
  EXPECT_EQ(many.cut.octets, 1U);
}

TEST(Steps, CutWhatIsSent) {
  const Steps steps = steps_of(
      R"({"connect": "C"}, {"send": "C", "octets": "abc", "cut": {"each": 2}},
         {"send": "C", "octets": "abc", "cut": {"at": [1, 2]}},
         {"send": "C", "octets": "abc", "cut": {"after": ["a", "b"]}},
         {"send": "C", "octets": "abc", "cut": "whole"})");
  EXPECT_EQ(at<SendStep>(steps, 1).cut.kind, Cut::Kind::each);
  EXPECT_EQ(at<SendStep>(steps, 1).cut.octets, 2U);
  EXPECT_EQ(at<SendStep>(steps, 2).cut.kind, Cut::Kind::at);
  EXPECT_EQ(at<SendStep>(steps, 2).cut.offsets, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(at<SendStep>(steps, 3).cut.kind, Cut::Kind::at);
  EXPECT_EQ(at<SendStep>(steps, 3).cut.after, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(at<SendStep>(steps, 4).cut.kind, Cut::Kind::whole);
}

TEST(Steps, ExpectFrames) {
  const Steps steps = steps_of(
      R"({"connect": "C"},
         {"expect": "C", "frame": "MESSAGE", "as": "m", "body": {"matches": "h.*"},
          "headers": {"a": "1", "b": {"equal": "2"}, "c": {"matches": "x+"},
            "d": {"one-of": ["1", "2"]}, "e": {"present": false}, "f": {"integer": [-1, 5]},
            "g": {"distinct-from": "z"}},
          "checks": [{"requirement": "message/ack-header", "body": {"octets": 5}}]},
         {"expect": "C", "body": {"hex": "00"}},
         {"ack": "C", "message": "m"},
         {"nack": "C", "message": "m", "transaction": "t", "receipt": "later"},
         {"expect-set": ["C"], "frames": [{"frame": "MESSAGE"}, {"body": "x", "as": "n"}]},
         {"equal": ["${m.body}", "${n.body}", "x"]}, {"distinct": ["${m.a}", "b"]})");
  const auto expect = at<ExpectStep>(steps, 1);
  EXPECT_EQ(expect.frame.command, "MESSAGE");
  ASSERT_EQ(expect.frame.headers.size(), 7U);
  EXPECT_EQ(expect.frame.headers[0].matcher.equal, "1");
  EXPECT_EQ(expect.frame.headers[1].matcher.equal, "2");
  EXPECT_EQ(expect.frame.headers[2].matcher.pattern, "x+");
  EXPECT_EQ(expect.frame.headers[3].matcher.one_of, (std::vector<Template>{"1", "2"}));
  EXPECT_EQ(expect.frame.headers[4].matcher.present, false);
  EXPECT_EQ(expect.frame.headers[5].matcher.integer, std::pair(std::int64_t{-1}, std::int64_t{5}));
  EXPECT_EQ(expect.frame.headers[6].matcher.distinct_from, "z");
  EXPECT_EQ(expect.frame.body->pattern, "h.*");
  EXPECT_EQ(expect.checks.at(0).body->octets->plus, 5);
  EXPECT_EQ(expect.as, "m");
  EXPECT_EQ(at<ExpectStep>(steps, 2).frame.command, "");
  EXPECT_EQ(std::get<FixedOctets>(at<ExpectStep>(steps, 2).frame.body->equal->at(0)).octets, "\0"s);
  EXPECT_FALSE(at<SettleStep>(steps, 3).negative);
  EXPECT_EQ(at<SettleStep>(steps, 3).receipt, FrameToSend::Receipt::wait);
  EXPECT_TRUE(at<SettleStep>(steps, 4).negative);
  EXPECT_EQ(at<SettleStep>(steps, 4).transaction, "t");
  EXPECT_EQ(at<SettleStep>(steps, 4).receipt, FrameToSend::Receipt::later);
  EXPECT_EQ(at<ExpectSetStep>(steps, 5).connections, std::vector<std::string>{"C"});
  EXPECT_EQ(at<ExpectSetStep>(steps, 5).frames.at(1).as, "n");
  EXPECT_TRUE(at<CompareStep>(steps, 6).equal);
  EXPECT_EQ(at<CompareStep>(steps, 6).values.size(), 3U);
  EXPECT_FALSE(at<CompareStep>(steps, 7).equal);
}

TEST(Steps, ProveAbsenceAndRefusal) {
  const Steps steps = steps_of(
      R"({"connect": "C"}, {"connect": "S"}, {"fence": "C"}, {"fence": "C", "with": "begin"},
         {"fence": "C", "with": "subscribe"},
         {"sentinel": "S", "from": "C", "to": "${topic:a}"},
         {"sentinel": ["S", "C"], "from": "C", "to": "${topic:a}"},
         {"refused": "C", "error": "must", "close": "may",
          "headers": {"message": {"present": true}},
          "as": "e"}, {"refused": "S"}, {"observe": "text", "value": "${e.message}"})");
  EXPECT_EQ(at<FenceStep>(steps, 2).with, FenceStep::With::send);
  EXPECT_EQ(at<FenceStep>(steps, 3).with, FenceStep::With::begin);
  EXPECT_EQ(at<FenceStep>(steps, 4).with, FenceStep::With::subscribe);
  EXPECT_EQ(at<SentinelStep>(steps, 5).connections, std::vector<std::string>{"S"});
  EXPECT_EQ(at<SentinelStep>(steps, 6).connections.size(), 2U);
  EXPECT_EQ(at<SentinelStep>(steps, 6).from, "C");
  EXPECT_EQ(at<RefusedStep>(steps, 7).error, Duty::must);
  EXPECT_EQ(at<RefusedStep>(steps, 7).close, Duty::may);
  EXPECT_EQ(at<RefusedStep>(steps, 7).as, "e");
  EXPECT_EQ(at<RefusedStep>(steps, 8).error, Duty::may);
  EXPECT_EQ(at<RefusedStep>(steps, 8).close, std::nullopt);
  EXPECT_EQ(at<ObserveStep>(steps, 9).value, "${e.message}");
}

TEST(Steps, ChooseAmongAlternatives) {
  const Steps steps = steps_of(
      R"({"connect": "C"}, {"send": "C", "frame": "X", "receipt": "later"},
         {"choice": "C", "name": "x", "within-gaps": 3, "any": [
           {"frame": "ERROR", "headers": {"message": {"present": true}}, "as": "e",
            "grade": "weak", "note": "why", "record": "refused: ${e.message}",
            "then": [{"expect-close": "C"}]},
           {"receipt": true}, {"closed": true, "grade": "should", "note": "n"},
           {"silent": true, "grade": "observed", "note": "n"}]})",
      R"("no-control": "a choice",)");
  const auto choice = at<ChoiceStep>(steps, 2);
  EXPECT_EQ(choice.name, "x");
  EXPECT_EQ(choice.within_gaps, 3U);
  EXPECT_EQ(choice.within_ms, std::nullopt);
  ASSERT_EQ(choice.any.size(), 4U);
  EXPECT_EQ(choice.any[0].kind, Alternative::Kind::frame);
  EXPECT_EQ(choice.any[0].frame.command, "ERROR");
  EXPECT_EQ(choice.any[0].grade, Grade::weak);
  EXPECT_EQ(choice.any[0].note, "why");
  EXPECT_EQ(choice.any[0].record, "refused: ${e.message}");
  ASSERT_TRUE(choice.any[0].then);
  EXPECT_EQ(choice.any[0].then->size(), 1U);
  EXPECT_EQ(choice.any[1].kind, Alternative::Kind::receipt);
  EXPECT_EQ(choice.any[1].grade, Grade::pass);
  EXPECT_EQ(choice.any[2].kind, Alternative::Kind::closed);
  EXPECT_EQ(choice.any[2].grade, Grade::should);
  EXPECT_EQ(choice.any[3].kind, Alternative::Kind::silent);
}

TEST(Steps, CloseAndWait) {
  const Steps steps = steps_of(
      R"({"connect": "A"}, {"connect": "B"}, {"connect": "C"}, {"connect": "D"},
         {"heart-beats": "A"}, {"heart-beats": "A", "count": 5}, {"beat": "A"},
         {"beat": "A", "stop": true}, {"idle": "A", "for-ms": 500}, {"idle": "A", "gaps": 4},
         {"close": "A"}, {"close": "B", "how": "fin"}, {"close": "C", "how": "half"},
         {"close": "D", "how": "rst"})");
  EXPECT_EQ(at<HeartBeatsStep>(steps, 4).count, 3U);
  EXPECT_EQ(at<HeartBeatsStep>(steps, 5).count, 5U);
  EXPECT_FALSE(at<BeatStep>(steps, 6).stop);
  EXPECT_TRUE(at<BeatStep>(steps, 7).stop);
  EXPECT_EQ(at<IdleStep>(steps, 8).for_ms, 500U);
  EXPECT_EQ(at<IdleStep>(steps, 9).gaps, 4U);
  EXPECT_EQ(at<CloseStep>(steps, 10).how, CloseStep::How::disconnect);
  EXPECT_EQ(at<CloseStep>(steps, 11).how, CloseStep::How::fin);
  EXPECT_EQ(at<CloseStep>(steps, 12).how, CloseStep::How::half);
  EXPECT_EQ(at<CloseStep>(steps, 13).how, CloseStep::How::rst);
}

TEST(Steps, AreRepeatedForEachValue) {
  const Steps steps = steps_of(
      R"({"connect": "C"}, {"let": "x", "value": "${unique:x}"},
         {"each": "n", "in": ["1", "2"], "do": [
           {"send": "C", "frame": "SEND", "body": "${n}${x}"},
           {"expect": "C", "as": "m"}, {"ack": "C", "message": "m"}]})");
  ASSERT_EQ(steps.size(), 10U);
  EXPECT_EQ(at<LetStep>(steps, 1).name, "x");
  EXPECT_FALSE(at<LetStep>(steps, 1).of_each);
  EXPECT_EQ(at<LetStep>(steps, 2).value, "1");
  EXPECT_TRUE(at<LetStep>(steps, 2).of_each);
  EXPECT_EQ(at<LetStep>(steps, 6).value, "2");
  EXPECT_EQ(steps[6].path, "/steps/2/in/1");
  EXPECT_EQ(steps[7].path, "/steps/2/do/0");
}

TEST(Steps, AndTheirPartsAreLeftOutWhereAChoiceIsNull) {
  const std::vector<Case> cases = load_steps(
      R"({"connect": "C"},
         {"$by": "version", "1.0": null, "*": {"fence": "C"}},
         {"send": "C", "frame": "SEND", "body": {"$by": "version", "1.0": null, "*": "b"},
          "headers": {"a": {"$by": "version", "1.0": null, "*": "1"}}},
         {"send": "C", "frame": "SEND",
          "headers": [{"$by": "version", "1.0": null, "*": ["a", "1"]},
                      ["b", {"$by": "version", "1.0": null, "*": "2"}]]})");
  ASSERT_EQ(cases.size(), 3U);
  const Steps& old = cases[0].program.steps;
  const Steps& recent = cases[2].program.steps;
  ASSERT_EQ(old.size(), 3U);
  ASSERT_EQ(recent.size(), 4U);
  EXPECT_EQ(recent[1].path, "/steps/1/*");
  const auto frame = [](const Step& step) {
    return std::get<FrameToSend>(std::get<SendStep>(step.what).items.at(0));
  };
  EXPECT_TRUE(frame(old[1]).headers.empty());
  EXPECT_TRUE(frame(old[1]).body.empty());
  EXPECT_TRUE(frame(old[2]).headers.empty());
  EXPECT_EQ(frame(recent[2]).headers.size(), 1U);
  EXPECT_EQ(frame(recent[2]).body.size(), 1U);
  EXPECT_EQ(frame(recent[3]).headers.size(), 2U);
}

}  // namespace
}  // namespace conformance
