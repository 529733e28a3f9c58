#include "fuzz/campaign/net/performer.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "conformance/net/link.hpp"
#include "fuzz/campaign/monitor.hpp"

namespace campaign {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// Of one performance; what comes beyond is monitored, and not kept.
constexpr std::size_t kept_octets_max = 256 * 1024;

bool begins_with_connect(std::string_view octets) {
  const std::size_t begin = octets.find_first_not_of("\r\n");
  if (begin == std::string_view::npos) return false;
  octets.remove_prefix(begin);
  return (octets.starts_with("CONNECT\n") || octets.starts_with("CONNECT\r\n") ||
          octets.starts_with("STOMP\n") || octets.starts_with("STOMP\r\n")) &&
         octets.find('\0') != std::string_view::npos;
}

// Of all scripts under way.
struct Counts {
  std::uint64_t connections = 0;  // that were opened
  std::size_t done = 0;           // scripts that are over, and not yet taken away
};

// At once, where a script opens one again it has ended the other before.
std::size_t connections_of(const fuzz::Script& script) {
  std::array<bool, fuzz::connections_max> used{};
  for (const fuzz::Move& move : script.moves) {
    std::visit(
        [&](const auto& each) {
          if constexpr (requires { each.connection; }) used[each.connection] = true;
        },
        move);
  }
  return std::max<std::size_t>(static_cast<std::size_t>(std::ranges::count(used, true)), 1);
}

// One script under way.
class Play : public std::enable_shared_from_this<Play> {
 public:
  Play(asio::io_context& context, const Dialect& dialect, const conformance::Channels& channels,
       fuzz::Script script, const Patience& patience, Counts& counts)
      : context_(context),
        dialect_(dialect),
        channels_(channels),
        script_(std::move(script)),
        patience_(patience),
        counts_(counts),
        timer_(context),
        began_(Clock::now()) {}

  void start() { advance(); }
  [[nodiscard]] bool done() const { return done_; }

  // What there is, finished or not; nothing happens any more.
  Performance end() {
    timer_.cancel();
    done_ = true;
    for (const auto& line : lines_) {
      if (!line->gone) line->link->drop();
      std::ranges::move(line->monitor.take(), std::back_inserter(performance_.accusations));
      performance_.signature += line->monitor.signature() + '|';
    }
    // The links' callbacks hold us.
    lines_.clear();
    return std::move(performance_);
  }

 private:
  struct Line {
    Line(const Dialect& dialect, Ledger& ledger, std::size_t place)
        : number(place), monitor(dialect, &ledger) {}
    std::size_t number;
    Monitor monitor;
    std::shared_ptr<conformance::Link> link;
    bool open = false;
    bool gone = false;              // ended, or never opened
    bool awaits_connected = false;  // a CONNECT is unanswered
    // Waited for in vain, and not again before it speaks: a script of many moves would take
    // minutes.
    bool mute = false;      // what it owes
    bool is_empty = false;  // a MESSAGE
  };
  enum class Waiting : std::uint8_t {
    no,
    opening,
    connected,
    delivery,
    others,
    pause,
    glance,
    settle
  };

  void advance() {
    while (!done_ && next_ < script_.moves.size()) {
      if (!std::visit([this](const auto& move) { return perform(move); }, script_.moves[next_])) {
        return;
      }
      waiting_ = Waiting::no;
      ++next_;
    }
    if (!done_) settle();
  }

  // Waits at this place of the script, once; false when that time is over.
  bool wait(Waiting for_what, stomp::Duration how_long) {
    if (waiting_ == for_what && waits_at_ == next_) return !expired_;
    waiting_ = for_what;
    waits_at_ = next_;
    expired_ = false;
    timer_.expires_after(how_long);
    timer_.async_wait(
        [self = shared_from_this(), turn = ++turns_](const boost::system::error_code& cancelled) {
          if (cancelled || self->done_ || self->turns_ != turn) return;
          self->expired_ = true;
          self->advance();
        });
    return true;
  }

  // Whether that must be waited for; one that takes too long is given up.
  bool is_opening(Line& line) {
    if (line.gone || line.open) return false;
    if (wait(Waiting::opening, patience_.answer)) return true;
    give_up(line, "no connection in time");
    return false;
  }

  bool perform(const fuzz::Segment& segment) {
    Line*& slot = slots_[segment.connection];
    if (slot == nullptr) slot = &open();
    Line& line = *slot;
    if (is_opening(line)) return false;
    if (line.gone) {
      line.monitor.on_unsent(segment.octets);
      return true;
    }
    if (line.awaits_connected && !line.monitor.answered() && !line.mute) {
      if (wait(Waiting::connected, patience_for(line))) return false;
      line.mute = line.monitor.plain();
    }
    line.awaits_connected = false;
    if (spoke_ != nullptr && spoke_ != &line && !spoke_->gone && owes(*spoke_)) {
      if (wait(Waiting::others, patience_.answer)) return false;
      spoke_->mute = true;
    }
    if (!segment.holes.empty() && line.monitor.last_delivery().empty() && !line.is_empty) {
      const auto patience = may_deliver(line) ? patience_for(line) : patience_.glance;
      if (!line.gone && wait(Waiting::delivery, patience)) return false;
      line.is_empty = true;
    }
    if (!line.gone) transmit(line, fuzz::filled(segment, line.monitor.last_delivery()));
    return true;
  }

  bool perform(const fuzz::Pause& pause) {
    return !wait(Waiting::pause,
                 std::min<stomp::Duration>(fuzz::pauses[pause.index], patience_.pause_max));
  }

  bool perform(const fuzz::End& end) {
    Line*& slot = slots_[end.connection];
    if (slot == nullptr) slot = &open();
    Line& line = *slot;
    if (is_opening(line)) return false;
    // Whoever ends a connection at once has not heard what came of it.
    if (!line.gone && owes(line) && wait(Waiting::others, patience_.glance)) return false;
    if (!line.gone) {
      line.monitor.on_our_end();
      static constexpr std::array words = {"fin", "half", "rst"};
      note(line, WireEvent::Kind::closed, words[static_cast<std::size_t>(end.how)]);
      line.link->shut(end.how == fuzz::End::How::fin    ? conformance::Shut::How::whole
                      : end.how == fuzz::End::How::half ? conformance::Shut::How::half
                                                        : conformance::Shut::How::reset);
      if (end.how != fuzz::End::How::half) line.gone = true;
    }
    if (spoke_ == &line) spoke_ = nullptr;
    slot = nullptr;
    return true;
  }

  bool perform(const fuzz::Reading&) { return true; }

  // What is not plainly legal may lead to nothing.
  [[nodiscard]] stomp::Duration patience_for(const Line& line) const {
    return line.monitor.plain() ? patience_.answer : patience_.glance;
  }

  // Where nobody has subscribed, or nobody has sent anything, no MESSAGE must come.
  [[nodiscard]] bool may_deliver(const Line& line) const {
    return line.monitor.subscribed() && !ledger_.entries.empty();
  }

  [[nodiscard]] bool owes(const Line& line) const {
    return !line.gone && !line.mute && line.monitor.owes() && !line.monitor.accuses();
  }

  // After the last move: until nothing is owed. What may still come gets a glance.
  void settle() {
    const auto owes_something = [this] {
      return std::ranges::any_of(lines_, [this](const auto& line) { return owes(*line); });
    };
    const bool all_plain = std::ranges::all_of(
        lines_, [](const auto& line) { return line->gone || line->monitor.plain(); });
    if (owes_something()) {
      if (wait(Waiting::settle, patience_.answer)) return;
    } else if (!all_plain) {
      if (wait(Waiting::glance, patience_.glance)) return;
    }
    for (const auto& line : lines_) {
      if (line->gone) continue;
      // What was accused already was not waited for.
      if (!line->monitor.accuses()) line->monitor.on_silence();
      note(*line, WireEvent::Kind::closed, "fin");
      line->link->shut(conformance::Shut::How::whole);
      line->gone = true;
    }
    performance_.finished = true;
    done_ = true;
    ++counts_.done;
    timer_.cancel();
  }

  void transmit(Line& line, std::string octets) {
    spoke_ = &line;
    note(line, WireEvent::Kind::sent, octets);
    if (!line.monitor.answered() && begins_with_connect(octets)) line.awaits_connected = true;
    line.monitor.on_sent(octets);
    asked_at_ = Clock::now();
    line.link->transmit(std::move(octets));
  }

  Line& open() {
    ++counts_.connections;
    lines_.push_back(std::make_unique<Line>(dialect_, ledger_, lines_.size()));
    Line& line = *lines_.back();
    const conformance::Open target{
        .link = 0,
        .access_point = {},
        .endpoint = dialect_.profile().endpoint,
        .source = {},
        .protocols = dialect_.profile().protocols(dialect_.versions().back())};
    const auto self = shared_from_this();
    line.link = std::make_shared<conformance::Link>(
        context_,
        conformance::Link::Callbacks{
            .opened = [self, &line](const std::string&) { self->on_opened(line); },
            .open_failed =
                [self, &line](const std::string& why) {
                  self->give_up(line, why);
                  self->heard();
                },
            .octets = [self, &line](std::string_view octets) { self->on_octets(line, octets); },
            .ended = [self, &line](conformance::Ended how,
                                   const std::string&) { self->on_ended(line, how); }},
        channels_.make(target));
    line.link->open(target);
    return line;
  }

  void on_opened(Line& line) {
    line.open = true;
    note(line, WireEvent::Kind::opened, "");
    heard();
  }

  void give_up(Line& line, const std::string& why) {
    line.gone = true;
    performance_.refused = why;
    note(line, WireEvent::Kind::failed, why);
    line.link->drop();
  }

  void on_octets(Line& line, std::string_view octets) {
    note(line, WireEvent::Kind::received, octets);
    performance_.longest_wait = std::max<stomp::Duration>(
        performance_.longest_wait,
        std::chrono::duration_cast<stomp::Duration>(Clock::now() - asked_at_));
    line.mute = line.is_empty = false;
    line.monitor.on_received(octets);
    heard();
  }

  void on_ended(Line& line, conformance::Ended how) {
    note(line, WireEvent::Kind::ended,
         how == conformance::Ended::fin   ? "fin"
         : how == conformance::Ended::rst ? "rst"
                                          : "broken");
    line.monitor.on_ended(how == conformance::Ended::fin);
    line.gone = true;
    line.link->drop();
    heard();
  }

  // What was waited for may have come.
  void heard() {
    if (done_) return;
    if (waiting_ == Waiting::pause) return;
    advance();
  }

  void note(const Line& line, WireEvent::Kind kind, std::string_view octets) {
    kept_ += octets.size();
    performance_.whole = performance_.whole && kept_ <= kept_octets_max;
    if (!performance_.whole) return;
    performance_.wire.push_back(
        {.at = std::chrono::duration_cast<stomp::Duration>(Clock::now() - began_),
         .connection = line.number,
         .kind = kind,
         .octets = std::string(octets)});
  }

  asio::io_context& context_;
  const Dialect& dialect_;
  const conformance::Channels& channels_;
  const fuzz::Script script_;
  const Patience& patience_;
  Counts& counts_;
  asio::steady_timer timer_;
  Clock::time_point began_;
  Clock::time_point asked_at_ = began_;
  Ledger ledger_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::array<Line*, fuzz::connections_max> slots_{};
  Line* spoke_ = nullptr;
  std::size_t next_ = 0;
  Waiting waiting_ = Waiting::no;
  std::size_t waits_at_ = 0;
  bool expired_ = false;
  std::uint64_t turns_ = 0;  // of waiting
  bool done_ = false;
  std::size_t kept_ = 0;
  Performance performance_;
};

}  // namespace

void Performer::perform(const Next& next, const Done& done, const Patience& patience,
                        std::size_t connections_max, const GivenUp& given_up) {
  struct UnderWay {
    std::size_t number;
    std::size_t connections;
    std::shared_ptr<Play> play;
  };
  std::vector<UnderWay> under_way;
  std::size_t open = 0;
  std::size_t number = 0;
  Counts counts;
  std::optional<fuzz::Script> script = next();
  // So that a run of the context never finds nothing to do. It is set again only when it is over:
  // a wait that is broken off makes the context run, and so this loop would never rest.
  asio::steady_timer tick(context_);
  const auto is_ticking = std::make_shared<bool>(false);
  context_.restart();
  while (script || !under_way.empty()) {
    const bool gives_up = given_up();
    if (gives_up || std::exchange(counts.done, 0) > 0) {
      std::erase_if(under_way, [&](const UnderWay& each) {
        if (!gives_up && !each.play->done()) return false;
        open -= each.connections;
        done(each.number, each.play->end());
        return true;
      });
    }
    if (gives_up) break;
    while (script) {
      const std::size_t wanted = connections_of(*script);
      if (!under_way.empty() && open + wanted > connections_max) break;
      under_way.push_back({number++, wanted,
                           std::make_shared<Play>(context_, dialect_, channels_, *std::move(script),
                                                  patience, counts)});
      open += wanted;
      under_way.back().play->start();
      script = next();
    }
    if (counts.done > 0 || under_way.empty()) continue;
    if (!std::exchange(*is_ticking, true)) {
      tick.expires_after(std::chrono::milliseconds(50));
      tick.async_wait([is_ticking](const boost::system::error_code&) { *is_ticking = false; });
    }
    context_.restart();
    // All that is ready; only where nothing is, it waits.
    if (context_.poll() == 0) context_.run_one();
  }
  connections_ += counts.connections;
}

Performance Performer::perform(const fuzz::Script& script, const Patience& patience,
                               const GivenUp& given_up) {
  bool is_first = true;
  Performance performance;
  perform([&] { return std::exchange(is_first, false) ? std::optional(script) : std::nullopt; },
          [&](std::size_t, Performance done) { performance = std::move(done); }, patience, 1,
          given_up);
  return performance;
}

}  // namespace campaign
