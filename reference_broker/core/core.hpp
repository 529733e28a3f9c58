// The broker behind its façade: connections in and out, frames to their commands, time.
//
// Each input is served to its end before the next: octets are read frame by frame; after each frame
// its RECEIPT or ERROR is written, sessions that ended are undone, and queues are pumped. So a
// frame's whole effect is there before the next frame of anyone is read. Whatever was written
// leaves as one Send for each connection when the call returns.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "reference_broker/core/broker.hpp"
#include "reference_broker/core/commands.hpp"
#include "reference_broker/core/deadlines.hpp"
#include "reference_broker/core/outbox.hpp"
#include "reference_broker/core/policy.hpp"
#include "reference_broker/core/router.hpp"
#include "reference_broker/core/session.hpp"
#include "stomp/parser.hpp"

namespace broker {

class Broker::Core {
 public:
  Core(Settings settings, const PolicyMaker& policy);
  ~Core() = default;
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  [[nodiscard]] Actions on_open(ConnectionId connection, const Peer& peer, Instant now);
  [[nodiscard]] Actions on_octets(ConnectionId connection, std::string_view octets, Instant now);
  [[nodiscard]] Actions on_sent(ConnectionId connection, std::size_t octets, Instant now);
  [[nodiscard]] Actions on_close(ConnectionId connection, Instant now);
  [[nodiscard]] Actions on_time(Instant now);
  [[nodiscard]] std::optional<Instant> deadline() const { return deadlines_.earliest(); }

 private:
  // nullptr for a connection that has ended: what still comes of it is ignored.
  [[nodiscard]] Session* find(ConnectionId connection);
  [[nodiscard]] bool is_welcome(const Peer& peer) const;

  void on_event(Session& session, const stomp::ParseEvent& event);
  void on_frame(Session& session, const stomp::FrameView& frame);
  void on_parse_error(Session& session, const stomp::ParseError& error);
  [[nodiscard]] std::optional<Violation> connect(Session& session, const stomp::FrameView& frame);
  void on_due(Session& session, Instant now);

  void fail(Session& session, const Violation& violation, std::optional<std::string_view> receipt);
  void settle();
  [[nodiscard]] Actions finish(Instant now);
  void arm(Session& session);

  const Settings settings_;
  const std::unique_ptr<const Policy> policy_;
  Outbox outbox_;
  Router router_;
  Commands commands_;
  Deadlines deadlines_;
  std::unordered_map<ConnectionId, std::unique_ptr<Session>> sessions_;  // looked up, never walked
  std::uint64_t greeted_ = 0;
};

}  // namespace broker
