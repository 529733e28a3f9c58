// Theory of operation. The shell's call becomes calls of the core, one for each frame, and what the
// core answers becomes frames for the clients. While a frame is bent, more may be handed in: such
// octets wait in inputs_ until the core's last answer has been dealt with, so that the core is
// never entered twice and what clients hear keeps its order. At the end of the call, what was
// gathered for each link leaves as one Send, and its Close behind it.

#include "reference_broker/deviations/deviating_broker.hpp"

#include <algorithm>
#include <utility>

#include "reference_broker/deviations/bent_policy.hpp"

namespace broker {
namespace {

// Ids of the core's that no shell counts up to.
constexpr ConnectionId first_revived = ConnectionId{1} << 62U;

Settings bent(Settings settings, const Deviation& deviation) {
  if (deviation.settings) deviation.settings(settings);
  return settings;
}

// What frames of this broker's own may be: its limits are on what clients send.
stomp::Limits boundless() {
  return {.header_count_max = SIZE_MAX / 2,
          .line_octets_max = SIZE_MAX / 2,
          .body_octets_max = SIZE_MAX / 2};
}

}  // namespace

std::unique_ptr<Service> make_broker(Settings settings, const Deviation* deviation) {
  if (deviation == nullptr || !reaches(*deviation, settings.policy)) {
    return std::make_unique<Broker>(std::move(settings));
  }
  return std::make_unique<DeviatingBroker>(std::move(settings), *deviation);
}

DeviatingBroker::DeviatingBroker(Settings settings, const Deviation& deviation)
    : deviation_(deviation),
      limits_(bent(settings, deviation).limits.frame),
      core_(bent(std::move(settings), deviation), [this](const Settings& right) {
        return std::make_unique<BentPolicy>(right, deviation_);
      }) {}

Actions DeviatingBroker::on_open(ConnectionId connection, const Peer& peer, Instant now) {
  now_ = now;
  std::unique_ptr<Link> link(new Link(*this, connection, peer, limits_, boundless()));
  links_.insert_or_assign(connection, std::move(link));
  perform(core_.on_open(connection, peer, now));
  return finish();
}

Actions DeviatingBroker::on_octets(ConnectionId connection, std::string_view octets, Instant now) {
  now_ = now;
  Link* const link = find(connection);
  if (link == nullptr) return {};
  link->in_.feed(octets);
  const FrameCutter::Measure measure =
      deviation_.measures ? deviation_.measures : FrameCutter::as_stated;
  link->place_in_segment_ = 0;
  while (!link->ending_) {
    std::optional<WireFrame> frame = link->in_.next(link->version_, measure);
    if (!frame) break;
    if (deviation_.measures) frame->set_body(frame->body);
    const bool is_frame = frame->is_frame();
    receive(*link, std::move(*frame));
    work();
    if (!is_frame) continue;
    ++link->place_in_segment_;
    link->came_whole_ = true;
  }
  if (link->in_.in_a_frame()) {
    link->came_whole_ = false;
    receive(*link, WireFrame::part());
  }
  return finish();
}

Actions DeviatingBroker::on_sent(ConnectionId connection, std::size_t octets, Instant now) {
  now_ = now;
  if (Link* const link = find(connection)) settle_unsent(*link, octets);
  return finish();
}

Actions DeviatingBroker::on_close(ConnectionId connection, Instant now) {
  now_ = now;
  const auto found = links_.find(connection);
  if (found == links_.end()) return {};
  Link& link = *found->second;
  if (!link.ended_) {
    if (deviation_.loses) deviation_.loses(link);
    work();
    link.ended_ = true;
    perform(core_.on_close(link.core_id_, now));
  }
  Actions actions = finish();
  revived_.erase(link.core_id_);
  links_.erase(connection);
  return actions;
}

Actions DeviatingBroker::on_time(Instant now) {
  now_ = now;
  perform(core_.on_time(now));
  return finish();
}

// ---- From the client
// ----------------------------------------------------------------------------------

void DeviatingBroker::receive(Link& link, WireFrame frame) {
  if (deviation_.receives) deviation_.receives(link, frame);
  if (!frame.dropped) link.to_broker(frame);
}

void DeviatingBroker::hand_in(const Link& link, std::string octets) {
  inputs_.push_back({.link = link.id_, .octets = std::move(octets)});
}

void DeviatingBroker::work() {
  while (!inputs_.empty()) {
    const Input input = std::move(inputs_.front());
    inputs_.pop_front();
    if (Link* const link = find(input.link)) {
      perform(core_.on_octets(link->core_id_, input.octets, now_));
    }
  }
}

// ---- From the broker
// ----------------------------------------------------------------------------------

void DeviatingBroker::perform(Actions actions) {
  for (Action& action : actions) {
    if (auto* const log = std::get_if<Log>(&action)) {
      if (const Link* const link = find_by_core(log->connection)) log->connection = link->id_;
      log_.push_back(std::move(*log));
    } else if (const auto* const send = std::get_if<Send>(&action)) {
      if (Link* const link = find_by_core(send->connection)) take(*link, send->octets);
    } else {
      const auto& close = std::get<Close>(action);
      Link* const link = find_by_core(close.connection);
      if (link == nullptr) continue;
      // What fails before it lives again will always fail.
      const bool follows = !deviation_.closes || link->is_reviving_ || deviation_.closes(*link);
      if (follows) end(*link, close.how);
    }
  }
}

void DeviatingBroker::take(Link& link, std::string_view octets) {
  link.written_ += octets.size();
  touch(link);
  link.out_.feed(octets);
  while (std::optional<WireFrame> frame = link.out_.next(link.version_)) {
    if (frame->is("CONNECTED") && std::exchange(link.is_reviving_, false)) continue;
    link.note_server_frame(*frame);
    if (deviation_.sends) deviation_.sends(link, *frame);
    if (!frame->dropped) link.to_client(*frame);
  }
}

void DeviatingBroker::end(Link& link, Close::How how) {
  if (!link.ending_) link.ending_ = how;
  touch(link);
}

void DeviatingBroker::revive(Link& link) {
  revived_.erase(link.core_id_);
  link.core_id_ = first_revived + ++revivals_;
  revived_.emplace(link.core_id_, link.id_);
  if (link.in_.given_up()) link.in_ = FrameCutter(limits_);
  link.pending_.clear();
  link.transactions_.clear();
  link.is_reviving_ = true;
  perform(core_.on_open(link.core_id_, link.peer_, now_));
  hand_in(link, link.connect_.octets());
  for (const auto& [id, subscribe] : link.subscriptions_) {
    WireFrame again = subscribe;
    again.erase("receipt");
    hand_in(link, again.octets());
  }
}

// ---- The shell's accounts
// -----------------------------------------------------------------------------

void DeviatingBroker::settle_unsent(Link& link, std::size_t octets) {
  std::size_t written = 0;
  while (octets > 0 && !link.unsent_.empty()) {
    Link::Account& account = link.unsent_.front();
    const std::size_t given = std::min(octets, account.given);
    octets -= given;
    account.given -= given;
    const std::size_t share =
        account.given == 0 ? account.written : std::min(given, account.written);
    account.written -= share;
    written += share;
    if (account.given == 0) link.unsent_.pop_front();
  }
  if (written > 0) perform(core_.on_sent(link.core_id_, written, now_));
}

Actions DeviatingBroker::finish() {
  work();
  // What the client will never get has left, as far as the core knows.
  for (std::size_t index = 0; index < touched_.size(); ++index) {
    Link& link = *touched_[index];
    if (!link.outgoing_.empty() || link.written_ == 0) continue;
    perform(core_.on_sent(link.core_id_, std::exchange(link.written_, 0), now_));
    work();
  }
  Actions actions = std::exchange(log_, {});
  for (Link* const link : std::exchange(touched_, {})) {
    link->touched_ = false;
    if (link->ended_) continue;
    if (!link->outgoing_.empty()) {
      link->unsent_.push_back({.given = link->outgoing_.size(), .written = link->written_});
      link->written_ = 0;
      actions.emplace_back(
          Send{.connection = link->id_, .octets = std::exchange(link->outgoing_, {})});
    }
    if (link->ending_) {
      link->ended_ = true;
      actions.emplace_back(Close{.connection = link->id_, .how = *link->ending_});
    }
  }
  return actions;
}

Link* DeviatingBroker::find(ConnectionId connection) {
  const auto found = links_.find(connection);
  return found == links_.end() || found->second->ended_ ? nullptr : found->second.get();
}

Link* DeviatingBroker::find_by_core(ConnectionId connection) {
  const auto revived = revived_.find(connection);
  Link* const link = find(revived == revived_.end() ? connection : revived->second);
  return link != nullptr && link->core_id_ == connection ? link : nullptr;
}

void DeviatingBroker::touch(Link& link) {
  if (std::exchange(link.touched_, true)) return;
  touched_.push_back(&link);
}

}  // namespace broker
