// A broker with a deviation: the right one, and around it whatever makes it wrong.
//
//     const auto broker = make_broker(settings, find_deviation("error-leaves-open"));
//
// It cuts what comes from a client into frames and hands them to the core one by one, and what the
// core writes likewise to the client; in between the deviation bends them. Nothing else is
// different: with a deviation that does nothing, every client hears the same octets as from the
// plain broker, and the core's clock sees the same signs of life. (It is told of a part of a frame
// by an EOL, so the place that an ERROR about a malformed frame names is counted too far.)

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference_broker/core/broker.hpp"
#include "reference_broker/deviations/deviation.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker {

// The plain broker where there is no deviation, or one that cannot be seen under its policy. The
// deviation must outlive it.
[[nodiscard]] std::unique_ptr<Service> make_broker(Settings settings,
                                                   const Deviation* deviation = nullptr);

class DeviatingBroker final : public Service {
 public:
  DeviatingBroker(Settings settings, const Deviation& deviation);

  [[nodiscard]] Actions on_open(ConnectionId connection, const Peer& peer, Instant now) override;
  [[nodiscard]] Actions on_octets(ConnectionId connection, std::string_view octets,
                                  Instant now) override;
  [[nodiscard]] Actions on_sent(ConnectionId connection, std::size_t octets, Instant now) override;
  [[nodiscard]] Actions on_close(ConnectionId connection, Instant now) override;
  [[nodiscard]] Actions on_time(Instant now) override;
  [[nodiscard]] std::optional<Instant> deadline() const override { return core_.deadline(); }

 private:
  friend class Link;

  // nullptr for a link that has ended.
  [[nodiscard]] Link* find(ConnectionId connection);
  [[nodiscard]] Link* find_by_core(ConnectionId connection);
  void receive(Link& link, WireFrame frame);
  // Octets for the core, in their order.
  void hand_in(const Link& link, std::string octets);
  void work();
  void perform(Actions actions);
  void take(Link& link, std::string_view octets);
  void end(Link& link, Close::How how);
  void revive(Link& link);
  void touch(Link& link);
  void settle_unsent(Link& link, std::size_t octets);
  [[nodiscard]] Actions finish();

  struct Input {
    ConnectionId link;
    std::string octets;
  };

  const Deviation deviation_;
  const stomp::Limits limits_;
  Broker core_;
  Instant now_{};
  std::map<ConnectionId, std::unique_ptr<Link>> links_;
  std::map<ConnectionId, ConnectionId> revived_;  // from the core's to the shell's
  std::uint64_t revivals_ = 0;
  std::deque<Input> inputs_;
  Actions log_;
  std::vector<Link*> touched_;
};

}  // namespace broker
