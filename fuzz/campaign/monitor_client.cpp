// What the client says: which of its frames a server must take, and which it must refuse.

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "fuzz/campaign/monitor.hpp"
#include "reports/text.hpp"
#include "stomp/escaping.hpp"

namespace campaign {
namespace {

using stomp::FrameView;
using stomp::Version;

// Below these no server has a reason to speak of limits.
constexpr std::size_t headers_max = 12;
constexpr std::size_t header_octets_max = 200;
constexpr std::size_t body_octets_max = 8 * 1024;
constexpr std::size_t subscriptions_max = 8;
constexpr std::size_t transaction_sends_max = 3;

bool is_harmless(char octet) {
  return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'z') ||
         (octet >= 'A' && octet <= 'Z') || octet == '-' || octet == '.' || octet == '_';
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_harmless);
}

// Visible ASCII, with blanks inside, and what escapes are for.
bool is_value(std::string_view text, Version version) {
  if (text.empty() || text.size() > header_octets_max) return false;
  if (text.front() == ' ' || text.back() == ' ') return false;
  return std::ranges::all_of(text, [&](char octet) {
    if (octet == '\n' || octet == ':') return version != Version::v1_0;
    if (octet == '\r') return version == Version::v1_2;
    return octet >= ' ' && octet < 0x7f;
  });
}

bool is_user_header(const stomp::HeaderView& header, Version version) {
  return header.name.starts_with("x-") && is_word(header.name) && is_value(header.value, version);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char octet) {
    return octet == '\n' || octet == '\t' || (octet >= ' ' && octet < 0x7f);
  });
}

}  // namespace

void Monitor::on_sent(std::string_view octets) {
  if (ledger_ != nullptr) sent_ += octets;
  if (client_faulty_) {
    look_behind_fault();
    return;
  }
  // Whether it belongs to the end of a line depends on a version that is not settled.
  if (connects_ == 0 && octets.find('\r') != std::string_view::npos) unsettle();
  client_.feed(octets);
  while (const std::optional<stomp::ParseEvent> event = client_.next()) {
    if (const auto* const frame = std::get_if<FrameView>(&*event)) {
      take_client(*frame);
      if (const auto refusal = std::exchange(deferred_, std::nullopt);
          refusal && plain_ && !doom_) {
        accuse_refusal(refusal->got, refusal->command, refusal->why);
      }
    } else if (const auto* const fault = std::get_if<stomp::ParseError>(&*event)) {
      client_faulty_ = true;
      if (ledger_ != nullptr) ledger_->complete = false;
      const bool must_be_refused = plain_ && version_ && !doom_ && !disconnecting_ &&
                                   *version_ != Version::v1_0 &&
                                   fault->fault == stomp::ParseFault::undefined_escape;
      if (must_be_refused) {
        doom("value-encoding/undefined-escape", "undefined escape sequence");
      }
      unsettle();
      fault_at_ = looked_at_ = static_cast<std::size_t>(fault->offset);
      look_behind_fault();
    }
  }
  if (client_.between_frames()) {
    if (ledger_ != nullptr) ledger_->unfinished.erase(this);
    return;
  }
  last_command_.clear();
  if (ledger_ != nullptr) ledger_->unfinished.insert(this);
}

void Monitor::on_unsent(std::string_view octets) {
  if (deferred_) on_sent(octets);
}

// Receipts that are asked for behind a fault, as far as they can be told: the first frame is the
// one at fault. It goes on where it has come to: a header may come in pieces.
void Monitor::look_behind_fault() {
  static constexpr std::string_view header = "\nreceipt:";
  if (!doom_ || ledger_ == nullptr) return;
  while (true) {
    const std::size_t at = sent_.find(header, looked_at_);
    const std::size_t begin = at + header.size();
    const std::size_t end = at == std::string::npos ? at : sent_.find('\n', begin);
    if (end == std::string::npos) return;
    looked_at_ = end;
    const std::string id = sent_.substr(begin, end - begin);
    if (!is_word(id) || asked_.contains(id)) continue;
    const bool is_its_own = sent_.find('\0', fault_at_) > begin;
    asked_[id] = {.owed = 1, .command = "", .doomed = is_its_own, .later = !is_its_own};
    ++receipts_owed_;
  }
}

void Monitor::doom(std::string clause, std::string subject) {
  if (!doom_ && plain_) doom_ = Doom{std::move(clause), std::move(subject)};
}

// From here on the specification does not say what must come.
void Monitor::unsettle() {
  plain_ = false;
}

void Monitor::take_client(const FrameView& frame) {
  last_command_ = std::string(frame.command);
  if (connects_ > 0) ++frames_;
  if (doom_ || !plain_ || disconnecting_) {
    if (frame.command == "CONNECT" || frame.command == "STOMP") ++connects_;
    note_receipt(frame);
    if (!doom_) unsettle();
    if (ledger_ != nullptr) ledger_->complete = false;
    return;
  }
  if (frame.command == "CONNECT" || frame.command == "STOMP") return take_connect(frame);
  // A frame that does not wait for CONNECTED may be too early for some.
  if (connects_ != 1 || !version_) {
    unsettle();
    note_receipt(frame);
    if (ledger_ != nullptr) ledger_->complete = false;
    return;
  }
  take_command(frame);
}

void Monitor::take_connect(const FrameView& frame) {
  ++connects_;
  const std::string_view offered = frame.find("accept-version").value_or("1.0");
  speaks_ = Version::v1_0;
  std::size_t begin = 0;
  while (begin <= offered.size()) {
    const std::size_t comma = std::min(offered.find(',', begin), offered.size());
    const auto version = stomp::version_from(offered.substr(begin, comma - begin));
    if (version && *version > speaks_) speaks_ = *version;
    begin = comma + 1;
  }
  if (connects_ > 1 || !dialect_.is_usual_connect(frame.to_frame())) unsettle();
  if (plain_) client_.set_version(speaks_);
}

void Monitor::note_receipt(const FrameView& frame) {
  for (const stomp::HeaderView& header : frame.headers) {
    if (header.name != "receipt") continue;
    asked_oddly_ = asked_oddly_ || !reports::is_utf8(header.value) || client_.had_bare_colon();
    Asked& asked = asked_[std::string(header.value)];
    ++asked.owed;
    ++receipts_owed_;
    asked.command = std::string(frame.command);
    asked.later = doom_.has_value();
    return;
  }
}

// Standard headers of the command once at most, and headers of the user's own.
bool Monitor::has_plain_headers(const FrameView& frame) const {
  static constexpr std::array<std::string_view, 8> standard = {
      "destination", "content-length", "content-type", "receipt", "transaction", "id",
      "ack",         "subscription"};
  if (frame.headers.size() > headers_max) return false;
  std::set<std::string_view> names;
  for (const stomp::HeaderView& header : frame.headers) {
    if (!names.insert(header.name).second) return false;
    if (is_user_header(header, *version_)) {
      if (frame.command == "SEND") continue;
      return false;
    }
    if (header.name == "message-id") {
      if (frame.command == "ACK" || frame.command == "NACK") continue;
      return false;
    }
    if (std::ranges::find(standard, header.name) == standard.end()) return false;
    if (header.name == "receipt" && !is_word(header.value)) return false;
    if (header.name == "receipt" && !dialect_.receipts(frame.command)) return false;
  }
  return true;
}

void Monitor::take_command(const FrameView& frame) {
  const std::string_view command = frame.command;
  bool legal = !client_.had_bare_colon() && has_plain_headers(frame);
  if (legal) {
    if (command == "SEND") {
      legal = take_send(frame);
    } else if (!frame.body.empty()) {
      legal = false;
    } else if (command == "SUBSCRIBE") {
      legal = take_subscribe(frame);
    } else if (command == "UNSUBSCRIBE") {
      legal = take_unsubscribe(frame);
    } else if (command == "ACK") {
      legal = take_settle(frame);
    } else if (command == "BEGIN" || command == "COMMIT" || command == "ABORT") {
      legal = take_transaction(frame);
    } else {
      legal = command == "DISCONNECT" && !frame.find("id") && !frame.find("destination");
      disconnecting_ = legal;
    }
  }
  if (!legal && !doom_) {
    unsettle();
    if (ledger_ != nullptr) ledger_->complete = false;
  }
  note_receipt(frame);
  // Of the frame at fault itself, not of one behind it.
  if (!doom_) return;
  const auto receipt = frame.find("receipt");
  if (!receipt) return;
  Asked& asked = asked_[std::string(*receipt)];
  asked.doomed = asked.owed == 1;
  asked.later = false;
}

bool Monitor::take_send(const FrameView& frame) {
  const auto destination = frame.find("destination");
  if (!destination) {
    const auto is_users = [&](const auto& header) {
      return header.name == "receipt" || header.name == "content-length" ||
             is_user_header(header, *version_);
    };
    if (*version_ != Version::v1_0 && std::ranges::all_of(frame.headers, is_users)) {
      doom("send/failure-is-error", "SEND without destination");
    }
    return false;
  }
  if (!dialect_.is_ours(*destination) || frame.body.size() > body_octets_max) return false;
  if (frame.find("id") || frame.find("ack") || frame.find("subscription")) return false;
  if (const auto type = frame.find("content-type"); type && *type != "text/plain") return false;
  if (frame.find("content-type") && !is_ascii(frame.body)) return false;
  if (!frame.find("content-length") && !is_ascii(frame.body)) return false;
  const auto transaction = frame.find("transaction");
  if (transaction) {
    const auto open = transactions_.find(*transaction);
    if (open == transactions_.end() || ++open->second > transaction_sends_max) return false;
    // Whether it is answered at once, at COMMIT or never, is open.
    if (frame.find("receipt")) return false;
  }
  if (ledger_ != nullptr) {
    ledger_->entries.push_back({.body = std::string(frame.body),
                                .state = transaction ? Ledger::State::pending : Ledger::State::sent,
                                .sender = this,
                                .transaction = std::string(transaction.value_or(""))});
  }
  return true;
}

bool Monitor::take_subscribe(const FrameView& frame) {
  const auto destination = frame.find("destination");
  const std::string_view id = frame.find("id").value_or("");
  if (!destination) {
    if (*version_ != Version::v1_0 && is_word(id) && !subscriptions_.contains(id) &&
        !frame.find("transaction") && !frame.find("subscription")) {
      doom("subscribe/failure-is-error", "SUBSCRIBE without destination");
    }
    return false;
  }
  if (frame.find("content-length") || frame.find("content-type") || frame.find("transaction") ||
      frame.find("subscription")) {
    return false;
  }
  if (!dialect_.is_ours(*destination) || !is_word(id)) return false;
  if (subscriptions_.contains(id) || live_ >= subscriptions_max) return false;
  ++live_;
  const std::string_view mode = frame.find("ack").value_or("auto");
  const bool individual = mode == "client-individual" && *version_ != Version::v1_0;
  if (mode != "auto" && mode != "client" && !individual) return false;
  subscriptions_[std::string(id)] = {
      .live = true, .explicit_ack = mode != "auto", .removal = {}, .deliveries = {}};
  return true;
}

bool Monitor::take_unsubscribe(const FrameView& frame) {
  const auto id = frame.find("id");
  if (!id || frame.headers.size() > (frame.find("receipt") ? 2U : 1U)) return false;
  const auto found = subscriptions_.find(*id);
  if (found == subscriptions_.end() || !found->second.live) return false;
  found->second.live = false;
  --live_;
  found->second.removal = std::string(frame.find("receipt").value_or(""));
  return true;
}

// Of a delivery that nobody has settled, and none behind it.
bool Monitor::take_settle(const FrameView& frame) {
  if (frame.find("transaction") || frame.find("destination") || frame.find("ack")) return false;
  const auto name = frame.find(*version_ == Version::v1_2 ? "id" : "message-id");
  if (!name || *version_ == Version::v1_0) return false;
  for (auto& [id, subscription] : subscriptions_) {
    const auto found = subscription.deliveries.find(std::string(*name));
    if (found == subscription.deliveries.end() || found->second || !subscription.live) continue;
    if (*version_ == Version::v1_1 && frame.find("subscription").value_or("") != id) return false;
    // One delivery: what else an ACK may cover is not asked.
    if (subscription.deliveries.size() != 1) return false;
    found->second = true;
    return true;
  }
  return false;
}

bool Monitor::take_transaction(const FrameView& frame) {
  if (dialect_.lacks("transactions")) return false;
  const auto id = frame.find("transaction");
  if (!id || !is_word(*id) || frame.headers.size() > (frame.find("receipt") ? 2U : 1U)) {
    return false;
  }
  const auto open = transactions_.find(*id);
  if (frame.command == "BEGIN") {
    // One at a time is what every server has room for.
    if (open != transactions_.end() || !transactions_.empty()) return false;
    transactions_.emplace(*id, 0);
    return true;
  }
  if (open == transactions_.end()) return false;
  transactions_.erase(open);
  if (ledger_ == nullptr) return true;
  for (Ledger::Entry& entry : ledger_->entries) {
    if (entry.sender != this || entry.transaction != *id) continue;
    if (entry.state != Ledger::State::pending) continue;
    entry.state = frame.command == "COMMIT" ? Ledger::State::sent : Ledger::State::aborted;
  }
  return true;
}

void Monitor::on_our_end() {
  ours_ended_ = true;
}

}  // namespace campaign
