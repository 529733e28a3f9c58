// What each client command does once the connection is open: one small handler for each, by a
// table.
//
// A handler gets a frame that is complete (frame_rules.hpp), does what it asks or returns the
// Violation, and writes neither RECEIPT nor ERROR: the core does, for all of them alike. A handler
// that returns a Violation has changed nothing that outlives the session, which ends with it.
//
// The handlers are in three files: commands.cpp, acknowledgements.cpp, transactions.cpp.

#pragma once

#include <optional>
#include <string_view>

#include "reference_broker/core/outbox.hpp"
#include "reference_broker/core/policy.hpp"
#include "reference_broker/core/router.hpp"
#include "reference_broker/core/session.hpp"
#include "reference_broker/core/violation.hpp"
#include "stomp/frame.hpp"

namespace broker {

class Commands {
 public:
  Commands(const BrokerLimits& limits, const Policy& policy, Router& router, Outbox& outbox)
      : limits_(limits), policy_(policy), router_(router), outbox_(outbox) {}

  // Nothing where the frame was processed.
  [[nodiscard]] std::optional<Violation> run(Session& session, const stomp::FrameView& frame);

  // Undoes what the session has: "any started transactions which have not been committed will be
  // implicitly aborted" (STOMP 1.2, BEGIN), and its subscriptions end.
  void dismiss(Session& session);

 private:
  using Result = std::optional<Violation>;
  using Handler = Result (Commands::*)(Session&, const stomp::FrameView&);
  struct Entry {
    std::string_view command;
    Handler handler;
  };
  static const Entry table[];

  Result send(Session& session, const stomp::FrameView& frame);
  Result subscribe(Session& session, const stomp::FrameView& frame);
  Result unsubscribe(Session& session, const stomp::FrameView& frame);
  Result disconnect(Session& session, const stomp::FrameView& frame);
  Result ack(Session& session, const stomp::FrameView& frame);
  Result nack(Session& session, const stomp::FrameView& frame);
  Result begin(Session& session, const stomp::FrameView& frame);
  Result commit(Session& session, const stomp::FrameView& frame);
  Result abort(Session& session, const stomp::FrameView& frame);

  Result send_in_transaction(Session& session, const stomp::FrameView& frame,
                             std::string_view destination, std::string_view transaction_id);
  Result settle(Session& session, const stomp::FrameView& frame, bool consumed);
  Result publish_to_queue(Session& session, const stomp::FrameView& frame,
                          std::string_view destination);
  // Whether the queues have a place for all that a transaction sends.
  [[nodiscard]] bool has_places(const Transaction& transaction) const;
  void roll_back(Session& session, Transaction& transaction);

  const BrokerLimits& limits_;
  const Policy& policy_;
  Router& router_;
  Outbox& outbox_;
};

// Shared by the three files.
[[nodiscard]] Violation unknown_transaction(std::string_view id);
[[nodiscard]] Violation out_of_room(std::string_view what);

}  // namespace broker
