// The rounds of a campaign; what is done with a suspicion is in attribution.cpp.

#include "fuzz/campaign/net/campaign.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace campaign {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t lane_count = 4;
constexpr std::size_t ring_max = 4096;
// A round begins new cases for so long: the slowest keep it waiting at its end, and what they are
// accused of is looked into then.
constexpr auto freshening_time = std::chrono::seconds(2);
constexpr auto pipelining_time = std::chrono::milliseconds(250);
constexpr std::uint64_t pipelined_max = 100'000;
// As many as are under way at once, mostly.
constexpr std::size_t suspects_max = 64;
// Cases that were begun behind the one that made the target mute, before one without an answer.
constexpr std::ptrdiff_t begun_since_max = 8;
// Where pipelining fails each time, the time is better spent on other cases: so many rounds.
constexpr unsigned rest_max = 63;

stomp::Duration since(Clock::time_point begin) {
  return std::chrono::duration_cast<stomp::Duration>(Clock::now() - begin);
}

// Long enough for a busy machine, short enough to come round again. A glance that is too short
// accuses nobody: it only misses something.
Patience fuzzing_patience(stomp::Duration usual) {
  Patience patience;
  patience.pause_max = std::chrono::milliseconds(10);
  patience.answer = std::clamp<stomp::Duration>(usual * 20, std::chrono::milliseconds(500),
                                                std::chrono::seconds(5));
  patience.glance = std::clamp<stomp::Duration>(usual * 3, std::chrono::milliseconds(5),
                                                std::chrono::milliseconds(300));
  return patience;
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
      generator_(dialect, options.seed, Generator::places_for(options.connections_max)),
      lanes_(context, dialect, channels, generator_,
             std::clamp<std::size_t>(options.connections_max / 2, 1, lane_count),
             Generator::client(Generator::places_for(options.connections_max), 0)),
      comparison_(dialect),
      comparisons_(comparison_),
      patience_(fuzzing_patience(home.usual_wait())),
      interrupted_([] { return false; }),
      began_(Clock::now()),
      due_(began_ + options.budget),
      paced_(began_),
      work_time_(std::clamp<stomp::Duration>(options.budget / 20, std::chrono::seconds(10),
                                             std::chrono::minutes(1))) {
  places_.resize(Generator::places_for(options.connections_max));
  std::iota(places_.begin(), places_.end(), std::size_t{0});
}

bool Campaign::over() const {
  if (!stopped_.empty() || interrupted_() || Clock::now() >= due_) return true;
  if (findings_.size() >= options_.findings_max) return true;
  return options_.cases_max > 0 && figures_.pipelined + figures_.fresh >= options_.cases_max;
}

std::string Campaign::run(const std::function<bool()>& interrupted) {
  interrupted_ = interrupted;
  began_ = paced_ = Clock::now();
  due_ = began_ + options_.budget;
  meet_reference();
  for (const Home::Complaint& each : home_.complaints()) {
    if (!over()) suspect({each.script}, each.accusation);
  }
  while (!over()) {
    if (lanes_rest_ > 0) {
      --lanes_rest_;
    } else if (!dialect_.lacks("streaming")) {
      pipeline();
    }
    note_usage();
    if (!over()) freshen();
    if (!over()) {
      if (const auto deadly = examine()) suspect({}, *deadly);
    }
    note_usage();
    figures_.elapsed = since(began_);
    figures_.connections = performer_.connections();
    figures_.restarts = home_.restarts();
    if (listener_.progress) listener_.progress(figures_, findings_.size());
  }
  lanes_.reset();
  return stopped_;
}

void Campaign::go_on(const Progress& progress, std::vector<Finding> findings,
                     const std::vector<std::string>& kept, std::vector<Difference> differences) {
  differences_ = std::move(differences);
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
  // That a target which was started again knows nothing of them is no news.
  if (std::exchange(lanes_on_, home_.restarts()) != home_.restarts()) lanes_.reset();
  const std::uint64_t before = lanes_.cases();
  std::uint64_t most = pipelined_max;
  if (options_.rate > 0) {
    most = static_cast<std::uint64_t>(std::clamp(options_.rate / 4, 1.0, 4096.0));
  }
  if (options_.cases_max > 0) {
    const std::uint64_t left = options_.cases_max - figures_.pipelined - figures_.fresh;
    most = std::min(most, (left + 1) / 2);
  }
  const bool well = lanes_.run(std::min(begin + pipelining_time, due_), most, patience_.answer,
                               [this] { return home_.died() || interrupted_(); });
  const std::uint64_t cases = lanes_.cases() - before;
  figures_.pipelined += cases;
  figures_.pipelining += since(begin);
  for (const LaneCase& each : lanes_.take_ring()) remember(each);
  if (well && !home_.died()) {
    lanes_tired_ = 0;
    return pace(cases);
  }
  if (interrupted_()) return lanes_.reset();
  ++figures_.broken_off;
  lanes_rest_ = lanes_tired_ = std::min(lanes_tired_ * 2 + 1, rest_max);
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
  Round round;
  round.until = std::min(begin + freshening_time, due_);
  if (options_.rate > 0) {
    round.most = static_cast<std::size_t>(std::clamp(options_.rate / 4, 1.0, 256.0));
  }
  if (options_.cases_max > 0) {
    const std::uint64_t left = options_.cases_max - figures_.pipelined - figures_.fresh;
    round.most = static_cast<std::size_t>(std::min<std::uint64_t>(round.most, left));
  }
  performer_.perform(
      [&] { return next_of(round); },
      [&](std::size_t number, Performance performance) {
        take(round, number, std::move(performance));
      },
      patience_, options_.connections_max,
      [this] { return home_.died() || interrupted_() || Clock::now() >= due_ + overtime; });
  figures_.freshening += since(begin);
  if (!round.cases.empty() && !round.cases.back().taken) {
    places_.push_front(round.cases.back().place);
  }
  home_.listen(std::chrono::milliseconds(1));
  std::vector<Difference> differences = new_differences();
  if (interrupted_()) return;
  judge(round);
  look_into_waits(std::move(round.slow));
  look_into_differences(std::move(differences));
  pace(round.cases.size());
}

std::optional<fuzz::Script> Campaign::next_of(Round& round) {
  if (round.suspicious || round.cases.size() >= round.most || Clock::now() >= round.until) {
    return std::nullopt;
  }
  const std::size_t place = places_.front();
  places_.pop_front();
  round.cases.push_back({.made = generator_.fresh(ordinal_++, place), .place = place});
  const std::string& text = round.cases.back().made.text;
  remember(text);
  return fuzz::read_script(text);
}

void Campaign::take(Round& round, std::size_t number, Performance performance) {
  Round::One& one = round.cases[number];
  places_.push_back(one.place);
  one.taken = true;
  one.finished = performance.finished;
  one.was_cut_off = !performance.finished && !performance.wire.empty();
  one.was_answered = std::ranges::any_of(performance.wire, [](const WireEvent& event) {
    return event.kind == WireEvent::Kind::received;
  });
  const bool is_clean = one.finished && performance.accusations.empty();
  if (is_clean) note_wait(round, one.made.text, performance);
  one.accusations = std::move(performance.accusations);
  round.refused = round.refused || !performance.refused.empty();
  const auto is_new = [this](const Accusation& accusation) {
    return std::ranges::none_of(
        findings_, [&](const Finding& known) { return known.accusation.same_as(accusation); });
  };
  const bool is_news = std::ranges::any_of(one.accusations, is_new);
  round.suspicious = round.suspicious || round.refused || is_news;
  if (is_news) one.seen = performance;
  if (!one.finished) return;
  ++figures_.fresh;
  ++figures_.by_class[one.made.kind];
  const bool is_novel = signatures_.insert(performance.signature).second;
  if (is_clean && incomparable_.empty()) {
    comparisons_.add(one.made.text, std::move(performance));
  }
  if (!is_novel) return;
  ++figures_.novel;
  generator_.keep(one.made.text);
  if (listener_.kept) listener_.kept(one.made.text);
}

// The cases that may have done it, the likeliest first.
std::vector<std::string> Campaign::suspects_of(const Round& round, Kind kind) {
  std::vector<std::string> suspects;
  const auto& cases = round.cases;
  for (const Round::One& one : cases) {
    if (one.was_cut_off) suspects.push_back(one.made.text);
  }
  // Those that were over may have done it, too, the latest first. Of a hang it is those that began
  // about when the last answer came: whoever came later found it mute.
  auto last = cases.rbegin();
  if (kind == Kind::hang) {
    const auto answered = std::ranges::find_if(
        cases.rbegin(), cases.rend(), [](const Round::One& one) { return one.was_answered; });
    last = answered - std::min(answered - cases.rbegin(), begun_since_max);
  }
  for (; last != cases.rend() && suspects.size() < suspects_max; ++last) {
    if (last->finished) suspects.push_back(last->made.text);
  }
  return suspects;
}

void Campaign::judge(const Round& round) {
  const bool accused = round.refused || std::ranges::any_of(round.cases, [](const Round::One& one) {
                         return !one.accusations.empty();
                       });
  if (const auto deadly = accused || home_.died() ? examine() : std::nullopt) {
    return suspect(suspects_of(round, deadly->kind), *deadly);
  }
  for (const Round::One& one : round.cases) {
    for (const Accusation& accusation : one.accusations) {
      if (over()) return;
      suspect({one.made.text}, accusation, one.seen);
    }
  }
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
