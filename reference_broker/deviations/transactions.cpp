// BEGIN, COMMIT, ABORT, and what belongs to a transaction.

#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "transactions";

std::string named(const WireFrame& frame) {
  return frame.value("transaction");
}

bool is_open(const Link& link, const WireFrame& frame) {
  return link.transactions().contains(named(frame));
}

void end_all(Link& link, std::string_view command, const std::string& except = "") {
  const std::set<std::string> open = link.transactions();
  for (const std::string& transaction : open) {
    if (transaction != except) {
      link.to_broker(WireFrame::of(command, {"transaction:" + transaction}));
    }
  }
}

void take_out(WireFrame& frame, std::string_view command) {
  if (frame.is(command)) frame.erase("transaction");
}

// A COMMIT or ABORT that names nothing means the newest transaction, of which there may be none.
void mean_any(Link& link, WireFrame& frame, std::string_view command) {
  if (!frame.is(command) || frame.has("transaction")) return;
  if (link.transactions().empty()) return link.pretend(frame);
  frame.set("transaction", *link.transactions().rbegin());
}

}  // namespace

Deviations transactions() {
  return {
      {.name = "transaction-sends-at-once",
       .area = area,
       .summary = "sends at once what is to be sent at COMMIT",
       .requirements = {"transactions/atomic-send", "send/transaction", "transactions/abort",
                        "transactions/bound-by-identifier", "transactions/commit",
                        "transactions/implicit-abort", "RMQ-TX-3"},
       .receives = [](Link& /*link*/, WireFrame& frame) { take_out(frame, "SEND"); }},
      {.name = "transaction-acknowledges-at-once",
       .area = area,
       .summary = "an ACK in a transaction settles at once, whatever becomes of the transaction",
       .requirements = {"transactions/atomic-ack", "ack/transaction"},
       .receives = [](Link& /*link*/, WireFrame& frame) { take_out(frame, "ACK"); }},
      {.name = "transaction-refuses-at-once",
       .area = area,
       .summary = "a NACK in a transaction settles at once, whatever becomes of the transaction",
       .requirements = {"nack/transaction", "transactions/atomic-ack"},
       .receives = [](Link& /*link*/, WireFrame& frame) { take_out(frame, "NACK"); }},
      {.name = "transaction-abort-commits",
       .area = area,
       .summary = "commits on ABORT",
       .requirements = {"transactions/abort", "transactions/atomic-send"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("ABORT")) frame.command = "COMMIT";
           }},
      {.name = "transaction-commit-loses-all",
       .area = area,
       .summary = "answers COMMIT, but sends nothing",
       .requirements = {"transactions/commit", "transactions/atomic-send"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("COMMIT")) frame.command = "ABORT";
           }},
      {.name = "transaction-commit-loses-the-last",
       .area = area,
       .summary = "sends two messages of a transaction and loses the others",
       .requirements = {"transactions/commit", "transactions/atomic-send"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("BEGIN")) link.counts["sent in " + named(frame)] = 0;
             if (!frame.is("SEND") || !is_open(link, frame)) return;
             if (++link.counts["sent in " + named(frame)] > 2) link.pretend(frame);
           }},
      {.name = "transaction-commit-ends-all",
       .area = area,
       .summary = "commits all transactions of the connection with one",
       .requirements = {"transactions/commit-names-one", "transactions/bound-by-identifier"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("COMMIT")) end_all(link, "COMMIT", named(frame));
           }},
      {.name = "transaction-abort-ends-all",
       .area = area,
       .summary = "aborts all transactions of the connection with one",
       .requirements = {"transactions/abort-names-one", "transactions/bound-by-identifier"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ABORT")) end_all(link, "ABORT", named(frame));
           }},
      {.name = "transaction-unknown-begins",
       .area = area,
       .summary = "begins a transaction with the first SEND or ACK that names it",
       .requirements = {"transactions/bound-by-identifier", "send/failure-is-error",
                        "send/transaction"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.has("transaction") || is_open(link, frame)) return;
             if (!frame.is("SEND") && !frame.is("ACK")) return;
             link.to_broker(WireFrame::of("BEGIN", {"transaction:" + named(frame)}));
           }},
      {.name = "transaction-unknown-ignored",
       .area = area,
       .summary = "sends at once what names a transaction that has not begun",
       .requirements = {"transactions/bound-by-identifier", "send/failure-is-error",
                        "send/transaction"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("SEND") && !is_open(link, frame)) frame.erase("transaction");
           }},
      {.name = "transaction-unknown-commit-accepted",
       .area = area,
       .summary = "accepts a COMMIT of a transaction that has not begun",
       .requirements = {"transactions/commit-names-one", "transactions/commit"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("COMMIT") && !is_open(link, frame)) link.pretend(frame);
           }},
      {.name = "transaction-unknown-abort-accepted",
       .area = area,
       .summary = "accepts an ABORT of a transaction that has not begun",
       .requirements = {"transactions/abort-names-one", "transactions/abort"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ABORT") && !is_open(link, frame)) link.pretend(frame);
           }},
      {.name = "transaction-commit-of-any",
       .area = area,
       .summary = "takes a COMMIT without a transaction header for one of the last begun",
       .requirements = {"transactions/commit-names-one", "transactions/header-required"},
       .receives = [](Link& link, WireFrame& frame) { mean_any(link, frame, "COMMIT"); }},
      {.name = "transaction-abort-of-any",
       .area = area,
       .summary = "takes an ABORT without a transaction header for one of the last begun",
       .requirements = {"transactions/abort-names-one", "transactions/header-required"},
       .receives = [](Link& link, WireFrame& frame) { mean_any(link, frame, "ABORT"); }},
      {.name = "transaction-without-name",
       .area = area,
       .summary = "begins a transaction without a name where BEGIN has none",
       .requirements = {"transactions/header-required"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("BEGIN") && !frame.has("transaction")) frame.set("transaction", "none");
           }},
      {.name = "transaction-names-for-all-connections",
       .area = area,
       .summary = "refuses to begin a transaction whose identifier another connection uses",
       .requirements = {"transactions/scope"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("BEGIN")) return;
             for (const Link* const other : link.others()) {
               if (is_open(*other, frame)) return frame.refuse();
             }
           }},
      {.name = "transaction-of-another-connection",
       .area = area,
       .summary = "a COMMIT ends a transaction that another connection has begun, too",
       .requirements = {"transactions/scope", "transactions/commit-names-one"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("COMMIT")) return;
             for (Link* const other : link.others()) {
               if (!is_open(*other, frame)) continue;
               other->to_broker(WireFrame::of("COMMIT", {"transaction:" + named(frame)}));
               if (!is_open(link, frame)) return link.pretend(frame);
             }
           }},
      {.name = "transaction-committed-by-disconnect",
       .area = area,
       .summary = "commits what has begun when the client sends DISCONNECT",
       .requirements = {"transactions/implicit-abort", "RMQ-TX-3"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("DISCONNECT")) end_all(link, "COMMIT");
           }},
      {.name = "transaction-committed-by-the-end",
       .area = area,
       .summary = "commits what has begun when the connection is lost",
       .requirements = {"transactions/implicit-abort", "RMQ-TX-3"},
       .loses = [](Link& link) { end_all(link, "COMMIT"); }},
      {.name = "transactions-two-at-a-time",
       .area = area,
       .summary = "lets a connection have two transactions in progress",
       .requirements = {"RMQ-TX-1"},
       .reach = Reach::rocketmq,
       .transaction_rules =
           [](const Right& right) {
             TransactionRules rules = right.policy.transaction_rules();
             ++rules.open_max;
             return rules;
           }},
      {.name = "transactions-one-ever",
       .area = area,
       .summary = "counts the transactions that have ended among those in progress",
       .requirements = {"RMQ-TX-1"},
       .reach = Reach::rocketmq,
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("BEGIN") && ++link.counts["begun"] > 1) frame.refuse();
           }},
      {.name = "transaction-of-four-messages",
       .area = area,
       .summary = "lets a transaction hold one message too many",
       .requirements = {"RMQ-TX-2"},
       .reach = Reach::rocketmq,
       .transaction_rules =
           [](const Right& right) {
             TransactionRules rules = right.policy.transaction_rules();
             ++rules.messages_max;
             return rules;
           }},
      {.name = "transaction-of-two-messages",
       .area = area,
       .summary = "refuses the third message of a transaction",
       .requirements = {"RMQ-TX-2"},
       .reach = Reach::rocketmq,
       .transaction_rules =
           [](const Right& right) {
             TransactionRules rules = right.policy.transaction_rules();
             --rules.messages_max;
             return rules;
           }},
      {.name = "transaction-limit-not-reset",
       .area = area,
       .summary = "counts the messages of all transactions of a connection together",
       .requirements = {"RMQ-TX-2"},
       .reach = Reach::rocketmq,
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("SEND") && is_open(link, frame) && ++link.counts["sent"] > 3) {
               frame.refuse();
             }
           }},
  };
}

}  // namespace broker::areas
