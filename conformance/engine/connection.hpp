// One connection of a case as its client sees it: what came, what is still owed, what was
// negotiated.
//
// It reads octets into an inbox of frames for the steps to take from, and keeps apart what disturbs
// no step: heart-beats, and receipts that were asked for. It judges nothing.

#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/engine/actions.hpp"
#include "stomp/frame.hpp"
#include "stomp/parser.hpp"

namespace conformance {

struct Received {
  stomp::Frame frame;
  std::size_t wire_entry;
  bool had_bare_colon;  // in a value, where the version escapes it
};

// What both sides said about heart-beats, in milliseconds (STOMP 1.1 and 1.2, Heart-beating).
struct HeartBeatTerms {
  std::uint32_t client_sends = 0;  // cx
  std::uint32_t client_wants = 0;  // cy
  std::uint32_t server_sends = 0;  // sx
  std::uint32_t server_wants = 0;  // sy

  // Zero where there are none in that direction.
  [[nodiscard]] Duration from_client() const;
  [[nodiscard]] Duration from_server() const;
};

class Connection {
 public:
  Connection(ConnectionName name, LinkId link);

  enum class State : std::uint8_t { opening, open, failed, ended };

  void on_opened(Instant now);
  void on_open_failed(std::string reason);
  // Parses, moves receipts and CONNECTED to where they belong, and queues the rest.
  void on_octets(std::string_view octets, std::size_t wire_entry, Instant now);
  void on_ended(Ended how, std::string_view why = {});  // `why`: of one that is broken

  // A CONNECT went out: the next CONNECTED settles version and heart-beats.
  void expect_connected(std::optional<std::string_view> heart_beat);
  void expect_receipt(std::string id);
  void on_sent(Instant now) { last_sent_ = now; }
  // Nothing that still comes matters: we have closed.
  void stop_listening();

  [[nodiscard]] const ConnectionName& name() const { return name_; }
  [[nodiscard]] LinkId link() const { return link_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] std::optional<Ended> ended() const { return ended_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] bool listening() const { return listening_; }
  [[nodiscard]] bool awaits_connected() const { return awaits_connected_; }
  [[nodiscard]] std::deque<Received>& inbox() { return inbox_; }
  // What came is no STOMP: nothing can be read any more.
  [[nodiscard]] const std::optional<std::string>& garbage() const { return garbage_; }
  // Settled by CONNECTED; nothing before it.
  [[nodiscard]] std::optional<stomp::Version> version() const { return version_; }
  [[nodiscard]] const HeartBeatTerms& terms() const { return terms_; }
  [[nodiscard]] Instant last_received() const { return last_received_; }
  [[nodiscard]] Instant last_sent() const { return last_sent_; }

  // Whether the receipt has come; false for one that was never asked for.
  [[nodiscard]] bool receipt_came(std::string_view id) const;
  // The one that was asked for last, if any.
  [[nodiscard]] const std::string& latest_receipt() const { return latest_receipt_; }

  // A new send begins: receipts asked for earlier say nothing about it.
  void forget_latest_receipt() { latest_receipt_.clear(); }

  bool beating = false;                          // the client sends heart-beats
  stomp::Version speaks = stomp::Version::v1_2;  // what the client writes

 private:
  void take(const stomp::FrameView& view, std::size_t wire_entry);
  void settle(const stomp::Frame& connected);

  ConnectionName name_;
  LinkId link_;
  State state_ = State::opening;
  std::optional<Ended> ended_;
  std::string failure_;
  bool listening_ = true;
  bool awaits_connected_ = false;
  stomp::Parser parser_;
  std::deque<Received> inbox_;
  std::size_t inbox_octets_ = 0;  // ever queued
  std::optional<std::string> garbage_;
  std::map<std::string, bool, std::less<>> receipts_;  // asked for -> came
  std::string latest_receipt_;
  std::optional<stomp::Version> version_;  // settled by the first CONNECTED
  HeartBeatTerms terms_;
  Instant last_received_{};
  Instant last_sent_{};
};

}  // namespace conformance
