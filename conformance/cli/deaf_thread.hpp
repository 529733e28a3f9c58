// A thread that no signal interrupts: they are for those who wait for them.

#pragma once

#include <csignal>
#include <thread>
#include <utility>

namespace cli {

template <typename Work>
[[nodiscard]] std::thread deaf_thread(Work work) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(work));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace cli
