// One program against a server that is written into the test, word by word: what each step makes of
// each answer. No socket, no wait.

#include "conformance/engine/case_run.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "stomp/serializer.hpp"

namespace conformance {
namespace {

using std::chrono::milliseconds;

constexpr Duration allowance = milliseconds(1000);
const std::string nul(1, '\0');

// Runs one program. `answer` gets what the client wrote, and returns what the server says to it.
class CaseRunTest : public testing::Test {
 protected:
  CaseRunTest() {
    auto scenario = std::make_shared<Scenario>();
    scenario->id = "test/case";
    scenario->requirements = {"test/requirement"};
    case_.scenario = scenario;
  }

  void start() {
    run_.emplace(case_, case_.program, surroundings_, "n", allowance, now_);
    collect([&](std::vector<Action>& actions) { run_->start(now_, actions); });
    collect([&](std::vector<Action>& actions) { run_->on_opened(1, "", now_, actions); });
  }
  void says(const std::string& octets) {
    collect([&](std::vector<Action>& actions) { run_->on_octets(1, octets, now_, actions); });
  }
  void ends(Ended how) {
    collect([&](std::vector<Action>& actions) { run_->on_ended(1, how, "", now_, actions); });
  }
  void time_passes(Duration duration) {
    now_ += duration;
    collect([&](std::vector<Action>& actions) { run_->on_time(now_, actions); });
  }
  Outcome outcome() {
    EXPECT_TRUE(run_->finished());
    return run_->take_outcome();
  }

  // An open connection, and these steps on it.
  void steps(std::vector<Verb> verbs) {
    case_.program.given.push_back({.what = OpenStep{.connection = "C"}});
    for (Verb& verb : verbs) case_.program.steps.push_back({.what = std::move(verb)});
    start();
  }

  static SendStep send(const std::string& command, FrameToSend::Receipt receipt) {
    return {.connection = "C", .items = {FrameToSend{.command = command, .receipt = receipt}}};
  }
  static std::string frame(const std::string& command, std::vector<stomp::Header> headers = {}) {
    return stomp::serialize(stomp::Frame{command, std::move(headers), ""}, {});
  }

  template <typename Call>
  void collect(Call call) {
    std::vector<Action> actions;
    call(actions);
    for (const Action& action : actions) {
      if (const auto* transmit = std::get_if<Transmit>(&action))
        written_.push_back(transmit->octets);
      if (std::holds_alternative<Shut>(action)) shut_ = true;
    }
  }

  Catalogue catalogue_;
  Profile profile_ = default_profile({});
  LinkId next_link_ = 1;
  Surroundings surroundings_{catalogue_, profile_, [this] { return next_link_++; }};
  Case case_;
  Instant now_{};
  std::optional<CaseRun> run_;
  std::vector<std::string> written_;
  bool shut_ = false;
};

constexpr auto later = FrameToSend::Receipt::later;
constexpr auto wait = FrameToSend::Receipt::wait;
constexpr auto none = FrameToSend::Receipt::none;

// ---- connect
// ------------------------------------------------------------------------------------------

TEST_F(CaseRunTest, SendsWhatStandsBehindConnectInTheSameWrite) {
  ConnectStep connect{.open = {.connection = "C"}, .bare = true, .crlf = true};
  connect.behind = {FrameToSend{.command = "SEND"}};
  steps({std::move(connect)});
  ASSERT_EQ(written_.size(), 1U);
  EXPECT_EQ(written_[0], "CONNECT\r\n\r\n" + nul + "SEND\n\n" + nul);
  says(frame("CONNECTED", {{"version", "1.2"}}));
  EXPECT_EQ(outcome().grade, Grade::pass);
}

TEST_F(CaseRunTest, CutsConnect) {
  steps({ConnectStep{.open = {.connection = "C"},
                     .bare = true,
                     .cut = {.kind = Cut::Kind::at, .offsets = {7}, .after = {}}}});
  EXPECT_EQ(written_, (std::vector<std::string>{"CONNECT", "\n\n" + nul}));
}

// ---- expect
// -------------------------------------------------------------------------------------------

TEST_F(CaseRunTest, PassesWhenTheExpectedFrameComes) {
  steps({ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
  says("\n\n" + frame("MESSAGE"));
  EXPECT_EQ(outcome().grade, Grade::pass);
  EXPECT_TRUE(shut_);
}

TEST_F(CaseRunTest, SeesAColonThatIsReadLikeAnEscapedOne) {
  const std::pair<std::string, Grade> rows[] = {{"a\\cb", Grade::pass}, {"a:b", Grade::fail}};
  for (const auto& [value, grade] : rows) {
    case_.program = {};
    next_link_ = 1;
    steps({ExpectStep{.connection = "C",
                      .frame = {.command = "MESSAGE"},
                      .checks = {{.requirement = "test/requirement", .escaped = true}}}});
    says("MESSAGE\nx:" + value + "\n\n" + nul);
    EXPECT_EQ(outcome().grade, grade) << value;
  }
}

TEST_F(CaseRunTest, FailsAtOnceWhenAnotherFrameComes) {
  steps({ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
  says(frame("ERROR", {{"message", "no"}}));
  const Outcome result = outcome();
  EXPECT_EQ(result.grade, Grade::fail);
  EXPECT_EQ(result.reason, "expected MESSAGE; got ERROR with message \"no\"");
}

TEST_F(CaseRunTest, TimesOutWhenNothingComes) {
  steps({ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
  EXPECT_EQ(run_->deadline(), Instant(allowance));
  time_passes(allowance);
  EXPECT_EQ(outcome().grade, Grade::timeout);
}

TEST_F(CaseRunTest, GrantsTheTimeOnceMoreWhenWeStoodStillOurselves) {
  steps({ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
  time_passes(allowance * 3);
  EXPECT_FALSE(run_->finished());
  says(frame("MESSAGE"));
  EXPECT_EQ(outcome().grade, Grade::pass);
}

TEST_F(CaseRunTest, FailsWhenAFrameIsLeftOver) {
  steps({ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
  says(frame("MESSAGE") + frame("MESSAGE"));
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, FailsWhenWhatComesIsNoStomp) {
  steps({ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
  says("MESSAGE\nno colon here\n\n" + nul);
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, BlocksWhenAPrerequisiteFails) {
  case_.program.given = {{.what = OpenStep{.connection = "C"}},
                         {.what = ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}}};
  case_.program.steps = {{.what = FenceStep{.connection = "C"}}};
  start();
  says(frame("ERROR"));
  EXPECT_EQ(outcome().grade, Grade::blocked);
}

TEST_F(CaseRunTest, BlocksWhenNothingIsAsserted) {
  steps({LetStep{.name = "x", .value = "y"}});
  EXPECT_EQ(outcome().grade, Grade::blocked);
}

TEST_F(CaseRunTest, IsNotApplicableWhereTheProfileLacksAWord) {
  steps({LetStep{.name = "x", .value = "${destination:forbidden:a}"}});
  EXPECT_EQ(outcome().grade, Grade::not_applicable);
}

// ---- receipts
// -----------------------------------------------------------------------------------------

TEST_F(CaseRunTest, TakesAReceiptThatWasAskedForAtAnyTimeAndOnce) {
  steps({send("SEND", later), ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
  says(frame("RECEIPT", {{"receipt-id", "receipt-n-1"}}) + frame("MESSAGE"));
  EXPECT_EQ(outcome().grade, Grade::pass);
}

TEST_F(CaseRunTest, FailsWhenAReceiptComesTwice) {
  steps({send("SEND", wait), FenceStep{.connection = "C"}});
  says(frame("RECEIPT", {{"receipt-id", "receipt-n-1"}}) +
       frame("RECEIPT", {{"receipt-id", "receipt-n-1"}}));
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, FailsWhenAReceiptComesThatNobodyAskedFor) {
  steps({send("SEND", none), FenceStep{.connection = "C"}});
  says(frame("RECEIPT", {{"receipt-id", "forged"}}));
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, LetsAFenceStandInForAReceiptThatTheProfileSaysNeverComes) {
  profile_.no_receipt = {{"SUBSCRIBE", "why"}, {"ACK", "why"}};
  SettleStep ack{.connection = "C", .message = "m"};
  steps({send("SUBSCRIBE", wait),
         ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}, .as = "m"}, ack});
  ASSERT_EQ(written_.size(), 2U);
  EXPECT_EQ(written_[0].find("receipt:"), std::string::npos);
  EXPECT_TRUE(written_[1].starts_with("SEND\n"));
  says(frame("MESSAGE", {{"ack", "1"}}));
  ASSERT_EQ(written_.size(), 2U);  // the fence has not come back
  says(frame("RECEIPT", {{"receipt-id", "receipt-n-2"}}));
  ASSERT_EQ(written_.size(), 4U);
  EXPECT_EQ(written_[2].find("receipt:"), std::string::npos);
  says(frame("RECEIPT", {{"receipt-id", "receipt-n-4"}}));
  EXPECT_EQ(outcome().grade, Grade::pass);
}

TEST_F(CaseRunTest, StillAsksForTheReceiptsThatAreJudged) {
  profile_.no_receipt = {{"SUBSCRIBE", "why"}};
  steps({send("SUBSCRIBE", later), RefusedStep{.connection = "C", .error = Duty::may}});
  EXPECT_NE(written_.at(0).find("receipt:"), std::string::npos);
  says(frame("RECEIPT", {{"receipt-id", "receipt-n-1"}}));
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, SendsNothingThatOnlyAStreamAllowsToATargetThatTakesMessages) {
  const FrameToSend whole{.command = "SEND"};
  FrameToSend half = whole;
  half.terminate = false;
  const Cut cut{.kind = Cut::Kind::each, .octets = 1};
  for (const auto& [step, grade] : std::vector<std::pair<SendStep, Grade>>{
           {{.connection = "C", .items = {whole}}, Grade::pass},
           {{.connection = "C", .items = {Octets{"\n"}}}, Grade::pass},
           {{.connection = "C", .items = {whole, whole}}, Grade::not_applicable},
           {{.connection = "C", .items = {half}}, Grade::not_applicable},
           {{.connection = "C", .items = {whole}, .cut = cut}, Grade::not_applicable}}) {
    profile_.missing = {{"streaming", "a message is a frame"}};
    next_link_ = 1;
    case_.program = {};
    written_.clear();
    steps({step, ExpectStep{.connection = "C", .frame = {.command = "MESSAGE"}}});
    if (grade == Grade::pass) says(frame("MESSAGE"));
    EXPECT_EQ(outcome().grade, grade);
    EXPECT_EQ(written_.empty(), grade == Grade::not_applicable);
  }
}

// ---- refused
// ------------------------------------------------------------------------------------------

RefusedStep refused(Duty error) {
  return {.connection = "C", .error = error};
}

TEST_F(CaseRunTest, TakesErrorAndTheEndForARefusal) {
  steps({send("SEND", later), refused(Duty::must)});
  says(frame("ERROR"));
  EXPECT_FALSE(run_->finished());
  ends(Ended::fin);
  const Outcome result = outcome();
  EXPECT_EQ(result.grade, Grade::pass);
  EXPECT_EQ(result.checks.size(), 2U);  // refused, and closed after it
}

TEST_F(CaseRunTest, FailsARefusalAfterWhichTheConnectionStaysOpen) {
  steps({send("SEND", later), refused(Duty::must)});
  says(frame("ERROR"));
  time_passes(allowance);
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, AsksForNoEndWhereOnlyLaterVersionsDemandIt) {
  case_.version = stomp::Version::v1_0;
  steps({send("SEND", later), refused(Duty::must)});
  says(frame("ERROR"));
  EXPECT_EQ(outcome().grade, Grade::pass);
}

TEST_F(CaseRunTest, FailsARefusalThatIsReceipted) {
  steps({send("SEND", later), refused(Duty::may)});
  says(frame("RECEIPT", {{"receipt-id", "receipt-n-1"}}));
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, GradesAnEndWithoutErrorByTheDuty) {
  for (const auto& [duty, how, grade] :
       std::vector<std::tuple<Duty, Ended, Grade>>{{Duty::must, Ended::fin, Grade::fail},
                                                   {Duty::must, Ended::rst, Grade::weak},
                                                   {Duty::should, Ended::fin, Grade::should},
                                                   {Duty::should, Ended::rst, Grade::weak},
                                                   {Duty::may, Ended::fin, Grade::pass},
                                                   {Duty::may, Ended::rst, Grade::pass}}) {
    next_link_ = 1;
    case_.program = {};
    steps({send("SEND", later), refused(duty)});
    ends(how);
    EXPECT_EQ(outcome().grade, grade) << static_cast<int>(duty) << static_cast<int>(how);
  }
}

TEST_F(CaseRunTest, TellsAServerThatWentOnFromOneThatIsSilent) {
  steps({send("SEND", none), refused(Duty::may)});
  time_passes(allowance);  // nothing came: a fence asks
  ASSERT_FALSE(run_->finished());
  EXPECT_NE(written_.back().find("receipt:"), std::string::npos);
  says(frame("RECEIPT", {{"receipt-id", "receipt-n-2"}}));
  EXPECT_EQ(outcome().grade, Grade::fail);

  next_link_ = 1;
  case_.program = {};
  steps({send("SEND", none), refused(Duty::may)});
  time_passes(allowance);
  time_passes(allowance);
  EXPECT_EQ(outcome().grade, Grade::timeout);
}

TEST_F(CaseRunTest, FailsAFrameBehindTheError) {
  steps({send("SEND", later), refused(Duty::must)});
  says(frame("ERROR") + frame("MESSAGE"));
  EXPECT_EQ(outcome().grade, Grade::fail);
}

// ---- choice, cuts
// ---------------------------------------------------------------------------------------

TEST_F(CaseRunTest, TakesTheFirstAlternativeThatAgrees) {
  ChoiceStep choice{.connection = "C", .name = "what"};
  choice.any = {{.kind = Alternative::Kind::frame, .frame = {.command = "ERROR"}},
                {.kind = Alternative::Kind::closed,
                 .grade = Grade::observed,
                 .note = "open",
                 .record = "closed"}};
  steps({send("SEND", none), choice});
  ends(Ended::rst);
  const Outcome result = outcome();
  EXPECT_EQ(result.grade, Grade::observed);
  ASSERT_EQ(result.observations.size(), 1U);
  EXPECT_EQ(result.observations[0], std::pair(std::string("what"), std::string("closed")));
}

TEST_F(CaseRunTest, FailsWhatNoAlternativeAgreesWith) {
  ChoiceStep choice{.connection = "C", .name = "what"};
  choice.any = {{.kind = Alternative::Kind::closed}};
  steps({send("SEND", none), choice});
  says(frame("MESSAGE"));
  EXPECT_EQ(outcome().grade, Grade::fail);
}

TEST_F(CaseRunTest, WritesEachPieceOfACutByItself) {
  const auto pieces = [&](Cut cut) {
    written_.clear();
    next_link_ = 1;
    case_.program = {};
    SendStep raw{.connection = "C", .items = {Octets{Template("abcdef")}}, .cut = std::move(cut)};
    steps({raw, ExpectCloseStep{.connection = "C"}});
    std::string all;
    for (const std::string& piece : written_) all += piece + "|";
    return all;
  };
  using Kind = Cut::Kind;
  EXPECT_EQ(pieces({}), "abcdef|");
  EXPECT_EQ(pieces({.kind = Kind::each, .octets = 1}), "a|b|c|d|e|f|");
  EXPECT_EQ(pieces({.kind = Kind::each, .octets = 4}), "abcd|ef|");
  EXPECT_EQ(pieces({.kind = Kind::at, .offsets = {2, 0, 2, 6, 9}}), "ab|cdef|");
  EXPECT_EQ(pieces({.kind = Kind::at, .after = {"bc", "zz"}}), "abc|def|");
}

}  // namespace
}  // namespace conformance
