#include "fuzz/engine/driver.hpp"

#include <algorithm>
#include <utility>

#include "fuzz/engine/input.hpp"

namespace fuzz {
namespace {

// In one pause; the rest of it does not happen. Heart-beats would fill an hour with nothing new.
constexpr std::size_t deadlines_max = 24;

}  // namespace

void Driver::perform(const Script& script) {
  for (const Move& move : script.moves) {
    std::visit([this](const auto& each) { perform(each); }, move);
    send_what_can_be();
    witness_.on_rest();
  }
}

void Driver::perform(const Segment& segment) {
  Slot& slot = slots_[segment.connection];
  if (!slot.connection) open(slot);
  const std::string all = filled(segment, slot.latest);
  std::string_view octets = all;
  while (slot.connection && !octets.empty()) {
    const broker::ConnectionId connection = *slot.connection;
    const std::string_view portion = octets.substr(0, witness_.portion(connection, octets));
    octets.remove_prefix(portion.size());
    witness_.on_octets(connection, portion, now_);
    settle(service_.on_octets(connection, portion, now_));
    send_what_can_be();
    witness_.on_rest();
  }
}

void Driver::perform(const Pause& pause) {
  const broker::Instant target = now_ + pauses[pause.index];
  for (std::size_t left = deadlines_max; left > 0; --left) {
    const std::optional<broker::Instant> due = service_.deadline();
    if (!due || *due > target) break;
    require(*due >= now_, "time: no deadline lies in the past");
    now_ = *due;
    witness_.on_time(now_);
    settle(service_.on_time(now_));
    send_what_can_be();
  }
  const std::optional<broker::Instant> due = service_.deadline();
  if (!due || *due > target) now_ = target;
}

void Driver::perform(const End& end) {
  Slot& slot = slots_[end.connection];
  if (!slot.connection) open(slot);
  if (!slot.connection) return;
  const broker::ConnectionId connection = *std::exchange(slot.connection, std::nullopt);
  slot = {};
  witness_.on_close(connection, now_);
  settle(service_.on_close(connection, now_));
}

void Driver::perform(const Reading& reading) {
  slots_[reading.connection].reads = reading.reads;
}

void Driver::open(Slot& slot) {
  slot.connection = ++opened_;
  witness_.on_open(opened_, now_);
  settle(service_.on_open(opened_, peer_, now_));
}

void Driver::settle(const broker::Actions& actions) {
  witness_.on_actions(actions);
  obey(actions);
}

void Driver::obey(const broker::Actions& actions) {
  for (const broker::Action& action : actions) {
    if (const auto* const send = std::get_if<broker::Send>(&action)) {
      Slot* const slot = slot_of(send->connection);
      if (slot == nullptr) continue;
      slot->unsent += send->octets.size();
      const std::string_view name = delivery_name(send->octets);
      if (!name.empty()) slot->latest = name;
    } else if (const auto* const close = std::get_if<broker::Close>(&action)) {
      if (Slot* const slot = slot_of(close->connection)) *slot = {};
      // As every shell does, and what still came of it.
      require(service_.on_close(close->connection, now_).empty() &&
                  service_.on_octets(close->connection, "\n", now_).empty(),
              "silence: nothing follows the end of a connection");
    }
  }
}

void Driver::send_what_can_be() {
  // Each round may make more; a queue is drained by what was sent.
  for (bool sent = true; sent;) {
    sent = false;
    for (Slot& slot : slots_) {
      if (!slot.connection || !slot.reads || slot.unsent == 0) continue;
      const std::size_t octets = std::exchange(slot.unsent, 0);
      const broker::ConnectionId connection = *slot.connection;
      witness_.on_sent(connection, octets, now_);
      settle(service_.on_sent(connection, octets, now_));
      sent = true;
    }
  }
}

Driver::Slot* Driver::slot_of(broker::ConnectionId connection) {
  const auto found = std::ranges::find(slots_, std::optional(connection), &Slot::connection);
  return found == slots_.end() ? nullptr : &*found;
}

}  // namespace fuzz
