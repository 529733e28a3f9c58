// Watches one connection from the client's side and accuses the server of what no server may do.
//
//     Monitor monitor(dialect, &ledger);
//     monitor.on_sent(octets);       // as they are written
//     monitor.on_received(octets);   // as they come
//     monitor.on_ended();            // by the server; on_our_end() by us
//     if (!monitor.owes()) ...       // nothing must come any more
//     monitor.on_silence();          // or it must have come by now
//     for (Accusation& each : monitor.take()) ...
//
// It reads what the client sends, too, and knows nothing else: so the same octets are judged the
// same, whoever made them. As long as the client's frames are plainly legal (`plain`), the server
// must take them. From the first that is not, one of two things holds. Either the specification
// says that it MUST be refused: the connection is doomed, and success is accused. Or the
// specification leaves it open, or it is unclear how a server reads it: then only what is wrong
// after any input is accused.
//
// It is meant to be certain rather than complete. What is never accused: the order of RECEIPTs and
// MESSAGEs, what NACK leads to, answers to unknown or repeated ids, limits, heart-beats, extra
// headers, a close in place of an ERROR.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fuzz/campaign/accusation.hpp"
#include "fuzz/campaign/dialect.hpp"
#include "stomp/parser.hpp"

namespace campaign {

// What all connections of one performance have sent, for whoever receives it.
struct Ledger {
  enum class State : std::uint8_t { sent, pending, aborted };
  struct Entry {
    std::string body;
    State state = State::sent;
    const void* sender = nullptr;  // a Monitor
    std::string transaction;
  };
  std::vector<Entry> entries;
  std::set<const void*> unfinished;  // senders in the middle of a frame
  bool complete = true;              // false where it is not known what a server read of somebody
};

class Monitor {
 public:
  // Without a ledger bodies are not looked at.
  Monitor(const Dialect& dialect, Ledger* ledger);

  void on_sent(std::string_view octets);
  // What would have been sent behind it, had the server not ended the connection: it tells whether
  // a frame that was refused in its middle was a legal one.
  void on_unsent(std::string_view octets);
  void on_received(std::string_view octets);
  // `in_order`: by a FIN or its like.
  void on_ended(bool in_order);
  void on_our_end();
  void on_silence();

  [[nodiscard]] bool owes() const;
  [[nodiscard]] bool connected() const { return version_.has_value(); }
  [[nodiscard]] bool answered() const { return answered_; }  // any frame has come
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool plain() const { return plain_; }
  [[nodiscard]] bool subscribed() const { return live_ > 0; }
  [[nodiscard]] std::size_t receipts_owed() const { return receipts_owed_; }
  // What an ACK of the last MESSAGE says; empty before one.
  [[nodiscard]] const std::string& last_delivery() const { return last_delivery_; }
  [[nodiscard]] std::vector<Accusation> take();
  [[nodiscard]] bool accuses() const { return !accusations_.empty(); }
  // Commands, kinds of ERRORs and of ends in their order: what is new about an answer.
  [[nodiscard]] const std::string& signature() const { return signature_; }

 private:
  struct Asked {
    std::size_t owed = 0;
    std::string command;
    bool doomed = false;  // of a frame that must be refused
    bool later = false;   // of one behind it
  };
  struct Subscription {
    bool live = true;
    bool explicit_ack = false;
    std::string removal;                     // receipt of its UNSUBSCRIBE
    std::map<std::string, bool> deliveries;  // by name: settled
  };

  void take_client(const stomp::FrameView& frame);
  void take_connect(const stomp::FrameView& frame);
  void take_command(const stomp::FrameView& frame);
  void note_receipt(const stomp::FrameView& frame);
  [[nodiscard]] bool has_plain_headers(const stomp::FrameView& frame) const;
  [[nodiscard]] bool take_send(const stomp::FrameView& frame);
  [[nodiscard]] bool take_subscribe(const stomp::FrameView& frame);
  [[nodiscard]] bool take_unsubscribe(const stomp::FrameView& frame);
  [[nodiscard]] bool take_settle(const stomp::FrameView& frame);
  [[nodiscard]] bool take_transaction(const stomp::FrameView& frame);
  void doom(std::string clause, std::string subject);
  void look_behind_fault();
  void unsettle();

  void take_server(const stomp::FrameView& frame);
  void take_connected(const stomp::FrameView& frame);
  void take_receipt(const stomp::FrameView& frame);
  void take_message(const stomp::FrameView& frame);
  void check_subscription(const stomp::FrameView& frame);
  void check_body(const stomp::FrameView& frame);
  void take_error(const stomp::FrameView& frame);
  void accuse(Kind kind, std::string clause, std::string subject, std::string expected,
              std::string got);
  void accuse_refusal(std::string got, std::string_view command, std::string_view why);

  const Dialect& dialect_;
  Ledger* ledger_;
  stomp::Parser client_;
  stomp::Parser server_;
  std::vector<Accusation> accusations_;
  std::string signature_;
  std::string sent_;  // only kept where a ledger is

  // The client's side.
  bool plain_ = true;
  bool client_faulty_ = false;
  std::size_t fault_at_ = 0;   // in `sent_`
  std::size_t looked_at_ = 0;  // up to there, for receipts
  std::size_t connects_ = 0;
  stomp::Version speaks_ = stomp::Version::v1_2;
  bool disconnecting_ = false;
  bool ours_ended_ = false;
  std::unordered_map<std::string, Asked> asked_;
  std::size_t receipts_owed_ = 0;
  bool asked_oddly_ = false;  // for a receipt whose id is no UTF-8, or not as it must be written
  std::map<std::string, Subscription, std::less<>> subscriptions_;
  std::size_t live_ = 0;                                          // of them
  std::map<std::string, std::size_t, std::less<>> transactions_;  // id -> SENDs in it
  std::string last_command_;
  std::size_t frames_ = 0;  // behind CONNECT
  std::string last_delivery_;

  // In the middle of a frame.
  struct Refusal {
    std::string got;
    std::string command;
    std::string why;
  };
  std::optional<Refusal> deferred_;

  // What must be refused, and what came of it.
  struct Doom {
    std::string clause;
    std::string subject;
    bool performed_later = false;
  };
  std::optional<Doom> doom_;

  // The server's side.
  bool answered_ = false;
  std::optional<stomp::Version> version_;  // settled by CONNECTED
  std::size_t connected_frames_ = 0;
  bool errored_ = false;
  bool ended_ = false;
  bool garbage_ = false;
};

}  // namespace campaign
