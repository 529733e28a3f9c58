// Writers beside a run: each promise of background.hpp, and that one of them may fail.

#include "conformance/cli/background.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cli {
namespace {

using conformance::CaseStarted;
using conformance::Event;
using namespace std::chrono_literals;

constexpr auto generous = 60s;

// Writes down what it was called with, and does on the way what a test asks for.
class Listener final : public reports::Writer {
 public:
  explicit Listener(std::function<void(const std::string& key)> meanwhile = {})
      : meanwhile_(std::move(meanwhile)) {}

  void on(const Event& event) override {
    const std::string& key = std::get<CaseStarted>(event).key;
    if (meanwhile_) meanwhile_(key);
    keys.push_back(key);
  }
  void finish() override { keys.emplace_back("finish"); }
  [[nodiscard]] std::string error() const override { return ""; }

  std::vector<std::string> keys;

 private:
  std::function<void(const std::string&)> meanwhile_;
};

std::vector<std::string> numbers(int count) {
  std::vector<std::string> texts;
  for (int i = 0; i < count; ++i) texts.push_back(std::to_string(i));
  return texts;
}

TEST(Background, HandsOnEverythingInOrder) {
  Listener first;
  Listener second;
  Background behind({&first, &second}, 4);
  std::vector<std::string> expected = numbers(1000);
  for (const std::string& key : expected) behind.on(CaseStarted{key});
  behind.finish();
  expected.emplace_back("finish");
  EXPECT_EQ(first.keys, expected);
  EXPECT_EQ(second.keys, expected);
}

TEST(Background, DoesNotWaitForTheNextEvent) {
  std::promise<void> arrived;
  Listener listener([&](const std::string&) { arrived.set_value(); });
  Background behind({&listener});
  behind.on(CaseStarted{"0"});
  EXPECT_EQ(arrived.get_future().wait_for(generous), std::future_status::ready);
  behind.finish();
}

TEST(Background, LetsTheRunWaitWhereTooMuchIsOnTheWay) {
  constexpr int events_max = 4;
  constexpr int count = 100;
  std::promise<void> opened;
  std::shared_future<void> gate = opened.get_future().share();
  std::promise<void> stuck;
  Listener listener([&](const std::string& key) {
    if (key == "0") stuck.set_value();
    gate.wait();
  });
  Background behind({&listener}, events_max);
  std::atomic<int> accepted = 0;
  std::future<void> run = std::async(std::launch::async, [&] {
    for (const std::string& key : numbers(count)) {
      behind.on(CaseStarted{key});
      ++accepted;
    }
  });
  stuck.get_future().wait();
  EXPECT_EQ(run.wait_for(200ms), std::future_status::timeout);
  EXPECT_GE(accepted, events_max);
  EXPECT_LE(accepted, 2 * events_max);
  opened.set_value();
  EXPECT_EQ(run.wait_for(generous), std::future_status::ready);
  behind.finish();
  EXPECT_EQ(listener.keys.size(), count + 1U);
}

TEST(Background, PassesOnWhatAWriterThrows) {
  Listener listener([](const std::string& key) {
    if (key == "3") throw std::runtime_error("no memory, say");
  });
  Background behind({&listener}, 2);
  // More than there is room for: nobody waits for a writer that is gone.
  for (const std::string& key : numbers(100)) behind.on(CaseStarted{key});
  EXPECT_THROW(behind.finish(), std::runtime_error);
  EXPECT_EQ(listener.keys, numbers(3));
}

TEST(Background, DropsWhatWaitsWhereNobodyAsksForIt) {
  std::promise<void> opened;
  std::shared_future<void> gate = opened.get_future().share();
  std::promise<void> stuck;
  Listener listener([&](const std::string& key) {
    if (key == "0") stuck.set_value();
    gate.wait();
  });
  std::future<void> opener;
  {
    Background behind({&listener}, 8);
    behind.on(CaseStarted{"0"});
    stuck.get_future().wait();
    behind.on(CaseStarted{"1"});
    opener = std::async(std::launch::async, [&] { opened.set_value(); });
  }
  EXPECT_EQ(listener.keys.front(), "0");
  EXPECT_NE(listener.keys.back(), "finish");
}

TEST(Background, LeavesSignalsToTheCaller) {
  bool blocked = false;
  Listener listener([&](const std::string&) {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = sigismember(&mask, SIGINT) == 1;
  });
  Background behind({&listener});
  behind.on(CaseStarted{"0"});
  behind.finish();
  EXPECT_TRUE(blocked);
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  EXPECT_EQ(sigismember(&mask, SIGINT), 0);
}

TEST(Background, IsIdleWithoutWriters) {
  Background behind({}, 1);
  for (const std::string& key : numbers(3)) behind.on(CaseStarted{key});
  behind.finish();
}

}  // namespace
}  // namespace cli
