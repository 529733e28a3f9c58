#include "fuzz/seeds/recording.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "conformance/engine/run.hpp"
#include "conformance/sim/simulator.hpp"

namespace fuzz {
namespace {

using broker::ConnectionId;
using broker::Instant;

// The reference broker, and what is done to it.
class Recorder final : public conformance::Server {
 public:
  struct Event {
    enum class Kind : std::uint8_t { octets, client_ends, server_ends };
    Kind kind;
    ConnectionId connection;
    Instant at;
    std::string octets;              // without the names of deliveries
    std::vector<std::size_t> holes;  // where those were
  };

  explicit Recorder(const broker::Settings& settings) : broker_(settings) {}

  [[nodiscard]] std::optional<std::string> access_point(const std::string& name) const override {
    return broker_.access_point(name);
  }
  [[nodiscard]] broker::Actions on_open(ConnectionId connection, const broker::Peer& peer,
                                        Instant now) override {
    opened_.push_back(connection);
    return watched(broker_.on_open(connection, peer, now), now);
  }
  [[nodiscard]] broker::Actions on_octets(ConnectionId connection, std::string_view octets,
                                          Instant now) override {
    note_octets(connection, octets, now);
    return watched(broker_.on_octets(connection, octets, now), now);
  }
  [[nodiscard]] broker::Actions on_sent(ConnectionId connection, std::size_t octets,
                                        Instant now) override {
    return watched(broker_.on_sent(connection, octets, now), now);
  }
  [[nodiscard]] broker::Actions on_close(ConnectionId connection, Instant now) override {
    events_.push_back({Event::Kind::client_ends, connection, now, "", {}});
    return watched(broker_.on_close(connection, now), now);
  }
  [[nodiscard]] broker::Actions on_time(Instant now) override {
    return watched(broker_.on_time(now), now);
  }
  [[nodiscard]] std::optional<Instant> deadline() const override { return broker_.deadline(); }

  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] const std::vector<ConnectionId>& opened() const { return opened_; }
  [[nodiscard]] const std::string& sent(ConnectionId connection) { return sent_[connection]; }
  [[nodiscard]] const std::string& answers(ConnectionId connection) { return answers_[connection]; }

 private:
  broker::Actions watched(broker::Actions actions, Instant now) {
    for (const broker::Action& action : actions) {
      if (const auto* const send = std::get_if<broker::Send>(&action)) {
        answers_[send->connection] += send->octets;
        const std::string_view name = delivery_name(send->octets);
        if (!name.empty()) latest_[send->connection] = name;
      } else if (const auto* const close = std::get_if<broker::Close>(&action)) {
        events_.push_back({Event::Kind::server_ends, close->connection, now, "", {}});
      }
    }
    return actions;
  }

  // Another broker may call its deliveries otherwise: a header that has the name gets a hole.
  void note_octets(ConnectionId connection, std::string_view octets, Instant now) {
    sent_[connection] += octets;
    Event event{Event::Kind::octets, connection, now, "", {}};
    const std::string& name = latest_[connection];
    const std::string header = ':' + name + '\n';
    while (!name.empty()) {
      const std::size_t found = octets.find(header);
      if (found == std::string_view::npos) break;
      event.octets.append(octets, 0, found + 1);
      event.holes.push_back(event.octets.size());
      octets.remove_prefix(found + 1 + name.size());
    }
    event.octets += octets;
    events_.push_back(std::move(event));
  }

  conformance::SimulatedBroker broker_;
  std::vector<Event> events_;
  std::vector<ConnectionId> opened_;
  std::map<ConnectionId, std::string> latest_;
  std::map<ConnectionId, std::string> sent_;
  std::map<ConnectionId, std::string> answers_;
};

// The pauses that come nearest to this time, the longest first; what is left is below 1 ms, or
// would take more of them than anybody wants to read.
void append_pauses(stomp::Duration time, std::vector<Move>& moves) {
  constexpr std::size_t pauses_max = 6;
  for (std::size_t count = 0; count < pauses_max; ++count) {
    const auto longest = std::find_if(std::rbegin(pauses), std::rend(pauses),
                                      [&](auto pause) { return pause <= time; });
    if (longest == std::rend(pauses)) return;
    moves.emplace_back(Pause{static_cast<std::size_t>(std::rend(pauses) - longest) - 1});
    time -= *longest;
  }
}

// Which of a script's connections are in use, and by whom.
class Slots {
 public:
  [[nodiscard]] std::optional<std::size_t> find(std::optional<ConnectionId> connection) const {
    const auto found = std::ranges::find(slots_, connection);
    if (found == slots_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - slots_.begin());
  }
  std::optional<std::size_t> find_or_take(ConnectionId connection) {
    const std::optional<std::size_t> found = find(connection);
    if (found) return found;
    const std::optional<std::size_t> empty = find(std::nullopt);
    if (empty) slots_[*empty] = connection;
    return empty;
  }
  void release(std::size_t slot) { slots_[slot].reset(); }

 private:
  std::array<std::optional<ConnectionId>, connections_max> slots_;
};

// Nothing where it takes more connections at once than there are.
std::optional<Script> script_of(const std::vector<Recorder::Event>& events,
                                const std::vector<ConnectionId>& connections) {
  Script script;
  Slots slots;
  std::optional<Instant> last;
  for (const Recorder::Event& event : events) {
    if (std::ranges::count(connections, event.connection) == 0) continue;
    if (last) append_pauses(event.at - *last, script.moves);
    last = event.at;
    if (event.kind == Recorder::Event::Kind::octets) {
      const std::optional<std::size_t> slot = slots.find_or_take(event.connection);
      if (!slot) return std::nullopt;
      script.moves.emplace_back(Segment{*slot, event.octets, event.holes});
    } else if (const std::optional<std::size_t> slot = slots.find(event.connection)) {
      if (event.kind == Recorder::Event::Kind::client_ends) script.moves.emplace_back(End{*slot});
      slots.release(*slot);
    }
  }
  return script;
}

std::optional<Recording> record(const conformance::Catalogue& catalogue,
                                const conformance::Case& subject, const Reference& reference) {
  Recorder recorder(broker::sample_settings(reference.policy));
  // No acquaintance is made, and nothing is tried again.
  conformance::Options options{.jobs = 1, .timeout = std::chrono::seconds(1), .keep_going = true};
  options.rerun_time = {};
  conformance::Run run(catalogue, reference.profile, {subject}, options);
  std::size_t opened = 0;
  conformance::Simulator(recorder, run, [&](const conformance::Event& event) {
    const auto* const done = std::get_if<conformance::CaseFinished>(&event);
    if (done == nullptr) return;
    opened = static_cast<std::size_t>(std::ranges::count(done->result.transcript,
                                                         conformance::WireEntry::Kind::opened,
                                                         &conformance::WireEntry::kind));
  }).run_to_end();

  std::vector<ConnectionId> connections = recorder.opened();
  connections.resize(std::min(opened, connections.size()));  // the rest are the engine's own
  std::optional<Script> script = script_of(recorder.events(), connections);
  if (!script || script->moves.empty()) return std::nullopt;
  // With heart-beats in reach of its time.
  const bool timed = subject.scenario->tagged("timed");
  if (timed && reference.policy == broker::PolicyKind::open) script->settings = 3;
  Recording recording{
      .key = subject.key(), .script = std::move(*script), .sent = {}, .answers = {}};
  for (const ConnectionId connection : connections) {
    recording.sent.push_back(recorder.sent(connection));
    recording.answers.push_back(recorder.answers(connection));
  }
  return recording;
}

}  // namespace

std::vector<Recording> record(const conformance::Catalogue& catalogue,
                              const std::vector<conformance::Case>& cases,
                              const Reference& reference) {
  std::vector<Recording> recordings;
  for (conformance::Case subject : cases) {
    const std::optional<conformance::Program> control =
        std::exchange(subject.control, std::nullopt);
    if (auto recording = record(catalogue, subject, reference)) {
      recordings.push_back(std::move(*recording));
    }
    if (!control) continue;
    subject.program = *control;
    if (auto recording = record(catalogue, subject, reference)) {
      recording->key += "(control)";
      recordings.push_back(std::move(*recording));
    }
  }
  return recordings;
}

}  // namespace fuzz
