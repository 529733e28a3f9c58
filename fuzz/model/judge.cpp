// What was heard, held against what may be heard: frames, receipts, errors, ends, time.

#include <algorithm>
#include <iterator>

#include "fuzz/engine/input.hpp"
#include "fuzz/model/model.hpp"
#include "fuzz/model/rules.hpp"
#include "fuzz/oracle/reader.hpp"

namespace fuzz {
namespace {

using stomp::Frame;
using stomp::Version;
using Kind = oracle::Found::Kind;

// Much more than a fuzz input makes a broker say at once.
constexpr stomp::Limits generous = {.header_count_max = 4096,
                                    .line_octets_max = 16 * 1024 * 1024,
                                    .body_octets_max = 16 * 1024 * 1024};

std::size_t count(const std::vector<Frame>& frames, std::string_view command) {
  return static_cast<std::size_t>(std::ranges::count(frames, command, &Frame::command));
}

}  // namespace

Model::Everyone Model::read(const broker::Actions& actions) {
  Everyone everyone;
  std::set<broker::ConnectionId> written;
  for (const broker::Action& action : actions) {
    if (const auto* const log = std::get_if<broker::Log>(&action)) {
      require_discreet(*log);
      continue;
    }
    const auto* const send = std::get_if<broker::Send>(&action);
    const broker::ConnectionId connection =
        send != nullptr ? send->connection : std::get<broker::Close>(action).connection;
    Peer* const peer = find(connection);
    require(peer != nullptr, "silence: nothing for a connection that has ended");
    Heard& heard = everyone[connection];
    require(!heard.close, "silence: nothing after the Close");
    if (send == nullptr) {
      heard.close = std::get<broker::Close>(action).how;
      continue;
    }
    require(written.insert(connection).second, "form: one Send for each connection in a call");
    require(!send->octets.empty(), "form: no empty Send");
    require_no_secret(send->octets);
    read_octets(*peer, send->octets, heard);
    peer->unsent += send->octets.size();
    peer->last_sent = now_;
  }
  return everyone;
}

void Model::read_octets(Peer& peer, std::string_view octets, Heard& heard) {
  while (!octets.empty()) {
    oracle::Found found = oracle::read(octets, peer.version, generous);
    require(found.kind != Kind::fault, "form: everything sent can be read");
    require(found.kind != Kind::unfinished, "form: everything sent is whole");
    octets.remove_prefix(found.octets);
    if (found.kind == Kind::eol) {
      ++heard.eols;
      continue;
    }
    const std::string_view command = found.frame.command;
    const bool is_known = command == "CONNECTED" || command == "MESSAGE" || command == "RECEIPT" ||
                          command == "ERROR";
    require(is_known, "form: every command is a server's");
    heard.frames.push_back(std::move(found.frame));
  }
}

// Whose frame, fault or opening it was.
void Model::judge_actor(const Everyone& everyone) {
  if (cause_.kind == Cause::Kind::time || cause_.kind == Cause::Kind::sent) return;
  Peer* const peer = find(cause_.connection);
  const auto found = everyone.find(cause_.connection);
  static const Heard nothing;
  const Heard& heard = found == everyone.end() ? nothing : found->second;
  if (peer == nullptr) return;
  const bool was_reset = heard.close == broker::Close::How::reset;
  if (was_reset) {
    require(settings_.limits.outbound_octets_max < generous.body_octets_max / 4,
            "refusal: nobody is reset who reads");
    if (cause_.verdict == Verdict::either) is_lost_ = true;
  }
  const bool is_refused =
      was_reset ? cause_.verdict == Verdict::refuse : count(heard.frames, "ERROR") != 0;
  require(!is_refused || cause_.verdict != Verdict::accept, "refusal: what is right is accepted");
  require(is_refused || cause_.verdict != Verdict::refuse, "refusal: what is wrong is refused");
  if (was_reset) {
    if (!is_refused && cause_.kind == Cause::Kind::frame) perform(*peer, cause_.frame);
    return;
  }
  if (is_refused) return judge_error(heard, receipt_asked());
  if (cause_.kind == Cause::Kind::frame && !peer->connected) {
    judge_connected(heard);
  } else {
    require(count(heard.frames, "CONNECTED") == 0, "form: CONNECTED once");
  }
  judge_receipts(heard);
  judge_end(*peer, heard);
  if (cause_.kind == Cause::Kind::frame) perform(*peer, cause_.frame);
}

std::optional<std::string> Model::receipt_asked() const {
  const std::string_view command = cause_.frame.command;
  const bool connects = command == "CONNECT" || command == "STOMP";
  if (cause_.kind != Cause::Kind::frame || connects || !has(cause_.frame, "receipt")) {
    return std::nullopt;
  }
  return std::string(first(cause_.frame, "receipt"));
}

// Who did nothing gets messages, and when it is time heart-beats or the end.
void Model::judge_bystander(broker::ConnectionId connection, const Heard& heard) const {
  const bool is_time = cause_.kind == Cause::Kind::time;
  const Peer& peer = state_.peers.at(connection);
  require(heard.eols == 0 || is_time, "heart-beat: none but when it is time");
  require(count(heard.frames, "RECEIPT") == 0, "receipt: only for who asked");
  require(count(heard.frames, "CONNECTED") == 0, "form: CONNECTED only for who asked");
  if (heard.close == broker::Close::How::reset) {
    require(peer.unsent != 0 || settings_.limits.outbound_octets_max < generous.body_octets_max / 4,
            "refusal: nobody is reset who reads");
    return;
  }
  const bool has_error = count(heard.frames, "ERROR") != 0;
  require(!has_error || is_time, "error: only for who is at fault");
  if (has_error) return judge_error(heard, std::nullopt);
  require(!heard.close, "error: no end without a reason");
}

void Model::judge_error(const Heard& heard, const std::optional<std::string>& receipt) const {
  require(count(heard.frames, "ERROR") == 1, "error: one");
  require(heard.frames.back().command == "ERROR", "error: the last frame");
  require(count(heard.frames, "RECEIPT") == 0, "error: no RECEIPT for what was refused");
  require(heard.close == broker::Close::How::linger, "error: then the end");
  const Frame& error = heard.frames.back();
  require(!first(error, "message").empty(), "error: says what it is");
  require(has(error, "receipt-id") == receipt.has_value(), "error: names the receipt, if any");
  require(!receipt || first(error, "receipt-id") == *receipt, "error: names the right receipt");
}

void Model::judge_receipts(const Heard& heard) const {
  const std::optional<std::string> asked = receipt_asked();
  require(
      count(heard.frames, "RECEIPT") == (asked ? 1U : 0U),
      asked ? "receipt: each that was asked for comes" : "receipt: none that was not asked for");
  if (!asked) return;
  const auto receipt = std::ranges::find(heard.frames, "RECEIPT", &Frame::command);
  require(first(*receipt, "receipt-id") == *asked, "receipt: the right one");
  require(receipt->body.empty(), "receipt: no body");
}

void Model::judge_connected(const Heard& heard) const {
  require(heard.frames.size() == 1 && heard.frames[0].command == "CONNECTED",
          "form: CONNECTED answers CONNECT");
  const Frame& connected = heard.frames[0];
  const Version version = negotiated_version(cause_.frame).value();
  const bool names_version = has(cause_.frame, "accept-version");
  require(has(connected, "version") == names_version, "form: the version, for who named some");
  require(!names_version || first(connected, "version") == stomp::to_string(version),
          "form: the highest common version");
  const std::string ours = std::to_string(settings_.heart_beat.send_ms) + "," +
                           std::to_string(settings_.heart_beat.receive_ms);
  require(version == Version::v1_0 || first(connected, "heart-beat") == ours,
          "heart-beat: announced as set");
}

// Without an ERROR, DISCONNECT alone ends a connection.
void Model::judge_end(const Peer& peer, const Heard& heard) const {
  const bool leaves =
      cause_.kind == Cause::Kind::frame && peer.connected && cause_.frame.command == "DISCONNECT";
  require(heard.close.has_value() == leaves,
          leaves ? "error: DISCONNECT is followed by the end" : "error: no end without a reason");
  require(!leaves || heard.close == broker::Close::How::linger, "error: DISCONNECT is no reset");
  require(heard.eols == 0, "heart-beat: none but when it is time");
}

bool Model::must_end_now(const Peer& peer) const {
  if (!peer.connected) return now_ >= peer.opened + settings_.limits.login_deadline;
  return peer.receive_gap.count() != 0 && now_ >= peer.last_received + peer.receive_gap;
}

void Model::judge_times(const Everyone& everyone) const {
  for (const auto& [connection, peer] : state_.peers) {
    const auto found = everyone.find(connection);
    const bool has_error = found != everyone.end() && count(found->second.frames, "ERROR") != 0;
    const bool was_reset = found != everyone.end() && !has_error && found->second.close.has_value();
    const bool must_end = must_end_now(peer);
    require(!must_end || has_error || was_reset, "heart-beat: who is silent too long is given up");
    require(must_end || !has_error, "heart-beat: who is not silent too long is kept");
    const std::size_t eols = found == everyone.end() ? 0 : found->second.eols;
    require(eols == 0 || peer.send_gap.count() != 0, "heart-beat: none that was not negotiated");
    require(has_error || was_reset || peer.send_gap.count() == 0 ||
                now_ - peer.last_sent <= peer.send_gap,
            "heart-beat: none is missed");
  }
}

void Model::require_no_secret(std::string_view text) const {
  if (knows_secret_) return;
  for (const broker::Account& account : settings_.accounts) {
    require(text.find(account.secret) == std::string_view::npos, "secret: none is ever said");
  }
}

void Model::require_discreet(const broker::Log& log) const {
  std::string_view passcode;
  if (cause_.kind == Cause::Kind::frame && has(cause_.frame, "passcode")) {
    passcode = first(cause_.frame, "passcode");
    // Where the client says it elsewhere too, it is not this header that was logged.
    const auto says_it = std::ranges::count_if(cause_.frame.headers, [&](const auto& header) {
      return (header.name + header.value).find(passcode) != std::string::npos;
    });
    constexpr std::size_t recognisable = 8;
    if (says_it > 1 || passcode.size() < recognisable) passcode = {};
  }
  for (const auto& [name, value] : log.fields) {
    require_no_secret(value);
    require(passcode.empty() || value.find(passcode) == std::string::npos,
            "secret: no passcode is logged");
  }
}

}  // namespace fuzz
