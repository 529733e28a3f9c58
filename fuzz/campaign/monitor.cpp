// What the server says: framing, headers that must be there, frames that have no reason to be.

#include "fuzz/campaign/monitor.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace campaign {
namespace {

using stomp::FrameView;
using stomp::Version;

// Of what a target may send: far above what anybody has reason to send in a campaign.
constexpr stomp::Limits server_limits{
    .header_count_max = 1024, .line_octets_max = 64 * 1024, .body_octets_max = 16 * 1024 * 1024};

constexpr std::size_t signature_max = 160;

std::string shown(std::string_view text) {
  constexpr std::size_t most = 120;
  return "\"" + std::string(text.substr(0, most)) + (text.size() > most ? "...\"" : "\"");
}

// The first words of a text, without those that may come from the input.
std::string gist(std::string_view text) {
  static constexpr std::size_t words_max = 6;
  std::string all;
  std::size_t words = 0;
  while (!text.empty() && words < words_max) {
    const std::size_t end = std::min(text.find_first_of(" :,"), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool is_word = !word.empty() && std::ranges::all_of(word, [](char octet) {
      return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
    });
    if (!is_word) continue;
    all.append(all.empty() ? "" : " ").append(word);
    ++words;
  }
  return all;
}

}  // namespace

Monitor::Monitor(const Dialect& dialect, Ledger* ledger)
    : dialect_(dialect),
      ledger_(ledger),
      client_(Version::v1_2, {}),
      server_(Version::v1_2, server_limits) {}

std::vector<Accusation> Monitor::take() {
  return std::exchange(accusations_, {});
}

void Monitor::accuse(Kind kind, std::string clause, std::string subject, std::string expected,
                     std::string got) {
  Accusation accusation{
      kind,           std::move(clause),         std::move(subject), std::move(expected),
      std::move(got), version_.value_or(speaks_)};
  const auto same = [&](const Accusation& each) { return each.same_as(accusation); };
  if (std::ranges::none_of(accusations_, same)) accusations_.push_back(std::move(accusation));
}

void Monitor::on_received(std::string_view octets) {
  if (garbage_ || octets.empty()) return;
  server_.feed(octets);
  while (const std::optional<stomp::ParseEvent> event = server_.next()) {
    if (const auto* const frame = std::get_if<FrameView>(&*event)) {
      take_server(*frame);
    } else if (const auto* const fault = std::get_if<stomp::ParseError>(&*event)) {
      garbage_ = true;
      using Fault = stomp::ParseFault;
      const bool is_ours = fault->fault == Fault::line_too_long ||
                           fault->fault == Fault::too_many_headers ||
                           fault->fault == Fault::body_too_large;
      // Which version an ERROR before CONNECTED is written in, nobody has agreed on.
      const bool is_unclear = !version_ && (fault->fault == Fault::undefined_escape ||
                                            fault->fault == Fault::stray_carriage_return);
      if (is_ours || is_unclear) continue;
      accuse(Kind::violation, "frames/grammar", std::string(stomp::describe(fault->fault)),
             "a STOMP frame",
             std::string(stomp::describe(fault->fault)) + " at octet " +
                 std::to_string(fault->offset) + " of what the server sent");
    }
  }
}

void Monitor::take_server(const FrameView& frame) {
  answered_ = true;
  if (signature_.size() < signature_max) signature_.append(frame.command.substr(0, 4)) += ' ';
  if (errored_ && version_ == Version::v1_2) {
    accuse(Kind::violation, "error/connection-closed", "a frame behind ERROR",
           "nothing behind an ERROR", "a frame " + shown(frame.command) + " behind it");
    return;
  }
  if (frame.command == "CONNECTED") return take_connected(frame);
  if (frame.command == "RECEIPT") return take_receipt(frame);
  if (frame.command == "MESSAGE") return take_message(frame);
  if (frame.command == "ERROR") return take_error(frame);
  accuse(Kind::violation, "frames/server-commands", "unknown command of the server",
         "CONNECTED, MESSAGE, RECEIPT or ERROR", "a frame " + shown(frame.command));
}

void Monitor::take_connected(const FrameView& frame) {
  ++connected_frames_;
  if (connected_frames_ > connects_ && !client_faulty_) {
    accuse(Kind::violation, "connecting/connected", "CONNECTED that nobody asked for",
           "one CONNECTED for a CONNECT", "more of them");
  }
  if (version_) return;
  const std::string_view said = frame.find("version").value_or("1.0");
  version_ = stomp::version_from(said);
  if (!version_) {
    if (!client_faulty_) {
      accuse(Kind::violation, "negotiation/highest-common", "version that was not offered",
             "a version that the client offered", "version:" + std::string(said));
    }
    version_ = speaks_;
  } else if (*version_ != speaks_ && plain_) {
    accuse(Kind::violation, "negotiation/highest-common", "version that was not offered",
           "version " + std::string(stomp::to_string(speaks_)), "version:" + std::string(said));
  }
  if (*version_ != speaks_) unsettle();
  server_.set_version(*version_);
}

void Monitor::take_receipt(const FrameView& frame) {
  const std::optional<std::string_view> id = frame.find("receipt-id");
  if (!id) {
    accuse(Kind::violation, "receipt/receipt-id", "RECEIPT without receipt-id",
           "a receipt-id header in a RECEIPT", "none");
    return;
  }
  const auto found = asked_.find(std::string(*id));
  if (found == asked_.end() || found->second.owed == 0) {
    // A server that reads the client's octets in another way may have seen a header there, and text
    // that is no UTF-8 cannot come back from one that decodes it.
    const bool is_unclear =
        (!plain_ || !client_.between_frames()) &&
        (client_faulty_ || asked_oddly_ || sent_.find(*id) != std::string::npos);
    if (!is_unclear) {
      accuse(Kind::violation, "receipt/requested", "RECEIPT that nobody asked for",
             "one RECEIPT for each receipt header", "another with receipt-id " + shown(*id));
    }
    return;
  }
  Asked& asked = found->second;
  if (asked.doomed && doom_) {
    accuse(Kind::acceptance, doom_->clause, doom_->subject, "a refusal", "the frame's RECEIPT");
  }
  if (asked.later && doom_) doom_->performed_later = true;
  --asked.owed;
  --receipts_owed_;
  if (ledger_ == nullptr && asked.owed == 0) asked_.erase(found);
}

void Monitor::take_message(const FrameView& frame) {
  if (!version_) {
    accuse(Kind::violation, "connecting/connected", "MESSAGE before CONNECTED", "CONNECTED first",
           "a MESSAGE");
    return;
  }
  for (const std::string_view name : {"destination", "message-id"}) {
    if (frame.find(name)) continue;
    accuse(Kind::violation, "message/" + std::string(name), "MESSAGE without " + std::string(name),
           "a header " + std::string(name) + " in each MESSAGE", "none");
  }
  const std::string_view name = frame.find("ack").value_or(frame.find("message-id").value_or(""));
  last_delivery_ = std::string(name);
  if (!plain_) return;
  check_subscription(frame);
  check_body(frame);
}

void Monitor::check_subscription(const FrameView& frame) {
  const std::optional<std::string_view> id = frame.find("subscription");
  if (version_ == Version::v1_0) return;
  if (!id) {
    accuse(Kind::violation, "message/subscription", "MESSAGE without subscription",
           "a header subscription in each MESSAGE", "none");
    return;
  }
  const auto found = subscriptions_.find(*id);
  if (found == subscriptions_.end()) {
    accuse(Kind::violation, "message/subscription", "MESSAGE of no subscription",
           "the id of a subscription of this connection", "subscription:" + std::string(*id));
    return;
  }
  Subscription& subscription = found->second;
  if (!subscription.live && !subscription.removal.empty()) {
    const auto removal = asked_.find(subscription.removal);
    if (removal == asked_.end() || removal->second.owed == 0) {
      accuse(Kind::violation, "unsubscribe/stops", "MESSAGE behind the RECEIPT of UNSUBSCRIBE",
             "no MESSAGE of a subscription that was removed", "one for subscription " + shown(*id));
    }
  }
  if (subscription.explicit_ack && version_ == Version::v1_2 && !frame.find("ack")) {
    accuse(Kind::violation, "message/ack-header", "MESSAGE without ack",
           "a header ack, because the subscription's messages are to be acknowledged", "none");
  }
  if (subscription.explicit_ack) subscription.deliveries.emplace(last_delivery_, false);
}

void Monitor::check_body(const FrameView& frame) {
  if (ledger_ == nullptr || !ledger_->complete || !ledger_->unfinished.empty()) return;
  // A queue may hold what others have left there.
  const auto place = dialect_.place(frame.find("destination").value_or(""));
  if (!place || place->kind == "queue") return;
  bool is_pending = false;
  bool is_aborted = false;
  for (const Ledger::Entry& entry : ledger_->entries) {
    if (entry.body != frame.body) continue;
    if (entry.state == Ledger::State::sent) return;
    (entry.state == Ledger::State::pending ? is_pending : is_aborted) = true;
  }
  if (is_aborted) {
    accuse(Kind::violation, "transactions/abort", "MESSAGE of a transaction that was aborted",
           "nothing of it", "its message");
  } else if (is_pending) {
    accuse(Kind::violation, "transactions/atomic-send", "MESSAGE before COMMIT",
           "nothing before COMMIT", "a message of an open transaction");
  } else {
    accuse(Kind::violation, "message/body", "body that nobody sent", "a body as it was sent",
           shown(frame.body));
  }
}

void Monitor::take_error(const FrameView& frame) {
  errored_ = true;
  if (!plain_ || doom_) return;
  std::string_view command;
  if (const auto receipt = frame.find("receipt-id")) {
    const auto asked = asked_.find(std::string(*receipt));
    if (asked != asked_.end()) command = asked->second.command;
  }
  const std::string_view message = frame.find("message").value_or("");
  accuse_refusal("ERROR, message:" + std::string(message), command, gist(message));
}

void Monitor::on_ended(bool in_order) {
  ended_ = true;
  if (signature_.size() < signature_max) signature_ += in_order ? "fin " : "rst ";
  if (!plain_ || doom_ || errored_ || disconnecting_ || ours_ended_) return;
  accuse_refusal(in_order ? "the end of the connection" : "a reset of the connection", "",
                 "the connection ends");
}

// What is said of frames that nobody may refuse. In the middle of a frame it is not known yet
// whether it is one. Where it cannot be told which of several was, the server's own words tell one
// bug from another.
void Monitor::accuse_refusal(std::string got, std::string_view command, std::string_view why) {
  if (!client_.between_frames()) {
    if (!deferred_) deferred_ = Refusal{std::move(got), std::string(command), std::string(why)};
    return;
  }
  static constexpr std::pair<std::string_view, std::string_view> clauses[] = {
      {"CONNECT", "connecting/connected"},
      {"STOMP", "connecting/connected"},
      {"SEND", "send/delivers"},
      {"SUBSCRIBE", "subscribe/registers"},
      {"UNSUBSCRIBE", "unsubscribe/stops"},
      {"BEGIN", "transactions/begin"},
      {"COMMIT", "transactions/commit"},
      {"ABORT", "transactions/abort"},
      {"ACK", "ack/consumes"},
      {"DISCONNECT", "disconnect/graceful"}};
  if (command.empty() && frames_ <= 1) command = last_command_;
  if (command.empty()) {
    return accuse(Kind::refusal, "frames/client-commands",
                  "a legal frame is refused: " + std::string(why),
                  "that legal frames are performed", std::move(got));
  }
  const auto* const clause =
      std::ranges::find(clauses, command, &std::pair<std::string_view, std::string_view>::first);
  if (clause == std::end(clauses)) return;
  accuse(Kind::refusal, std::string(clause->second), std::string(command) + " is refused",
         "that a legal " + std::string(command) + " is performed", std::move(got));
}

void Monitor::on_silence() {
  if (ended_ || ours_ended_) return;
  if (errored_) {
    if (version_ == Version::v1_2) {
      accuse(Kind::violation, "error/connection-closed", "open behind ERROR",
             "the end of the connection behind an ERROR", "a connection that stays open");
    }
    return;
  }
  if (doom_) {
    if (doom_->performed_later) {
      accuse(Kind::acceptance, doom_->clause, doom_->subject, "a refusal",
             "RECEIPTs of the frames behind it, as if nothing had been");
    }
    return;
  }
  if (!plain_) return;
  if (connects_ > 0 && !version_) {
    accuse(Kind::violation, "connecting/connected", "no answer to CONNECT", "CONNECTED or ERROR",
           "nothing in time");
    return;
  }
  for (const auto& [id, asked] : asked_) {
    if (asked.owed == 0) continue;
    accuse(Kind::violation, "receipt/requested", "no RECEIPT of " + asked.command,
           "a RECEIPT with receipt-id " + shown(id), "none in time");
    return;
  }
}

bool Monitor::owes() const {
  if (ended_ || ours_ended_ || garbage_) return false;
  if (errored_) return version_ == Version::v1_2;
  if (doom_) return true;
  if (!plain_) return false;
  return receipts_owed_ > 0 || (connects_ > 0 && !version_) || disconnecting_;
}

}  // namespace campaign
