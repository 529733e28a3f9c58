#include "conformance/cli/background.hpp"

#include <chrono>
#include <utility>

#include "conformance/cli/deaf_thread.hpp"

namespace cli {
namespace {

using conformance::Event;

// How long the first of some events waits for company. To wake a thread costs as much as a case
// does, and nobody who reads a file as it grows sees such a delay.
constexpr std::chrono::milliseconds patience(10);

}  // namespace

Background::Background(std::vector<reports::Writer*> writers, std::size_t events_max)
    : writers_(std::move(writers)), events_max_(events_max) {
  if (!writers_.empty()) thread_ = deaf_thread([this] { work(); });
}

Background::~Background() {
  end(State::abandoned);
}

void Background::on(Event event) {
  if (writers_.empty()) return;
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return state_ != State::open || queue_.size() < events_max_; });
  if (state_ != State::open) return;
  const bool last = std::holds_alternative<conformance::RunFinished>(event);
  urgent_ = last || queue_.size() + 1 >= events_max_;
  queue_.push_back(std::move(event));
  if (urgent_ || queue_.size() == 1) wanted_.notify_one();
}

void Background::finish() {
  end(State::finishing);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Background::end(State state) {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::open) state_ = state;
    if (state_ == State::abandoned) queue_.clear();
  }
  wanted_.notify_one();
  thread_.join();
}

void Background::work() {
  try {
    while (true) {
      const std::vector<Event> batch = next_batch();
      if (batch.empty()) break;
      for (const Event& event : batch) {
        for (reports::Writer* writer : writers_) writer->on(event);
      }
    }
    if (is_finishing()) {
      for (reports::Writer* writer : writers_) writer->finish();
    }
  } catch (...) {
    failure_ = std::current_exception();
    const std::lock_guard lock(mutex_);
    state_ = State::failed;
    queue_.clear();
    room_.notify_one();
  }
}

// What has come meanwhile; empty when nothing more will.
std::vector<Event> Background::next_batch() {
  std::unique_lock lock(mutex_);
  const auto ended = [this] { return state_ != State::open; };
  wanted_.wait(lock, [&] { return ended() || !queue_.empty(); });
  wanted_.wait_for(lock, patience, [&] { return ended() || urgent_; });
  urgent_ = false;
  room_.notify_one();
  return std::exchange(queue_, {});
}

bool Background::is_finishing() {
  const std::lock_guard lock(mutex_);
  return state_ == State::finishing;
}

}  // namespace cli
