#include "fuzz/campaign/waits.hpp"

#include <algorithm>

namespace campaign {
namespace {

constexpr std::size_t kept_max = 4096;
constexpr std::size_t needed = 200;

}  // namespace

void Waits::add(stomp::Duration wait) {
  if (last_.size() < kept_max) {
    last_.push_back(wait);
  } else {
    last_[added_ % kept_max] = wait;
  }
  ++added_;
}

void Waits::settle() {
  if (last_.size() < needed) return;
  std::vector<stomp::Duration> waits = last_;
  const auto middle = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2);
  std::nth_element(waits.begin(), middle, waits.end());
  usual_ = *middle;
}

bool Waits::is_slow(stomp::Duration wait) const {
  return usual_ > stomp::Duration::zero() && wait >= slow_least && wait >= usual_ * slow_times;
}

}  // namespace campaign
