#include "conformance/cli/workers.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace cli {
namespace {

// What the threads of one call share.
class Pool {
 public:
  Pool(std::size_t count, const std::function<void(std::size_t)>& task,
       const std::function<bool()>& stop)
      : count_(count), task_(task), stop_(stop) {}

  void start(std::size_t threads) {
    working_ = threads;
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }

  // Until every thread has ended.
  void watch(const std::function<void(std::size_t)>& done) {
    std::unique_lock lock(mutex_);
    std::size_t told = 0;
    while (working_ != 0 || told != done_) {
      changed_.wait(lock, [&] { return done_ != told || working_ == 0; });
      if (done_ == told) break;
      told = done_;
      lock.unlock();
      done(told);
      lock.lock();
    }
  }

  [[nodiscard]] bool finish() {
    for (std::thread& thread : threads_) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    return done_ == count_;
  }

 private:
  void work() {
    try {
      for (std::size_t i = next_++; i < count_ && !failed_ && !stop_(); i = next_++) {
        task_(i);
        tell([this] { ++done_; });
      }
    } catch (...) {
      failed_ = true;
      tell([this, failure = std::current_exception()] {
        if (!failure_) failure_ = failure;
      });
    }
    tell([this] { --working_; });
  }

  template <typename Change>
  void tell(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_one();
  }

  const std::size_t count_;
  const std::function<void(std::size_t)>& task_;
  const std::function<bool()>& stop_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t done_ = 0;     // guarded by mutex_, as what follows
  std::size_t working_ = 0;  // threads
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace

bool side_by_side(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t)>& task,
                  const std::function<void(std::size_t)>& done, const std::function<bool()>& stop) {
  Pool pool(count, task, stop);
  pool.start(std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1)));
  pool.watch(done);
  return pool.finish();
}

struct Load::State {
  std::atomic<bool> over = false;
  std::vector<std::thread> threads;
};

Load::Load(std::size_t threads) : state_(std::make_unique<State>()) {
  for (std::size_t i = 0; i < threads; ++i) {
    state_->threads.emplace_back([&over = state_->over] {
      while (!over.load(std::memory_order_relaxed)) {
      }
    });
  }
}

Load::~Load() {
  state_->over = true;
  for (std::thread& thread : state_->threads) thread.join();
}

std::size_t cpus() {
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace cli
