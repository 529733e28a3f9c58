// The steps by which a case acts: opening, CONNECT, frames and octets, settling, closing.

#include <algorithm>
#include <utility>
#include <variant>

#include "conformance/engine/case_run.hpp"
#include "stomp/check.hpp"
#include "stomp/serializer.hpp"

namespace conformance {
namespace {

bool is_connect(std::string_view command) {
  return command == "CONNECT" || command == "STOMP";
}

void lay_over(std::vector<stomp::Header>& headers, const std::string& name,
              std::optional<std::string> value) {
  const auto same = [&](const stomp::Header& header) { return header.name == name; };
  const auto found = std::find_if(headers.begin(), headers.end(), same);
  if (!value) {
    std::erase_if(headers, same);
  } else if (found != headers.end()) {
    found->value = std::move(*value);
  } else {
    headers.push_back({name, std::move(*value)});
  }
}

// The offsets at which octets are cut, ascending, each inside the octets.
std::vector<std::size_t> offsets(std::string_view octets, const Cut& cut) {
  std::vector<std::size_t> result;
  if (cut.kind == Cut::Kind::each) {
    for (std::size_t at = cut.octets; at < octets.size(); at += cut.octets) result.push_back(at);
  } else if (cut.kind == Cut::Kind::at) {
    result = cut.offsets;
    for (const std::string& mark : cut.after) {
      const std::size_t at = octets.find(mark);
      if (at != std::string_view::npos) result.push_back(at + mark.size());
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    std::erase_if(result, [&](std::size_t at) { return at == 0 || at >= octets.size(); });
  }
  return result;
}

// Whether a frame ends where these octets do, or there are only ends of lines.
bool is_complete(std::string_view octets) {
  const std::size_t last = octets.find_last_not_of("\r\n");
  return last == std::string_view::npos || octets[last] == '\0';
}

}  // namespace

// ---- Opening and CONNECT
// ----------------------------------------------------------------------------

Connection& CaseRun::open_link(const OpenStep& open) {
  Open action;
  action.link = surroundings_.next_link();
  action.endpoint = surroundings_.profile.endpoint;
  action.protocols = surroundings_.profile.protocols(case_.version);
  if (!open.access_point.empty()) {
    const auto found = surroundings_.profile.access_points.find(open.access_point);
    if (found == surroundings_.profile.access_points.end()) {
      bindings_.profile_lacks("the profile has no access point \"" + open.access_point + "\"");
    } else {
      action.access_point = open.access_point;
      action.endpoint = found->second.endpoint;
      if (open.elsewhere) action.source = found->second.elsewhere;
      if (open.elsewhere && action.source.empty()) {
        bindings_.profile_lacks("the profile knows no address outside \"" + open.access_point +
                                "\"");
      }
    }
  }
  std::unique_ptr<Connection>& slot = connections_[open.connection];
  if (slot) replaced_.push_back(std::move(slot));
  slot = std::make_unique<Connection>(open.connection, action.link);
  slot->speaks = case_.version;
  links_[action.link] = slot.get();
  if (!bindings_.lacking()) actions_->push_back(std::move(action));
  return *slot;
}

CaseRun::Status CaseRun::await_opened(Connection& connection) {
  if (connection.state() == Connection::State::open) return Status::done;
  if (std::optional<std::string> why = dead_end(connection)) {
    return breach("a connection", *why);
  }
  if (expired()) return no_answer("a connection", connection);
  return Status::waiting;
}

CaseRun::Status CaseRun::step(const OpenStep& open) {
  if (progress_.phase == 0) {
    open_link(open);
    progress_.phase = 1;
  }
  return await_opened(at(open.connection));
}

CaseRun::Status CaseRun::step(const ConnectStep& connect) {
  const ConnectionName& name = connect.open.connection;
  if (progress_.phase == 0) {
    const auto found = connections_.find(name);
    const bool reusable = found != connections_.end() && found->second->listening() &&
                          found->second->state() == Connection::State::open;
    if (!reusable) open_link(connect.open);
    progress_.phase = 1;
  }
  Connection& connection = at(name);
  if (progress_.phase == 1) {
    if (const Status opened = await_opened(connection); opened != Status::done) return opened;
    connection.speaks = connect.version.value_or(case_.version);
    const stomp::Frame frame = connect_frame(connect);
    const std::string* heart_beat = frame.find("heart-beat");
    connection.expect_connected(heart_beat != nullptr ? std::optional<std::string_view>(*heart_beat)
                                                      : std::nullopt);
    connection.forget_latest_receipt();
    std::string octets = stomp::serialize(
        frame, {.version = connection.speaks, .eol = connect.crlf ? "\r\n" : "\n"});
    std::vector<std::string> awaited;
    if (!connect.behind.empty()) needs_stream();
    octets += encode(connection, connect.behind, awaited);
    transmit(connection, octets, connect.cut);
    if (!connect.await) return Status::done;
    progress_.phase = 2;
    allow_again();
  }
  return await_connected(connection, &connect);
}

stomp::Frame CaseRun::connect_frame(const ConnectStep& connect) {
  stomp::Frame frame{.command = connect.command};
  const stomp::Version version = connect.version.value_or(case_.version);
  const std::vector<stomp::Version>& spoken = surroundings_.profile.versions;
  if (!spoken.empty() && std::find(spoken.begin(), spoken.end(), version) == spoken.end()) {
    bindings_.profile_lacks("the target does not speak STOMP " +
                            std::string(stomp::to_string(version)));
  }
  const Bindings::Identity identity{
      .account = connect.account,
      .client = connect.client.empty() ? connect.open.connection : connect.client,
      .instance = connect.instance,
      .version = version};
  if (!connect.bare) {
    if (version != stomp::Version::v1_0) {
      frame.headers.push_back({"accept-version", std::string(stomp::to_string(version))});
      frame.headers.push_back({"host", surroundings_.profile.host});
    }
    for (const HeaderTemplate& header : surroundings_.profile.connect_headers) {
      if (std::optional<std::string> value = bindings_.fill_connect(header.value, identity)) {
        lay_over(frame.headers, header.name, std::move(value));
      }
    }
  }
  for (const auto& [name, value] : connect.headers) {
    lay_over(frame.headers, name,
             value ? std::optional<std::string>(bindings_.fill(*value)) : std::nullopt);
  }
  return frame;
}

// `connect` is nothing where the CONNECT was sent by an earlier step: then only CONNECTED matters.
CaseRun::Status CaseRun::await_connected(Connection& connection, const ConnectStep* connect) {
  const std::string wanted(stomp::to_string(connection.speaks));
  if (connection.inbox().empty()) {
    if (std::optional<std::string> why = dead_end(connection)) return breach("CONNECTED", *why);
    if (expired()) return no_answer("CONNECTED", connection);
    return Status::waiting;
  }
  const Received received = std::move(connection.inbox().front());
  connection.inbox().pop_front();
  if (received.frame.command != "CONNECTED") return breach("CONNECTED", describe(received.frame));
  if (connect == nullptr) return Status::done;

  const bool overridden =
      connect->bare || std::any_of(connect->headers.begin(), connect->headers.end(),
                                   [](const auto& h) { return h.first == "accept-version"; });
  if (!overridden && connection.version() != connection.speaks) {
    return breach("CONNECTED in version " + wanted,
                  "version " + std::string(stomp::to_string(*connection.version())));
  }
  connection.speaks = *connection.version();
  if (std::optional<Mismatch> wrong =
          mismatch(connect->expect, std::nullopt, received.frame, bindings_)) {
    return breach(std::move(wrong->expected), std::move(wrong->got));
  }
  pass();
  run_checks(connect->checks, received);
  if (connect->as) bindings_.capture(*connect->as, received.frame);
  return Status::done;
}

// ---- Sending
// ----------------------------------------------------------------------------------------

void CaseRun::needs_stream() {
  const auto& missing = surroundings_.profile.missing;
  const auto found = missing.find("streaming");
  if (found != missing.end()) bindings_.profile_lacks("streaming: " + found->second);
}

void CaseRun::transmit(Connection& connection, std::string_view octets, const Cut& cut) {
  if (connection.state() != Connection::State::open) return;  // a later step will meet that end
  if (cut.kind != Cut::Kind::whole || !is_complete(octets)) needs_stream();
  if (bindings_.lacking()) return;  // poll() ends the case
  std::size_t begin = 0;
  std::vector<std::size_t> ends = offsets(octets, cut);
  ends.push_back(octets.size());
  for (const std::size_t end : ends) {
    const std::string_view piece = octets.substr(begin, end - begin);
    transcript_.add(now_, connection.name(), WireEntry::Kind::sent, piece);
    actions_->push_back(Transmit{connection.link(), std::string(piece)});
    begin = end;
  }
  connection.on_sent(now_);
}

std::string CaseRun::encode(Connection& connection, const FrameToSend& wanted,
                            std::vector<std::string>& awaited) {
  stomp::Frame frame{.command = wanted.command};
  for (const HeaderTemplate& header : wanted.headers) {
    frame.headers.push_back({bindings_.fill(header.name), bindings_.fill(header.value)});
  }
  frame.body = bindings_.octets(wanted.body);
  if (!frame.body.empty() && wanted.content_length == FrameToSend::ContentLength::automatic &&
      frame.find("content-length") == nullptr) {
    frame.headers.push_back(stomp::content_length(frame.body));
  }
  if (wanted.receipt != FrameToSend::Receipt::none && !fenced(frame.command, wanted.receipt)) {
    const std::string id = bindings_.fresh("receipt");
    frame.headers.push_back({"receipt", id});
    connection.expect_receipt(id);
    if (wanted.receipt == FrameToSend::Receipt::wait) awaited.push_back(id);
  }
  if (is_connect(frame.command)) {
    const std::string* heart_beat = frame.find("heart-beat");
    connection.expect_connected(heart_beat != nullptr ? std::optional<std::string_view>(*heart_beat)
                                                      : std::nullopt);
  }
  return stomp::serialize(frame, {.version = connection.speaks,
                                  .escape = wanted.escape,
                                  .eol = wanted.crlf ? "\r\n" : "\n",
                                  .blank_line = wanted.blank_line,
                                  .terminate = wanted.terminate});
}

std::string CaseRun::encode(Connection& connection, const Items& items,
                            std::vector<std::string>& awaited) {
  std::string octets;
  if (items.size() > 1) needs_stream();
  for (const auto& item : items) {
    if (const auto* frame = std::get_if<FrameToSend>(&item)) {
      octets += encode(connection, *frame, awaited);
      if (!progress_.text.empty()) progress_.text += ", ";
      progress_.text += frame->command;
    } else {
      octets += bindings_.octets(std::get<Octets>(item));
    }
  }
  return octets;
}

std::string CaseRun::send_receipted(Connection& connection, stomp::Frame frame) {
  const std::string id = bindings_.fresh("receipt");
  frame.headers.push_back({"receipt", id});
  connection.forget_latest_receipt();
  connection.expect_receipt(id);
  transmit(connection, stomp::serialize(frame, {.version = connection.speaks}));
  return id;
}

bool CaseRun::fenced(const std::string& command, FrameToSend::Receipt receipt) const {
  return receipt == FrameToSend::Receipt::wait &&
         surroundings_.profile.no_receipt.contains(command);
}

CaseRun::Status CaseRun::await_receipts(Connection& connection, const std::string& what) {
  std::erase_if(awaited_receipts_,
                [&](const std::string& id) { return connection.receipt_came(id); });
  if (awaited_receipts_.empty()) return Status::done;
  const std::string expected = "the RECEIPT of " + what;
  for (const Received& received : connection.inbox()) {
    const std::string& command = received.frame.command;
    if (command == "ERROR") return breach(expected, describe(received.frame));
  }
  if (std::optional<std::string> why = dead_end(connection)) return breach(expected, *why);
  if (expired()) return no_answer(expected, connection);
  return Status::waiting;
}

CaseRun::Status CaseRun::step(const SendStep& send) {
  Connection& connection = at(send.connection);
  if (progress_.phase == 0) {
    progress_.phase = 1;
    awaited_receipts_.clear();
    connection.forget_latest_receipt();
    transmit(connection, encode(connection, send.items, awaited_receipts_), send.cut);
    const bool fence = std::any_of(send.items.begin(), send.items.end(), [&](const auto& item) {
      const auto* frame = std::get_if<FrameToSend>(&item);
      return frame != nullptr && fenced(frame->command, frame->receipt);
    });
    if (fence) awaited_receipts_.push_back(send_fence(connection, surroundings_.profile.fence));
  }
  return await_receipts(connection, progress_.text);
}

CaseRun::Status CaseRun::step(const SettleStep& settle) {
  Connection& connection = at(settle.connection);
  stomp::Frame frame{.command = settle.negative ? "NACK" : "ACK"};
  if (progress_.phase == 0) {
    progress_.phase = 1;
    awaited_receipts_.clear();
    const auto copy = [&](const std::string& from, const std::string& to) {
      const Template hole = "${" + settle.message + "." + from + "}";
      frame.headers.push_back({to, bindings_.fill(hole)});
    };
    switch (connection.speaks) {
      case stomp::Version::v1_0:
        copy("message-id", "message-id");
        break;
      case stomp::Version::v1_1:
        copy("subscription", "subscription");
        copy("message-id", "message-id");
        break;
      case stomp::Version::v1_2:
        copy("ack", "id");
        break;
    }
    if (settle.transaction) {
      frame.headers.push_back({"transaction", bindings_.fill(*settle.transaction)});
    }
    if (bindings_.unanswered()) return Status::done;  // poll() ends the case
    const bool fence = fenced(frame.command, settle.receipt);
    if (settle.receipt == FrameToSend::Receipt::none || fence) {
      connection.forget_latest_receipt();
      transmit(connection, stomp::serialize(frame, {.version = connection.speaks}));
      if (fence) awaited_receipts_.push_back(send_fence(connection, surroundings_.profile.fence));
    } else {
      const std::string id = send_receipted(connection, frame);
      if (settle.receipt == FrameToSend::Receipt::wait) awaited_receipts_.push_back(id);
    }
  }
  return await_receipts(connection, frame.command);
}

CaseRun::Status CaseRun::step(const LetStep& let) {
  bindings_.bind(let.name, bindings_.fill(let.value));
  return Status::done;
}

// ---- Closing
// ----------------------------------------------------------------------------------------

void CaseRun::shut(Connection& connection, Shut::How how) {
  if (connection.state() != Connection::State::open) return;
  static constexpr const char* names[] = {"half", "fin", "rst"};
  transcript_.add(now_, connection.name(), WireEntry::Kind::closed_by_us,
                  names[static_cast<int>(how)]);
  actions_->push_back(Shut{connection.link(), how});
  if (how != Shut::How::half) {
    connection.stop_listening();
    links_.erase(connection.link());
  }
}

CaseRun::Status CaseRun::step(const CloseStep& close) {
  Connection& connection = at(close.connection);
  switch (close.how) {
    case CloseStep::How::rst:
      shut(connection, Shut::How::reset);
      return Status::done;
    case CloseStep::How::half:
      shut(connection, Shut::How::half);
      return Status::done;
    case CloseStep::How::fin:
      if (progress_.phase == 0) {
        progress_.phase = 1;
        shut(connection, Shut::How::half);
      }
      // A server that leaves the connection open has still read our end of it.
      if (connection.state() != Connection::State::ended && !expired()) return Status::waiting;
      break;
    case CloseStep::How::disconnect: {
      if (progress_.phase == 0) {
        progress_.phase = 1;
        awaited_receipts_ = {send_receipted(connection, {.command = "DISCONNECT"})};
      }
      const Status received = await_receipts(connection, "DISCONNECT");
      if (received != Status::done) return received;
      break;
    }
  }
  shut(connection, Shut::How::whole);
  return Status::done;
}

}  // namespace conformance
