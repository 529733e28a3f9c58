// What a campaign notices without accusing anybody: answers that take long, resources that grow.

#include <algorithm>
#include <utility>

#include "conformance/net/usage.hpp"
#include "fuzz/campaign/net/campaign.hpp"

namespace campaign {
namespace {

constexpr std::size_t slow_max = 20;
constexpr std::size_t of_a_round = 2;  // are looked into
constexpr int looks = 3;

}  // namespace

// How long a case waited for an answer.
void Campaign::note_wait(Round& round, const std::string& script, const Performance& performance) {
  if (performance.longest_wait == stomp::Duration::zero()) return;
  waits_.add(performance.longest_wait);
  if (!waits_.is_slow(performance.longest_wait) || round.slow.size() >= of_a_round) return;
  round.slow.push_back({shape_of(script), script, performance.longest_wait});
}

// A busy machine is slow at times: only what is slow alone, each time, is told of.
void Campaign::look_into_waits(std::vector<Slow> slow) {
  waits_.settle();
  for (Slow& each : slow) {
    const bool is_known = std::ranges::find(slow_, each.shape, &Slow::shape) != slow_.end();
    if (is_known || slow_.size() >= slow_max) continue;
    bool is_again = true;
    for (int i = 0; i < looks && is_again; ++i) {
      if (over() || home_.died()) return;
      ++figures_.replays;
      Patience patience = patience_;
      patience.answer *= 4;
      const Performance done = performer_.perform(fuzz::read_script(each.script), patience, [this] {
        return home_.died() || interrupted_();
      });
      is_again = waits_.is_slow(done.longest_wait);
      each.wait = std::min(each.wait, done.longest_wait);
    }
    if (is_again) slow_.push_back(std::move(each));
  }
}

// Between rounds, when nothing is under way.
void Campaign::note_usage() {
  const std::optional<int> group = home_.group();
  const std::optional<conformance::Usage> usage =
      group ? conformance::usage_of_group(*group) : std::nullopt;
  if (!usage) return;
  // Another process begins anew.
  if (std::exchange(measured_start_, home_.restarts()) != home_.restarts()) {
    memory_ = descriptors_ = {};
  }
  const auto at =
      std::chrono::duration_cast<stomp::Duration>(std::chrono::steady_clock::now() - began_);
  memory_.add(at, static_cast<double>(usage->resident_octets));
  descriptors_.add(at, static_cast<double>(usage->descriptors));
}

}  // namespace campaign
