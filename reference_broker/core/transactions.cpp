#include <map>
#include <utility>

#include "reference_broker/core/commands.hpp"

namespace broker {

using stomp::FrameView;

Violation unknown_transaction(std::string_view id) {
  return {.message = "no such transaction",
          .explanation = joined({"This connection has not begun a transaction ", excerpt(id),
                                 " (STOMP 1.2, BEGIN), or has ended it."})};
}

Commands::Result Commands::begin(Session& session, const FrameView& frame) {
  const std::string_view id = *frame.find("transaction");
  if (session.find_transaction(id) != nullptr) {
    return Violation{
        .message = "transaction exists",
        .explanation = joined({"Within the same connection, different transactions MUST "
                               "use different transaction identifiers (STOMP 1.2, "
                               "BEGIN); ",
                               excerpt(id), " is in progress."})};
  }
  const TransactionRules rules = policy_.transaction_rules();
  if (session.transactions.size() >= rules.open_max) {
    return Violation{.message = "too many transactions",
                     .explanation = joined({"A connection may have no more than ",
                                            std::to_string(rules.open_max),
                                            " in progress at a time (", rules.clause, ")."})};
  }
  session.transactions.emplace(id, Transaction{});
  return std::nullopt;
}

Commands::Result Commands::send_in_transaction(Session& session, const FrameView& frame,
                                               std::string_view destination,
                                               std::string_view transaction_id) {
  Transaction* const transaction = session.find_transaction(transaction_id);
  if (transaction == nullptr) return unknown_transaction(transaction_id);
  const TransactionRules rules = policy_.transaction_rules();
  if (transaction->messages >= rules.messages_max) {
    return Violation{
        .message = "too many messages in the transaction",
        .explanation = joined({"A transaction holds at most ", std::to_string(rules.messages_max),
                               " messages (", rules.clause, "). It is rolled back."})};
  }
  auto message = std::make_shared<const Message>(frame, destination);
  if (!router_.has_room(message->octets())) return out_of_room("messages in transactions");
  Destination* const found = router_.find_or_add(session.identity.instance, destination);
  if (found == nullptr) return out_of_room("destinations");

  router_.reserve(*found, *message);
  ++transaction->messages;
  transaction->operations.emplace_back(
      Publication{.destination = found, .message = std::move(message)});
  return std::nullopt;
}

bool Commands::has_places(const Transaction& transaction) const {
  std::map<const Destination*, std::size_t> messages;
  for (const auto& operation : transaction.operations) {
    const auto* const publication = std::get_if<Publication>(&operation);
    if (publication == nullptr) continue;
    const std::size_t count = ++messages[publication->destination];
    if (!router_.has_place(*publication->destination, count)) return false;
  }
  return true;
}

Commands::Result Commands::commit(Session& session, const FrameView& frame) {
  const std::string_view id = *frame.find("transaction");
  Transaction* const transaction = session.find_transaction(id);
  if (transaction == nullptr) return unknown_transaction(id);
  // All or nothing: the ERROR ends the session, which rolls the whole of it back.
  if (!has_places(*transaction)) return out_of_room("waiting messages");

  for (auto& operation : transaction->operations) {
    if (auto* const publication = std::get_if<Publication>(&operation)) {
      router_.release(*publication->destination, *publication->message);
      router_.publish(*publication->destination, std::move(publication->message));
    } else {
      auto& settlement = std::get<Settlement>(operation);
      for (auto& [number, held] : settlement.deliveries) {
        router_.settle(session, settlement.subscription, std::move(held), settlement.consumed);
      }
    }
  }
  session.transactions.erase(session.transactions.find(id));
  router_.resume(session);
  return std::nullopt;
}

Commands::Result Commands::abort(Session& session, const FrameView& frame) {
  const std::string_view id = *frame.find("transaction");
  Transaction* const transaction = session.find_transaction(id);
  if (transaction == nullptr) return unknown_transaction(id);
  roll_back(session, *transaction);
  session.transactions.erase(session.transactions.find(id));
  router_.resume(session);
  return std::nullopt;
}

// Acknowledged deliveries are pending again and can be acknowledged again; those whose subscription
// has ended in the meantime go back to their queue.
void Commands::roll_back(Session& session, Transaction& transaction) {
  for (auto& operation : transaction.operations) {
    if (const auto* const publication = std::get_if<Publication>(&operation)) {
      router_.release(*publication->destination, *publication->message);
      continue;
    }
    auto& settlement = std::get<Settlement>(operation);
    if (Subscription* const owner = session.find_subscription(settlement.subscription)) {
      owner->pending.merge(settlement.deliveries);
      continue;
    }
    for (auto& [number, held] : settlement.deliveries) {
      router_.give_back(session, std::move(held));
    }
  }
}

}  // namespace broker
