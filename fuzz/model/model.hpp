// A model of the broker that judges it: what goes in and comes out of every call is held against
// what the specification and the settings say. It predicts which frames must be refused, follows
// subscriptions, acknowledgements and transactions, and knows for every MESSAGE why it may come.
//
// It is a second implementation of the rules, not of the broker: it reads with the slow oracle, has
// no parser, no tables and no code of reference_broker/, and leaves to the broker what is its
// choice: which consumer of a queue gets a message, and how deliveries are called.
//
// A broken promise aborts with a text of its own (require(), engine/input.hpp). The promises:
//
//   refusal       what must be refused is, and nothing else
//   error         one ERROR, the last frame, then the end
//   silence       nothing for a connection that has ended
//   receipt       each is answered once, and only if asked for
//   delivery      no MESSAGE without a live subscription that matches; a topic's goes to each
//   acknowledge   what is unacknowledged stays below the limit; what is settled is gone
//   transaction   nothing before COMMIT, all after it, nothing after ABORT
//   queue         nothing lost, nothing twice, nothing stuck while somebody could take it
//   heart-beat    none unless negotiated, none missed, no living client given up
//   form          everything sent reads as whole frames, with the headers that they must have
//   limit         exact
//   memory        bounded by what was fed

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/engine/driver.hpp"
#include "fuzz/model/deployment.hpp"
#include "fuzz/model/state.hpp"

namespace fuzz {

enum class Verdict : std::uint8_t { accept, refuse, either };

class Model : public Witness {
 public:
  Model(const broker::Settings& settings, const Deployment& deployment);

  void on_open(broker::ConnectionId connection, broker::Instant now) override;
  void on_octets(broker::ConnectionId connection, std::string_view octets,
                 broker::Instant now) override;
  void on_close(broker::ConnectionId connection, broker::Instant now) override;
  void on_time(broker::Instant now) override;
  void on_sent(broker::ConnectionId connection, std::size_t octets, broker::Instant now) override;
  void on_actions(const broker::Actions& actions) override;
  void on_rest() override;
  std::size_t portion(broker::ConnectionId connection, std::string_view octets) override;

  // `held` octets are kept by the broker.
  void require_bounded(std::ptrdiff_t held) const;

 private:
  // The call that is being judged.
  struct Cause {
    enum class Kind : std::uint8_t { open, silence, frame, fault, close, time, sent };
    Kind kind = Kind::sent;
    broker::ConnectionId connection = 0;
    stomp::Frame frame;
    Verdict verdict = Verdict::accept;
  };
  // What one peer got in it.
  struct Heard {
    std::vector<stomp::Frame> frames;
    std::size_t eols = 0;
    std::optional<broker::Close::How> close;
  };
  using Everyone = std::map<broker::ConnectionId, Heard>;
  struct Expected {
    broker::ConnectionId connection;
    std::uint64_t subscription;
    bool wants_ack;
    Message message;
  };

  // verdict.cpp: must this be refused?
  [[nodiscard]] Verdict judge(const Peer& peer, const stomp::Frame& frame) const;
  [[nodiscard]] Verdict judge_connect(const stomp::Frame& frame) const;
  [[nodiscard]] Verdict judge_send(const Peer& peer, const stomp::Frame& frame) const;
  [[nodiscard]] Verdict judge_subscribe(const Peer& peer, const stomp::Frame& frame) const;
  [[nodiscard]] Verdict judge_unsubscribe(const Peer& peer, const stomp::Frame& frame) const;
  [[nodiscard]] Verdict judge_settle(const Peer& peer, const stomp::Frame& frame) const;
  [[nodiscard]] Verdict judge_transaction(const Peer& peer, const stomp::Frame& frame) const;
  [[nodiscard]] Verdict room_for(const Sent& message) const;
  [[nodiscard]] Verdict place_for(const Message& message, std::size_t count) const;
  [[nodiscard]] Verdict destination_for(const std::string& key) const;
  [[nodiscard]] std::size_t destinations_at_most() const;

  // effects.cpp: what an accepted frame changes.
  void perform(Peer& peer, const stomp::Frame& frame);
  void perform_connect(Peer& peer, const stomp::Frame& frame);
  void perform_send(Peer& peer, const stomp::Frame& frame);
  void perform_subscribe(Peer& peer, const stomp::Frame& frame);
  void perform_settle(Peer& peer, const stomp::Frame& frame);
  void perform_commit(Peer& peer, const std::string& id);
  void roll_back(Peer& peer, Transaction& transaction);
  void unsubscribe(Peer& peer, std::list<Subscription>::const_iterator subscription);
  void publish(const Message& message);
  void put(const Message& message);
  void settle(const Delivery& delivery, bool consumed);
  void give_back(const Deliveries& deliveries);
  void dismiss(broker::ConnectionId connection, bool was_reset);

  // judge.cpp: what was heard.
  [[nodiscard]] Everyone read(const broker::Actions& actions);
  void read_octets(Peer& peer, std::string_view octets, Heard& heard);
  void judge_actor(const Everyone& everyone);
  [[nodiscard]] std::optional<std::string> receipt_asked() const;
  void judge_bystander(broker::ConnectionId connection, const Heard& heard) const;
  void judge_error(const Heard& heard, const std::optional<std::string>& receipt) const;
  void judge_receipts(const Heard& heard) const;
  void judge_connected(const Heard& heard) const;
  void judge_end(const Peer& peer, const Heard& heard) const;
  void judge_times(const Everyone& everyone) const;
  [[nodiscard]] bool must_end_now(const Peer& peer) const;
  void judge_message(broker::ConnectionId connection, Peer& peer, const stomp::Frame& frame);
  [[nodiscard]] Message take_expected(broker::ConnectionId connection,
                                      const Subscription& subscription, const stomp::Frame& frame);
  [[nodiscard]] Message take_from_queue(const Subscription& subscription,
                                        const stomp::Frame& frame);
  void require_order() const;
  void require_nothing_stuck() const;
  void require_limits() const;
  void require_no_secret(std::string_view text) const;
  void require_discreet(const broker::Log& log) const;

  [[nodiscard]] std::string key_of(const Peer& peer, std::string_view destination) const;
  [[nodiscard]] Peer* find(broker::ConnectionId connection);

  const broker::Settings& settings_;
  const Deployment& deployment_;
  State state_;
  Cause cause_;
  broker::Instant now_{0};
  std::vector<Expected> expected_;                // a topic's deliveries that this call must make
  std::map<std::string, std::uint64_t> reached_;  // by queue: the last place delivered in this call
  std::set<broker::ConnectionId> ended_;
  bool is_lost_ = false;       // the wire no longer tells what the broker has done
  bool knows_secret_ = false;  // a client said one itself
  std::size_t fed_octets_ = 0;
  std::size_t opened_ = 0;
};

// As MESSAGE passes them on in that version.
[[nodiscard]] bool carries(const stomp::Frame& frame, const Sent& message, stomp::Version version);

}  // namespace fuzz
