// The rounds of a campaign; what is done with a suspicion is in attribution.cpp.

#include "fuzz/campaign/net/campaign.hpp"

#include <algorithm>
#include <utility>

namespace campaign {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t lane_count = 4;
constexpr std::size_t ring_max = 4096;
// Of one round: so many cases that starting them costs nothing, so few that a death is soon seen.
constexpr std::size_t batch_max = 256;
constexpr auto pipelining_time = std::chrono::milliseconds(250);
constexpr std::uint64_t pipelined_max = 100'000;

stomp::Duration since(Clock::time_point begin) {
  return std::chrono::duration_cast<stomp::Duration>(Clock::now() - begin);
}

// Long enough for a busy machine, short enough to come round again.
Patience fuzzing_patience(stomp::Duration usual) {
  Patience patience;
  patience.answer = std::clamp<stomp::Duration>(usual * 20, std::chrono::milliseconds(500),
                                                std::chrono::seconds(5));
  patience.glance = std::clamp<stomp::Duration>(usual * 5, std::chrono::milliseconds(20),
                                                std::chrono::milliseconds(300));
  return patience;
}

// Cases that may be under way at once.
std::size_t slots_of(const Options& options) {
  return options.connections_max;
}

}  // namespace

Campaign::Campaign(boost::asio::io_context& context, const Dialect& dialect,
                   const conformance::Channels& channels, Home& home, Performer& performer,
                   Options options, Listener listener)
    : context_(context),
      dialect_(dialect),
      channels_(channels),
      home_(home),
      performer_(performer),
      options_(options),
      listener_(std::move(listener)),
      generator_(dialect, options.seed, slots_of(options)),
      lanes_(context, dialect, channels, generator_,
             std::clamp<std::size_t>(options.connections_max / 2, 1, lane_count),
             4 * slots_of(options)),
      patience_(fuzzing_patience(home.usual_wait())),
      interrupted_([] { return false; }),
      began_(Clock::now()),
      due_(began_ + options.budget),
      paced_(began_),
      work_time_(std::clamp<stomp::Duration>(options.budget / 5, std::chrono::seconds(10),
                                             std::chrono::minutes(2))) {}

bool Campaign::over() const {
  if (!stopped_.empty() || interrupted_() || Clock::now() >= due_) return true;
  if (findings_.size() >= options_.findings_max) return true;
  return options_.cases_max > 0 && figures_.pipelined + figures_.fresh >= options_.cases_max;
}

std::string Campaign::run(const std::function<bool()>& interrupted) {
  interrupted_ = interrupted;
  began_ = paced_ = Clock::now();
  due_ = began_ + options_.budget;
  while (!over()) {
    if (!dialect_.lacks("streaming")) pipeline();
    if (!over()) freshen();
    if (!over()) {
      if (const auto deadly = examine()) suspect({}, *deadly);
    }
    figures_.elapsed = since(began_);
    figures_.connections = performer_.connections();
    figures_.restarts = home_.restarts();
    if (listener_.progress) listener_.progress(figures_, findings_.size());
  }
  lanes_.reset();
  return stopped_;
}

void Campaign::go_on(const Progress& progress, std::vector<Finding> findings,
                     const std::vector<std::string>& kept) {
  ordinal_ = progress.next_fresh;
  lanes_.begin_at(progress.next_pipelined);
  before_ = progress;
  findings_ = std::move(findings);
  for (const std::string& text : kept) generator_.keep(text);
}

Progress Campaign::progress() const {
  return {.seed = options_.seed,
          .next_fresh = ordinal_,
          .next_pipelined = lanes_.next(),
          .fresh = before_.fresh + figures_.fresh,
          .pipelined = before_.pipelined + figures_.pipelined,
          .target = before_.target};
}

void Campaign::remember(Sent sent) {
  ring_.push_back(std::move(sent));
  if (ring_.size() > ring_max) ring_.pop_front();
}

// Waits until so many more cases are due.
void Campaign::pace(std::uint64_t cases) {
  if (options_.rate <= 0) return;
  paced_ += std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(static_cast<double>(cases) / options_.rate));
  while (Clock::now() < paced_ && !over()) home_.listen(std::chrono::milliseconds(5));
}

void Campaign::pipeline() {
  const auto begin = Clock::now();
  const std::uint64_t before = lanes_.cases();
  std::uint64_t most = pipelined_max;
  if (options_.rate > 0) {
    most = static_cast<std::uint64_t>(std::clamp(options_.rate / 4, 1.0, 4096.0));
  }
  if (options_.cases_max > 0) most = std::min(most, std::max(options_.cases_max / 2, UINT64_C(1)));
  const bool well = lanes_.run(std::min(begin + pipelining_time, due_), most, patience_.answer,
                               [this] { return home_.died() || interrupted_(); });
  const std::uint64_t cases = lanes_.cases() - before;
  figures_.pipelined += cases;
  figures_.pipelining += since(begin);
  for (const LaneCase& each : lanes_.take_ring()) remember(each);
  if (well && !home_.died()) return pace(cases);
  if (interrupted_()) return lanes_.reset();
  Accusation accusation;
  if (!lanes_.accusations().empty()) accusation = lanes_.accusations().front();
  lanes_.reset();
  home_.listen(std::chrono::milliseconds(30));
  if (const auto deadly = examine()) {
    accusation = *deadly;
  } else if (accusation.subject.empty()) {
    accusation = {Kind::violation, "receipt/requested", "no RECEIPT", "a RECEIPT for each request",
                  "none in time"};
  }
  suspect({}, std::move(accusation));
}

void Campaign::freshen() {
  const auto begin = Clock::now();
  std::size_t count = batch_max;
  if (options_.rate > 0) {
    count = static_cast<std::size_t>(std::clamp(options_.rate / 4, 1.0, 256.0));
  }
  std::vector<Case> cases;
  std::vector<fuzz::Script> scripts;
  for (std::size_t i = 0; i < count; ++i) {
    cases.push_back(generator_.fresh(ordinal_++));
    scripts.push_back(fuzz::read_script(cases.back().text));
    remember(cases.back().text);
  }
  const std::vector<Performance> done =
      performer_.perform(scripts, patience_, options_.connections_max,
                         [this] { return home_.died() || interrupted_(); });
  figures_.freshening += since(begin);
  home_.listen(std::chrono::milliseconds(1));
  std::vector<std::string> suspects;
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (done[i].finished) {
      ++figures_.fresh;
      ++figures_.by_class[cases[i].kind];
      if (signatures_.insert(done[i].signature).second) {
        ++figures_.novel;
        generator_.keep(cases[i].text);
        if (listener_.kept) listener_.kept(cases[i].text);
      }
    } else if (!done[i].wire.empty()) {
      suspects.push_back(cases[i].text);
    }
  }
  if (interrupted_()) return;
  const bool accused = std::ranges::any_of(
      done, [](const auto& each) { return !each.accusations.empty() || !each.refused.empty(); });
  if (const auto deadly = accused || home_.died() ? examine() : std::nullopt) {
    // Those that were over may have done it, too, the latest first.
    for (std::size_t i = done.size(); i > 0; --i) {
      if (done[i - 1].finished && suspects.size() < 64) suspects.push_back(cases[i - 1].text);
    }
    return suspect(suspects, *deadly);
  }
  for (std::size_t i = 0; i < done.size() && !over(); ++i) {
    for (const Accusation& accusation : done[i].accusations) suspect({cases[i].text}, accusation);
  }
  pace(count);
}

// Whether it lives and serves others; otherwise what it is accused of.
std::optional<Accusation> Campaign::examine() {
  const auto died = [this] { return home_.died() || !home_.epitaph().empty(); };
  const auto crash = [this] {
    return Accusation{Kind::crash, "", home_.epitaph(), "a target that lives",
                      "its process ended " + home_.epitaph()};
  };
  if (died()) return crash();
  const Home::Health health = home_.probe(patience_.answer);
  if (interrupted_() || health == Home::Health::serves) return std::nullopt;
  // The news of a death comes later than its effects.
  if (home_.is_ours()) home_.listen(std::chrono::milliseconds(500));
  if (died()) return crash();
  // A machine may be busy for a moment.
  if (home_.probe(patience_.answer * 4) == Home::Health::serves) return std::nullopt;
  if (died()) return crash();
  const bool refuses = health == Home::Health::refuses;
  return Accusation{refuses ? Kind::crash : Kind::hang, "",
                    refuses ? "connections are refused" : "nobody is served any more",
                    "that a fresh connection is served", "no RECEIPT on one, twice"};
}

}  // namespace campaign
