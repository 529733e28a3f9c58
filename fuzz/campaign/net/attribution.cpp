// From a suspicion to a finding: which case it was, how little of it is enough, whether it does it
// again.

#include <algorithm>
#include <array>
#include <utility>

#include "fuzz/campaign/minimiser.hpp"
#include "fuzz/campaign/net/campaign.hpp"

namespace campaign {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned verifications = 3;
// The same kind of death, met so often: from then on only what looks different is taken apart.
constexpr std::uint64_t met_max = 3;

bool is_deadly(const Accusation& accusation) {
  return accusation.kind == Kind::crash || accusation.kind == Kind::hang;
}

// The same for all that a busy machine might also explain: looked at with more patience.
Patience patient(const Patience& patience, int times) {
  return {.answer = patience.answer * times,
          .glance = patience.glance * times,
          .pause_max = patience.pause_max};
}

// The command that it is about.
std::string command_of(const Finding& finding) {
  const std::string shape = shape_of(finding.script);
  return shape.substr(0, shape.find(' '));
}

void end_all(fuzz::Script& script, std::array<bool, fuzz::connections_max>& open) {
  for (std::size_t connection = 0; connection < open.size(); ++connection) {
    if (std::exchange(open[connection], false)) {
      script.moves.emplace_back(fuzz::End{connection, fuzz::End::How::fin});
    }
  }
}

}  // namespace

bool Campaign::ensure_up() {
  if (!home_.died() && home_.epitaph().empty()) return true;
  if (!home_.is_ours()) {
    stopped_ = "the target has died, and is not ours to start again";
    return false;
  }
  if (home_.restarts() >= options_.restarts_max) {
    stopped_ = "the target was started " + std::to_string(home_.restarts()) + " times: enough";
    return false;
  }
  if (const std::optional<Unmet> unmet = home_.restart()) {
    stopped_ = "the target does not come up again: " + unmet->got;
    return false;
  }
  return true;
}

// What performing the script leads to: the accusation that is wanted, where it is among others.
std::optional<Accusation> Campaign::replay(std::string_view script, const Accusation* wanted,
                                           const Patience& patience, Performance* performance) {
  if (!ensure_up()) return std::nullopt;
  const bool is_fresh = std::exchange(replayed_on_, home_.restarts()) != home_.restarts();
  ++figures_.replays;
  Performance done = performer_.perform(fuzz::read_script(script), patience,
                                        [this] { return home_.died() || tired(); });
  std::vector<Accusation> accusations = done.accusations;
  const bool looks_for_death = wanted == nullptr || is_deadly(*wanted);
  // The news of a death comes a little later than the end of its connections.
  if (looks_for_death && !home_.died()) home_.listen(std::chrono::milliseconds(5));
  if (looks_for_death && !home_.died() && home_.epitaph().empty()) {
    const Home::Health health = home_.probe(patience.answer);
    if (health != Home::Health::serves && !home_.died()) {
      home_.listen(std::chrono::milliseconds(home_.is_ours() ? 500 : 50));
    }
    if (health != Home::Health::serves && !home_.died() && home_.epitaph().empty()) {
      const bool refuses = health == Home::Health::refuses;
      accusations.insert(accusations.begin(),
                         {refuses ? Kind::crash : Kind::hang, "",
                          refuses ? "connections are refused" : "nobody is served any more",
                          "that a fresh connection is served", "no RECEIPT on one"});
      // Whoever hangs is of no more use.
      if (home_.is_ours() && !interrupted_()) {
        if (const auto unmet = home_.restart(Home::Ending::by_force)) stopped_ = unmet->got;
      }
    }
  }
  if (home_.died() || !home_.epitaph().empty()) {
    accusations.insert(accusations.begin(),
                       {Kind::crash, "", home_.epitaph(), "a target that lives",
                        "its process ended " + home_.epitaph()});
  }
  if (performance != nullptr) *performance = std::move(done);
  const auto found = std::ranges::find_if(accusations, [&](const Accusation& each) {
    return wanted == nullptr || each.same_as(*wanted);
  });
  if (found == accusations.end()) return std::nullopt;
  // What other scripts have left behind on the target may have a part in it: messages in a queue.
  // The one that starts now has nothing.
  if (is_deadly(*found) && home_.is_ours() && !is_fresh) {
    return tired() ? std::nullopt : replay(script, wanted, patience, performance);
  }
  return *found;
}

// The last cases, one after the other, as one script.
std::string Campaign::script_of_last(std::size_t count, const std::deque<Sent>& ring) const {
  fuzz::Script script;
  std::array<bool, fuzz::connections_max> open{};
  std::array<std::optional<stomp::Version>, fuzz::connections_max> speaks{};
  bool joinable = false;  // the last segment is a lane's, and no CONNECT
  for (std::size_t i = ring.size() - std::min(count, ring.size()); i < ring.size(); ++i) {
    if (const auto* const text = std::get_if<std::string>(&ring[i])) {
      end_all(script, open);
      speaks = {};
      joinable = false;
      for (fuzz::Move& move : fuzz::read_script(*text).moves) {
        if (const auto* const segment = std::get_if<fuzz::Segment>(&move)) {
          open[segment->connection] = true;
        } else if (const auto* const end = std::get_if<fuzz::End>(&move)) {
          open[end->connection] = false;
        }
        script.moves.push_back(std::move(move));
      }
      end_all(script, open);
      continue;
    }
    const LaneCase& lane = std::get<LaneCase>(ring[i]);
    const std::size_t connection = lane.lane % fuzz::connections_max;
    if (speaks[connection] != lane.version) {
      if (std::exchange(open[connection], false)) {
        script.moves.emplace_back(fuzz::End{connection, fuzz::End::How::fin});
      }
      script.moves.emplace_back(
          fuzz::Segment{connection, dialect_.connect(lane.version, connection), {}});
      open[connection] = true;
      speaks[connection] = lane.version;
      joinable = false;
    }
    const std::string frames = generator_.pipelined(lane.lane, lane.ordinal, lane.version);
    // What left in one write leaves in one write.
    auto* const last =
        script.moves.empty() ? nullptr : std::get_if<fuzz::Segment>(&script.moves.back());
    if (joinable && last != nullptr && last->connection == connection) {
      last->octets += frames;
    } else {
      script.moves.emplace_back(fuzz::Segment{connection, frames, {}});
    }
    joinable = true;
  }
  return fuzz::write_script(script);
}

// The suspects alone, then more and more of the last cases, until it happens again.
std::optional<std::string> Campaign::attribute(const std::vector<std::string>& scripts,
                                               Accusation& accusation) {
  const Patience patience = patient(patience_, 2);
  const auto happens = [&](const std::string& script) {
    const std::optional<Accusation> again = replay(script, nullptr, patience);
    if (!again) return false;
    // Whatever it is: it is what this script does.
    if (is_deadly(accusation) && !is_deadly(*again)) return false;
    accusation = *again;
    return true;
  };
  for (const std::string& script : scripts) {
    if (happens(script)) return script;
    if (tired()) return std::nullopt;
  }
  if (!scripts.empty() && !is_deadly(accusation)) return std::nullopt;
  // What a lane is told comes of what lanes say; a death may come of anything.
  std::deque<Sent> ring = ring_;
  if (!is_deadly(accusation)) {
    std::erase_if(ring, [](const Sent& sent) { return !std::holds_alternative<LaneCase>(sent); });
  }
  for (std::size_t count = 1;; count *= 2) {
    std::string script = script_of_last(count, ring);
    if (happens(script)) return script;
    if (tired() || count >= ring.size()) return std::nullopt;
  }
}

bool Campaign::is_known(const Accusation& accusation, std::string_view script) {
  for (Finding& known : findings_) {
    if (!known.accusation.same_as(accusation)) continue;
    // Of deaths the words are often the same: the case must hold what the known one is about.
    const bool holds = accusation.says_where();
    const bool is_in_it = script.find(command_of(known)) != std::string_view::npos;
    if (!holds && (known.met < met_max || !is_in_it)) continue;
    ++known.met;
    return true;
  }
  return false;
}

void Campaign::suspect(const std::vector<std::string>& scripts, Accusation accusation,
                       const Performance& seen) {
  const std::string_view first = scripts.empty() ? std::string_view() : scripts.front();
  const Clock::time_point noticed = home_.died_at().value_or(Clock::now());
  work_due_ = std::min(Clock::now() + work_time_, due_ + overtime);
  const bool known = is_known(accusation, first);
  if (known) {
    if (accusation.kind == Kind::hang && home_.is_ours()) {
      if (const auto unmet = home_.restart(Home::Ending::by_force)) stopped_ = unmet->got;
    }
    (void)ensure_up();
    return;
  }
  if (is_deadly(accusation) && !home_.is_ours()) stopped_ = accusation.got;
  // Whoever hangs is of no more use.
  if (is_deadly(accusation) && home_.is_ours() && !home_.died()) {
    if (const auto unmet = home_.restart(Home::Ending::by_force)) stopped_ = unmet->got;
  }
  const std::optional<std::string> script = attribute(scripts, accusation);
  attribution_ = std::chrono::duration_cast<stomp::Duration>(Clock::now() - noticed);
  if (script) {
    if (!is_known(accusation, *script)) record(*script, *script, accusation);
  } else if (!interrupted_()) {
    // Kept with all that was sent last, and counted apart.
    const std::string original =
        scripts.empty() ? script_of_last(ring_.size(), ring_) : scripts.front();
    Finding finding{.accusation = std::move(accusation),
                    .key = {},
                    .name_space = dialect_.name_space(),
                    .script = original,
                    .original = original};
    finding.key = "unreproduced-" + key_of(finding.accusation, original);
    finding.replays = 1;
    finding.fully_minimised = false;
    finding.wire = transcript(seen, dialect_.secrets());
    finding.events = seen.wire;
    finding.output = home_.output();
    findings_.push_back(std::move(finding));
    if (listener_.found) listener_.found(findings_.back());
  }
  (void)ensure_up();
}

// Of one suspicion there are others to be had.
bool Campaign::tired() const {
  return !stopped_.empty() || interrupted_() || Clock::now() >= work_due_;
}

void Campaign::minimise(Finding& finding) {
  Accusation wanted = finding.accusation;
  Patience patience = patience_;
  Minimiser minimiser(
      [&](std::string_view script) { return replay(script, &wanted, patience).has_value(); },
      options_.replays_max, [this] { return tired(); });
  finding.script = minimiser.minimise(finding.script);
  finding.fully_minimised = minimiser.is_complete() && !tired();
}

void Campaign::verify(Finding& finding, unsigned replays) {
  finding.replays = 0;
  finding.reproduced = 0;
  finding.fresh_target = home_.is_ours();
  work_due_ = Clock::time_point::max();
  for (; finding.replays < replays && stopped_.empty() && !interrupted_(); ++finding.replays) {
    if (home_.is_ours() && !home_.died()) {
      if (const auto unmet = home_.restart()) stopped_ = unmet->got;
    }
    Performance performance;
    const std::optional<Accusation> again =
        replay(finding.script, &finding.accusation, patient(patience_, 4), &performance);
    finding.wire = transcript(performance, dialect_.secrets());
    finding.events = std::move(performance.wire);
    finding.output = home_.output();
    if (!again) continue;
    ++finding.reproduced;
    finding.accusation.got = again->got;
    finding.accusation.expected = again->expected;
    finding.accusation.version = again->version;
  }
}

void Campaign::record(std::string script, std::string original, Accusation accusation) {
  Finding finding{.accusation = std::move(accusation),
                  .key = {},
                  .name_space = dialect_.name_space(),
                  .script = std::move(script),
                  .original = std::move(original),
                  .attribution = attribution_};
  minimise(finding);
  // Where the time was too short, its shape is not of the bug alone: more likely one that is known.
  if (!finding.fully_minimised) {
    for (Finding& known : findings_) {
      if (!known.confirmed() || !known.accusation.same_as(finding.accusation)) continue;
      if (finding.script.find(command_of(known)) == std::string::npos) continue;
      ++known.met;
      return;
    }
  }
  verify(finding, verifications);
  finding.reference = ask_reference(fuzz::read_script(finding.script), dialect_);
  finding.key = key_of(finding.accusation, finding.script);
  if (!finding.confirmed()) finding.key = "unreproduced-" + finding.key;
  const auto same = std::ranges::find(findings_, finding.key, &Finding::key);
  if (same != findings_.end()) {
    ++same->met;
    return;
  }
  findings_.push_back(std::move(finding));
  if (listener_.found) listener_.found(findings_.back());
}

}  // namespace campaign
