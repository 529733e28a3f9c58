#include "conformance/engine/connection.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>
#include <variant>

namespace conformance {
namespace {

// A target may send more than any scenario expects of it; what is held of it is bounded all the
// same.
constexpr stomp::Limits client_limits{
    .header_count_max = 1024, .line_octets_max = 64 * 1024, .body_octets_max = 16 * 1024 * 1024};
// Frames that wait to be looked at, far above what any scenario lists: beyond, the target floods
// us.
constexpr std::size_t inbox_frames_max = 20'000;
constexpr std::size_t inbox_octets_max = 64 * 1024 * 1024;

std::pair<std::uint32_t, std::uint32_t> two_numbers(std::string_view text) {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  const char* const end = text.data() + text.size();
  const auto [comma, error] = std::from_chars(text.data(), end, first);
  if (error != std::errc() || comma == end || *comma != ',') return {0, 0};
  if (std::from_chars(comma + 1, end, second).ec != std::errc()) return {0, 0};
  return {first, second};
}

Duration gap(std::uint32_t sends, std::uint32_t wants) {
  if (sends == 0 || wants == 0) return Duration::zero();
  return std::chrono::milliseconds(std::max(sends, wants));
}

}  // namespace

Duration HeartBeatTerms::from_client() const {
  return gap(client_sends, server_wants);
}
Duration HeartBeatTerms::from_server() const {
  return gap(server_sends, client_wants);
}

Connection::Connection(ConnectionName name, LinkId link)
    : name_(std::move(name)), link_(link), parser_(stomp::Version::v1_2, client_limits) {}

void Connection::on_opened(Instant now) {
  state_ = State::open;
  last_received_ = now;
  last_sent_ = now;
}

void Connection::on_open_failed(std::string reason) {
  state_ = State::failed;
  failure_ = std::move(reason);
}

void Connection::on_octets(std::string_view octets, std::size_t wire_entry, Instant now) {
  if (!listening_) return;
  last_received_ = now;
  if (garbage_) return;
  parser_.feed(octets);
  while (const std::optional<stomp::ParseEvent> event = parser_.next()) {
    if (const auto* view = std::get_if<stomp::FrameView>(&*event)) {
      take(*view, wire_entry);
    } else if (const auto* error = std::get_if<stomp::ParseError>(&*event)) {
      garbage_ = std::string(stomp::describe(error->fault)) + " (octet " +
                 std::to_string(error->offset) + " of the connection)";
    }
  }
}

void Connection::take(const stomp::FrameView& view, std::size_t wire_entry) {
  if (view.command == "RECEIPT") {
    const auto found = receipts_.find(view.find("receipt-id").value_or(""));
    if (found != receipts_.end() && !found->second) {
      found->second = true;
      return;
    }
  }
  inbox_octets_ += view.body.size();
  if (inbox_.size() >= inbox_frames_max || inbox_octets_ > inbox_octets_max) {
    garbage_ = "a flood: more frames than any scenario of this suite asks for";
    return;
  }
  inbox_.push_back({view.to_frame(), wire_entry, parser_.had_bare_colon()});
  if (view.command != "CONNECTED") return;
  awaits_connected_ = false;
  if (!version_) settle(inbox_.back().frame);
}

void Connection::settle(const stomp::Frame& connected) {
  const std::string* version = connected.find("version");
  version_ = version == nullptr ? stomp::Version::v1_0
                                : stomp::version_from(*version).value_or(stomp::Version::v1_2);
  parser_.set_version(*version_);
  if (const std::string* heart_beat = connected.find("heart-beat")) {
    std::tie(terms_.server_sends, terms_.server_wants) = two_numbers(*heart_beat);
  }
}

void Connection::on_ended(Ended how, std::string_view why) {
  state_ = State::ended;
  // Whatever it ended by, it was no answer.
  if (how == Ended::broken && !garbage_) garbage_ = std::string(why);
  if (listening_) ended_ = how;
}

void Connection::expect_connected(std::optional<std::string_view> heart_beat) {
  awaits_connected_ = true;
  if (heart_beat) std::tie(terms_.client_sends, terms_.client_wants) = two_numbers(*heart_beat);
}

void Connection::expect_receipt(std::string id) {
  latest_receipt_ = id;
  receipts_.emplace(std::move(id), false);
}

void Connection::stop_listening() {
  listening_ = false;
}

bool Connection::receipt_came(std::string_view id) const {
  const auto found = receipts_.find(id);
  return found != receipts_.end() && found->second;
}

}  // namespace conformance
