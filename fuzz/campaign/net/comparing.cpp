// The reference broker's opinion of what a campaign sends: observations, kept apart from findings.

#include <algorithm>
#include <utility>

#include "fuzz/campaign/minimiser.hpp"
#include "fuzz/campaign/net/campaign.hpp"

namespace campaign {
namespace {

using Clock = std::chrono::steady_clock;

// Kinds that are kept: whoever puts the input into the words of an ERROR makes new ones for ever.
constexpr std::size_t differences_max = 200;
// Of one round are looked into.
constexpr std::size_t fresh_max = 4;
// An example need not be minimal.
constexpr std::size_t questions_max = 60;
// Of a campaign's time for all of them together.
constexpr int share = 10;

}  // namespace

// Whether the two can be compared at all: they must agree about the plainest session.
void Campaign::meet_reference() {
  for (const stomp::Version version : dialect_.versions()) {
    fuzz::Script script;
    script.moves.emplace_back(fuzz::Segment{0, dialect_.connect(version, dialect_.prober()), {}});
    const std::string& place = dialect_.scratch();
    std::string frames = "SUBSCRIBE\nid:s\ndestination:" + place + "\n\n";
    frames.push_back('\0');
    frames += "SEND\ndestination:" + place + "\nreceipt:reference\n\nhello";
    frames.push_back('\0');
    script.moves.emplace_back(fuzz::Segment{0, std::move(frames), {}});
    Patience patience = patience_;
    patience.answer *= 4;
    const Performance done =
        performer_.perform(script, patience, [this] { return home_.died() || interrupted_(); });
    incomparable_ = comparison_.difference(fuzz::write_script(script), done);
    if (!incomparable_.empty()) return;
  }
}

// In what a round differed: counted, and where it is new, to be looked into.
std::vector<Difference> Campaign::new_differences() {
  std::vector<Difference> fresh;
  for (Comparisons::Told& told : comparisons_.take()) {
    const auto known = std::ranges::find(differences_, told.words, &Difference::words);
    if (known != differences_.end()) {
      ++known->met;
      continue;
    }
    if (fresh.size() >= fresh_max || differences_.size() >= differences_max) continue;
    if (std::ranges::find(fresh, told.words, &Difference::words) == fresh.end()) {
      fresh.push_back(difference_of(std::move(told.words), std::move(told.script)));
    }
  }
  return fresh;
}

// What does not happen again, with more time for answers, was none.
void Campaign::look_into_differences(std::vector<Difference> differences) {
  for (Difference& each : differences) {
    const auto begin = Clock::now();
    if (over() || comparing_ * share > begin - began_) return;
    Patience patience = patience_;
    patience.answer *= 2;
    patience.glance *= 4;
    work_due_ = begin + work_time_ / 5;
    Performance shown;
    const auto differs = [&](std::string_view script) {
      if (tired() || home_.died()) return false;
      ++figures_.replays;
      Performance done = performer_.perform(fuzz::read_script(script), patience,
                                            [this] { return home_.died() || interrupted_(); });
      if (comparison_.difference(script, done) != each.words) return false;
      shown = std::move(done);
      return true;
    };
    if (differs(each.script)) {
      Minimiser minimiser(differs, questions_max);
      each.script = minimiser.minimise(std::move(each.script));
      each.wire = transcript(shown, dialect_.secrets());
      each.reference = account_of(ask_reference(fuzz::read_script(each.script), dialect_));
      differences_.push_back(std::move(each));
      if (listener_.differs) listener_.differs(differences_.back());
    }
    comparing_ += Clock::now() - begin;
  }
}

}  // namespace campaign
