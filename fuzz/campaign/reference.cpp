#include "fuzz/campaign/reference.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>

#include "reference_broker/core/broker.hpp"
#include "stomp/parser.hpp"

namespace campaign {
namespace {

constexpr stomp::Limits limits{
    .header_count_max = 1024, .line_octets_max = 64 * 1024, .body_octets_max = 16 * 1024 * 1024};

// Reads what a server sends, in the version that its CONNECTED says.
class Ear {
 public:
  void hear(std::string_view octets, Answer& answer, std::string& latest) {
    parser_.feed(octets);
    while (const std::optional<stomp::ParseEvent> event = parser_.next()) {
      const auto* const frame = std::get_if<stomp::FrameView>(&*event);
      if (frame == nullptr) continue;
      if (frame->command == "CONNECTED") {
        const auto version = stomp::version_from(frame->find("version").value_or("1.0"));
        if (version) parser_.set_version(*version);
      }
      if (frame->command == "MESSAGE") {
        latest = std::string(frame->find("ack").value_or(frame->find("message-id").value_or("")));
      }
      answer.frames.push_back(frame->to_frame());
    }
  }

 private:
  stomp::Parser parser_{stomp::Version::v1_2, limits};
};

class Dialogue {
 public:
  explicit Dialogue(broker::Settings settings)
      : place_(settings.access_points.empty() ? "" : settings.access_points.front().name),
        broker_(std::move(settings)) {}

  std::vector<Answer> perform(const fuzz::Script& script) {
    for (const fuzz::Move& move : script.moves) {
      std::visit([this](const auto& each) { perform(each); }, move);
    }
    std::vector<Answer> answers;
    for (Slot& slot : slots_) answers.push_back(std::move(slot.answer));
    while (!answers.empty() && answers.back().frames.empty() && !answers.back().ended) {
      answers.pop_back();
    }
    return answers;
  }

 private:
  struct Slot {
    std::optional<broker::ConnectionId> connection;
    bool was_open = false;
    Answer answer;
    Ear ear;
    std::string latest;
  };

  broker::Actions on_open(broker::ConnectionId connection) {
    return broker_.on_open(connection, {.access_point = place_, .address = "127.0.0.1"}, now_);
  }

  void perform(const fuzz::Segment& segment) {
    Slot& slot = slots_[segment.connection];
    if (!slot.connection) {
      // What was ended by the server stays so: a client that goes on writes into nothing.
      if (slot.was_open && slot.answer.ended) return;
      slot = {};
      slot.was_open = true;
      slot.connection = ++opened_;
      obey(on_open(opened_));
    }
    if (!slot.connection) return;
    obey(broker_.on_octets(*slot.connection, fuzz::filled(segment, slot.latest), now_));
  }

  void perform(const fuzz::Pause&) { now_ += std::chrono::milliseconds(1); }

  void perform(const fuzz::End& end) {
    Slot& slot = slots_[end.connection];
    if (!std::exchange(slot.was_open, false)) {
      obey(on_open(++opened_));
      slot.connection = opened_;
    }
    if (!slot.connection) return;
    const broker::ConnectionId connection = *std::exchange(slot.connection, std::nullopt);
    obey(broker_.on_close(connection, now_));
  }

  void perform(const fuzz::Reading&) {}

  void obey(const broker::Actions& actions) {
    for (const broker::Action& action : actions) {
      if (const auto* const send = std::get_if<broker::Send>(&action)) {
        Slot* const slot = slot_of(send->connection);
        if (slot == nullptr) continue;
        slot->ear.hear(send->octets, slot->answer, slot->latest);
        const broker::Actions more = broker_.on_sent(send->connection, send->octets.size(), now_);
        obey(more);
      } else if (const auto* const close = std::get_if<broker::Close>(&action)) {
        Slot* const slot = slot_of(close->connection);
        if (slot == nullptr) continue;
        slot->answer.ended = true;
        slot->connection.reset();
        obey(broker_.on_close(close->connection, now_));
      }
    }
  }

  Slot* slot_of(broker::ConnectionId connection) {
    const auto found = std::ranges::find(slots_, std::optional(connection), &Slot::connection);
    return found == slots_.end() ? nullptr : &*found;
  }

  std::string place_;
  broker::Broker broker_;
  broker::Instant now_{0};
  broker::ConnectionId opened_ = 0;
  std::array<Slot, fuzz::connections_max> slots_;
};

}  // namespace

std::vector<Answer> ask_reference(const fuzz::Script& script, const Dialect& dialect) {
  const bool rocketmq = !dialect.lacks("rocketmq");
  broker::Settings settings =
      broker::sample_settings(rocketmq ? broker::PolicyKind::rocketmq : broker::PolicyKind::open);
  settings.heart_beat = {.send_ms = 0, .receive_ms = 0};
  return Dialogue(std::move(settings)).perform(script);
}

std::vector<Answer> answers_of(const fuzz::Script& script, const Performance& performance) {
  std::vector<std::size_t> names;  // in the order of opening
  for (const fuzz::Move& move : script.moves) {
    const auto* const segment = std::get_if<fuzz::Segment>(&move);
    if (segment == nullptr) continue;
    if (std::ranges::find(names, segment->connection) == names.end()) {
      names.push_back(segment->connection);
    }
  }
  std::array<Ear, fuzz::connections_max> ears;
  std::vector<Answer> answers;
  std::string ignored;
  for (const WireEvent& event : performance.wire) {
    if (event.connection >= names.size()) continue;
    const std::size_t name = names[event.connection];
    if (answers.size() <= name) answers.resize(name + 1);
    if (event.kind == WireEvent::Kind::received) {
      ears[name].hear(event.octets, answers[name], ignored);
    } else if (event.kind == WireEvent::Kind::ended) {
      answers[name].ended = true;
    }
  }
  return answers;
}

}  // namespace campaign
