// Performs a session's script on a broker, as a shell would: tells it of what was sent and closed,
// and calls it when its deadline has come.
//
//     Driver driver(service, witness, {.frame_by_frame = true});
//     driver.perform(script);
//
// Whoever judges is a Witness: it is told of each call before and after. Time starts at zero for
// each driver, and nothing else than the script decides what happens.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/mutator/script.hpp"
#include "reference_broker/core/broker.hpp"

namespace fuzz {

class Witness {
 public:
  Witness() = default;
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  virtual ~Witness() = default;

  // What the broker is about to be told.
  virtual void on_open(broker::ConnectionId connection, broker::Instant now) = 0;
  virtual void on_octets(broker::ConnectionId connection, std::string_view octets,
                         broker::Instant now) = 0;
  virtual void on_close(broker::ConnectionId connection, broker::Instant now) = 0;
  virtual void on_time(broker::Instant now) = 0;
  virtual void on_sent(broker::ConnectionId connection, std::size_t octets,
                       broker::Instant now) = 0;
  // What it answered.
  virtual void on_actions(const broker::Actions& actions) = 0;
  // Everything that could be sent is sent.
  virtual void on_rest() = 0;

  // How many of the octets are to be told in one call: all, or those up to the end of the next
  // frame.
  virtual std::size_t portion(broker::ConnectionId connection, std::string_view octets) = 0;
};

class Driver {
 public:
  Driver(broker::Service& service, Witness& witness, broker::Peer peer)
      : service_(service), witness_(witness), peer_(std::move(peer)) {}

  void perform(const Script& script);

 private:
  struct Slot {
    std::optional<broker::ConnectionId> connection;
    bool reads = true;
    std::size_t unsent = 0;
    std::string latest;  // name of the last delivery
  };

  void perform(const Segment& segment);
  void perform(const Pause& pause);
  void perform(const End& end);
  void perform(const Reading& reading);

  void open(Slot& slot);
  // The broker has done this: it is judged, and obeyed.
  void settle(const broker::Actions& actions);
  void obey(const broker::Actions& actions);
  void send_what_can_be();
  [[nodiscard]] Slot* slot_of(broker::ConnectionId connection);

  broker::Service& service_;
  Witness& witness_;
  broker::Peer peer_;
  broker::Instant now_{0};
  broker::ConnectionId opened_ = 0;
  std::array<Slot, connections_max> slots_;
};

}  // namespace fuzz
