// Programs of ours: what they say, how they end, and that none is left.

#include "conformance/net/process.hpp"

#include <chrono>
#include <fstream>
#include <sched.h>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "conformance/net/launcher.hpp"

namespace conformance {
namespace {

namespace asio = boost::asio;

constexpr auto patience = std::chrono::seconds(60);  // far beyond what any of these takes

ProgramToRun shell(const std::string& command, stomp::Duration grace = std::chrono::seconds(10)) {
  return {.words = {"/bin/sh", "-c", command}, .directory = "", .grace = grace};
}

struct Account {
  std::string output;
  std::string how;
};

// Runs it to its end; `on_output` sees all that has been written so far.
Account account_of(const ProgramToRun& program,
                   const std::function<void(Process&, const std::string&)>& on_output = nullptr) {
  asio::io_context context(1);
  Account account;
  std::unique_ptr<Process> process;
  process = std::make_unique<Process>(
      context, program,
      Process::Callbacks{.output =
                             [&](std::string_view octets) {
                               account.output += octets;
                               if (on_output) on_output(*process, account.output);
                             },
                         .ended = [&](const std::string& how) { account.how = how; }});
  context.run_for(patience);
  return account;
}

// A zombie is not alive: nobody may have had the time to bury it.
bool alive(const std::string& id) {
  std::ifstream stat("/proc/" + std::to_string(std::stol(id)) + "/stat");
  std::string text;
  std::getline(stat, text);
  const std::size_t name_end = text.rfind(')');
  return name_end != std::string::npos && text.substr(name_end, 3) != ") Z";
}

// A signal has been sent to it, and takes a moment.
bool ends(const std::string& id) {
  const auto due = std::chrono::steady_clock::now() + patience;
  while (alive(id) && std::chrono::steady_clock::now() < due) sched_yield();
  return !alive(id);
}

TEST(Process, TellsWhatWasWrittenAndHowItEnded) {
  const Account account = account_of(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(account.output, "out\nerr\n");
  EXPECT_EQ(account.how, "with exit status 3");
}

TEST(Process, NamesTheSignal) {
  EXPECT_TRUE(account_of(shell("kill -SEGV $$")).how.starts_with("by signal 11 ("));
  EXPECT_EQ(account_of(shell("(exit 139)")).how.find("with exit status 139, which is a shell's"),
            0U);
}

TEST(Process, SaysWhatCannotBeRun) {
  const Account account = account_of({.words = {"/no/such/program"}, .directory = ""});
  EXPECT_NE(account.output.find("cannot run /no/such/program: "), std::string::npos);
  EXPECT_EQ(account.how, "with exit status 127");
  const Account elsewhere = account_of({.words = {"/bin/true"}, .directory = "/no/such/place"});
  EXPECT_NE(elsewhere.output.find("cannot run /no/such/place: "), std::string::npos);
}

TEST(Process, RunsInItsDirectoryWithoutInput) {
  EXPECT_EQ(account_of({.words = {"/bin/pwd"}, .directory = "/"}).output, "/\n");
  EXPECT_EQ(account_of({.words = {"/bin/cat"}, .directory = ""}).how, "with exit status 0");
}

TEST(Process, EndsOnSigtermInItsOwnWay) {
  const Account account = account_of(
      shell("trap 'echo bye; exit 5' TERM; echo up; while :; do read x < /dev/zero & wait; done"),
      [](Process& process, const std::string& output) {
        if (output == "up\n") process.stop();
      });
  EXPECT_EQ(account.output, "up\nbye\n");
  EXPECT_EQ(account.how, "with exit status 5");
}

TEST(Process, IsKilledWhereItDoesNotObey) {
  const Account account =
      account_of(shell("trap '' TERM; echo up; while :; do :; done", std::chrono::seconds(1)),
                 [](Process& process, const std::string& output) {
                   if (output == "up\n") process.stop();
                 });
  EXPECT_EQ(account.how, "by force: it did not obey SIGTERM");
}

TEST(Process, IsKilledAtOnceWhereThatIsAskedFor) {
  const auto begin = std::chrono::steady_clock::now();
  const Account account = account_of(
      shell("trap '' TERM; cat /dev/zero >/dev/null & echo $!; while :; do :; done", patience * 10),
      [](Process& process, const std::string& output) {
        if (output.ends_with('\n')) process.kill();
      });
  EXPECT_TRUE(account.how.starts_with("by force")) << account.how;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, patience);
  EXPECT_TRUE(ends(account.output)) << account.output;
}

TEST(Process, TakesItsWholeGroupAlong) {
  const Account account = account_of(shell("cat /dev/zero >/dev/null & echo $!; exit 0"));
  EXPECT_EQ(account.how, "with exit status 0");
  EXPECT_TRUE(ends(account.output)) << account.output;
}

TEST(Process, IsGoneWhenItsObjectIs) {
  asio::io_context context(1);
  std::string output;
  auto process = std::make_unique<Process>(
      context, shell("echo $$; while :; do :; done"),
      Process::Callbacks{.output =
                             [&](std::string_view octets) {
                               output += octets;
                               context.stop();
                             },
                         .ended = [](const std::string&) { FAIL() << "nobody listens any more"; }});
  context.run_for(patience);
  ASSERT_NE(output, "");
  EXPECT_TRUE(alive(output));
  process.reset();
  EXPECT_TRUE(ends(output));
  context.restart();
  context.run();
}

// ---- Launcher
// --------------------------------------------------------------------------------------

// What the launcher said, in one line, until `wanted` stands in it.
class LauncherTest : public testing::Test {
 protected:
  void launch(LaunchPlan plan) {
    launcher_ = std::make_unique<Launcher>(
        context_, std::move(plan),
        Launcher::Listener{
            .launched = [this] { note("launched "); },
            .failed = [this](const std::string& why) { note("failed " + why); },
            .output = [this](std::string_view octets) { output_ += octets; },
            .ended = [this](const std::string& how) { note("ended " + how + ' '); }});
    launcher_->launch();
  }
  void until(const std::string& wanted) {
    wanted_ = wanted;
    if (said_.find(wanted) == std::string::npos) context_.run_for(patience);
    context_.restart();
    EXPECT_NE(said_.find(wanted), std::string::npos) << said_ << "; output: " << output_;
  }
  void note(const std::string& text) {
    said_ += text;
    if (!wanted_.empty() && said_.find(wanted_) != std::string::npos) context_.stop();
  }

  asio::io_context context_{1};
  std::unique_ptr<Launcher> launcher_;
  std::string said_;
  std::string output_;
  std::string wanted_;
};

TEST_F(LauncherTest, AwaitsTheWordsThatSayReady) {
  launch({.command = {"/bin/sh", "-c", "echo booting; printf 'ready on 1'; read x </dev/zero"},
          .ready_output = "ready on [0-9]"});
  until("launched");
  EXPECT_NE(output_.find("ready on 1"), std::string::npos);
}

TEST_F(LauncherTest, TellsOfAnEndBeforeTheWords) {
  launch({.command = {"/bin/sh", "-c", "echo no; exit 1"}, .ready_output = "ready"});
  until("ended with exit status 1");
  EXPECT_EQ(said_.find("launched"), std::string::npos);
}

TEST_F(LauncherTest, StartsAnotherWhileTheFirstStillRuns) {
  launch({.command = {"/bin/sh", "-c", "echo $$; while :; do :; done"}});
  until("launched");
  while (output_.empty()) context_.run_one();
  const std::string first = output_;
  launcher_->launch();
  said_.clear();
  until("launched");
  EXPECT_TRUE(ends(first));
  EXPECT_EQ(said_, "launched ");  // and no word of the first one's end, which was wanted
}

TEST_F(LauncherTest, StartsAnotherAtOnceWhereTheFirstDoesNotObey) {
  launch({.command = {"/bin/sh", "-c", "trap '' TERM; echo $$; while :; do :; done"},
          .grace = patience * 10});
  until("launched");
  while (output_.empty()) context_.run_one();
  const std::string first = output_;
  launcher_->launch(Launcher::Ending::by_force);
  said_.clear();
  until("launched");
  EXPECT_TRUE(ends(first));
}

TEST_F(LauncherTest, RevivesByACommandThatEnds) {
  launch({.restart = {"/bin/true"}});
  until("launched");
  launcher_->launch();
  said_.clear();
  until("launched");
}

TEST_F(LauncherTest, TellsWhenTheCommandFails) {
  launch({.restart = {"/bin/false"}});
  until("failed /bin/false ended with exit status 1");
}

}  // namespace
}  // namespace conformance
