// One client of a deviating broker: what it and the broker have said, and ways to say more.
//
// The facts are taken from the frames as the broker itself reads and writes them, not from what a
// deviation makes of them.

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reference_broker/core/broker.hpp"
#include "reference_broker/deviations/wire_frame.hpp"

namespace broker {

class DeviatingBroker;

class Link {
 public:
  struct Delivery {
    std::string subscription;
    std::string message_id;
    std::string ack;  // 1.2
  };

  // ---- Facts

  [[nodiscard]] ConnectionId id() const { return id_; }
  [[nodiscard]] stomp::Version version() const { return version_; }
  [[nodiscard]] bool connected() const { return connected_; }
  // The CONNECT or STOMP that opened the session.
  [[nodiscard]] const WireFrame& connect() const { return connect_; }
  // The SUBSCRIBE frames by id; by destination where there is no id (1.0).
  [[nodiscard]] const std::map<std::string, WireFrame>& subscriptions() const {
    return subscriptions_;
  }
  [[nodiscard]] std::string ack_mode(std::string_view subscription) const;
  // Deliveries that want to be acknowledged and are not, the oldest first.
  [[nodiscard]] const std::vector<Delivery>& pending() const { return pending_; }
  // The one that an ACK or NACK names, or nullptr.
  [[nodiscard]] const Delivery* acknowledged_by(const WireFrame& frame) const;
  [[nodiscard]] bool is_pending(const Delivery& delivery) const;
  [[nodiscard]] const std::set<std::string>& transactions() const { return transactions_; }

  // Of the frame that is being received: how many of the same segment were read before it, and
  // whether it has come in one piece.
  [[nodiscard]] std::size_t place_in_segment() const { return place_in_segment_; }
  [[nodiscard]] bool came_whole() const { return came_whole_; }

  // For what a deviation must remember of this link.
  std::map<std::string, std::string> notes;
  std::map<std::string, std::int64_t> counts;

  // ---- What a deviation can do

  // As if the client, or the broker, had sent it; it is not bent again. From within `receives` it
  // comes before the frame that is being received, from within `sends` before the one being sent.
  void to_broker(const WireFrame& frame);
  void to_client(const WireFrame& frame);
  // Drops it and answers as if it had been processed.
  void pretend(WireFrame& frame);
  // An ACK or NACK of that delivery, in the version's own words.
  void acknowledge(const Delivery& delivery, std::string_view command = "ACK");
  // Makes an ACK or NACK name that delivery.
  void acknowledge_instead(WireFrame& frame, const Delivery& delivery) const;
  // Ends it as after an ERROR.
  void close();
  // After the broker has ended it: a new session for the same client, with its subscriptions.
  void revive();
  // The others of the same broker, in the order of their coming.
  [[nodiscard]] std::vector<Link*> others() const;

 private:
  friend class DeviatingBroker;

  Link(DeviatingBroker& around, ConnectionId id, Peer peer, const stomp::Limits& clients,
       const stomp::Limits& brokers)
      : around_(around),
        id_(id),
        core_id_(id),
        peer_(std::move(peer)),
        in_(clients),
        out_(brokers) {}

  // What the broker reads, and what it writes.
  void note_client_frame(const WireFrame& frame);
  void note_server_frame(const WireFrame& frame);
  void note_acknowledgement(const WireFrame& frame);

  DeviatingBroker& around_;
  ConnectionId id_;
  ConnectionId core_id_;  // another one after revive()
  Peer peer_;
  FrameCutter in_;
  FrameCutter out_;

  stomp::Version version_ = stomp::Version::v1_2;
  bool connected_ = false;
  std::size_t place_in_segment_ = 0;
  bool came_whole_ = true;
  WireFrame connect_;
  std::map<std::string, WireFrame> subscriptions_;
  std::string newest_subscription_;  // that nothing came after
  std::vector<Delivery> pending_;
  std::set<std::string> transactions_;

  bool is_reviving_ = false;  // the client has had its CONNECTED
  std::optional<Close::How> ending_;
  bool ended_ = false;  // the shell knows
  bool touched_ = false;

  // What leaves at the end of the call, and how much of it the broker has written.
  std::string outgoing_;
  std::size_t written_ = 0;
  // The Sends that have not wholly left, likewise.
  struct Account {
    std::size_t given;
    std::size_t written;
  };
  std::deque<Account> unsent_;
};

}  // namespace broker
