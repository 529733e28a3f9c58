#include "fuzz/model/model.hpp"

#include <algorithm>

#include "fuzz/engine/input.hpp"
#include "fuzz/oracle/reader.hpp"

namespace fuzz {
namespace {

using Found = oracle::Found;
using Kind = Found::Kind;

// What a broker may hold for each octet that it was fed, for each connection and at all. A header
// of three octets costs two strings; the smallest frame that leaves something costs a node of a map
// and a transaction.
constexpr std::size_t for_each_octet = 64;
constexpr std::size_t for_each_connection = 16 * 1024;
constexpr std::size_t for_itself = 64 * 1024;

}  // namespace

Model::Model(const broker::Settings& settings, const Deployment& deployment)
    : settings_(settings), deployment_(deployment) {}

void Model::on_open(broker::ConnectionId connection, broker::Instant now) {
  now_ = now;
  const bool is_full = state_.peers.size() >= settings_.limits.connections_max;
  cause_ = {.kind = Cause::Kind::open,
            .connection = connection,
            .frame = {},
            .verdict = is_full ? Verdict::refuse : Verdict::accept};
  Peer& peer = state_.peers[connection];
  peer.opened = peer.last_received = peer.last_sent = now;
  ++opened_;
}

// Also finds out what the octets are: on_octets() is called next.
std::size_t Model::portion(broker::ConnectionId connection, std::string_view octets) {
  cause_ = {.kind = Cause::Kind::silence, .connection = connection, .frame = {}};
  Peer* const peer = find(connection);
  if (peer == nullptr) return octets.size();
  const std::size_t before = peer->unread.size();
  peer->unread.append(octets);
  std::size_t at = 0;
  for (;;) {
    Found found = oracle::read(std::string_view(peer->unread).substr(at), peer->version,
                               settings_.limits.frame);
    at += found.octets;
    if (found.kind == Kind::eol) continue;
    if (found.kind == Kind::fault) {
      cause_.kind = Cause::Kind::fault;
      cause_.verdict = Verdict::refuse;
    } else if (found.kind == Kind::frame) {
      cause_.kind = Cause::Kind::frame;
      cause_.frame = std::move(found.frame);
      peer->unread.clear();
      return at - before;
    }
    peer->unread.erase(0, at);
    return octets.size();
  }
}

void Model::on_octets(broker::ConnectionId connection, std::string_view octets,
                      broker::Instant now) {
  now_ = now;
  fed_octets_ += octets.size();
  for (const broker::Account& account : settings_.accounts) {
    knows_secret_ |= octets.find(account.secret) != std::string_view::npos;
  }
  Peer* const peer = find(connection);
  if (peer == nullptr) return;
  peer->last_received = now;
  if (cause_.kind == Cause::Kind::frame) cause_.verdict = judge(*peer, cause_.frame);
}

void Model::on_close(broker::ConnectionId connection, broker::Instant now) {
  now_ = now;
  cause_ = {.kind = Cause::Kind::close, .connection = connection, .frame = {}};
}

void Model::on_time(broker::Instant now) {
  now_ = now;
  cause_ = {.kind = Cause::Kind::time, .frame = {}};
}

void Model::on_sent(broker::ConnectionId connection, std::size_t octets, broker::Instant now) {
  now_ = now;
  cause_ = {.kind = Cause::Kind::sent, .connection = connection, .frame = {}};
  if (Peer* const peer = find(connection)) peer->unsent -= octets;
}

void Model::on_actions(const broker::Actions& actions) {
  if (is_lost_) return;
  expected_.clear();
  reached_.clear();
  const Everyone everyone = read(actions);
  judge_actor(everyone);
  if (cause_.kind == Cause::Kind::time) judge_times(everyone);
  for (const auto& [connection, heard] : everyone) {
    if (connection != cause_.connection) judge_bystander(connection, heard);
  }
  if (cause_.kind == Cause::Kind::close && find(cause_.connection) != nullptr) {
    dismiss(cause_.connection, false);
  }
  for (const auto& [connection, heard] : everyone) {
    if (heard.close) dismiss(connection, *heard.close == broker::Close::How::reset);
  }
  if (is_lost_) return;
  for (const auto& [connection, heard] : everyone) {
    Peer* const peer = find(connection);
    for (const stomp::Frame& frame : heard.frames) {
      if (std::string_view(frame.command) != "MESSAGE") continue;
      require(peer != nullptr, "silence: no MESSAGE in the call that ends a connection");
      judge_message(connection, *peer, frame);
    }
  }
  require(expected_.empty(), "delivery: a topic's message goes to every subscription");
  require_order();
  require_limits();
}

void Model::on_rest() {
  if (!is_lost_) require_nothing_stuck();
}

void Model::require_bounded(std::ptrdiff_t held) const {
  const std::size_t bound =
      for_itself + opened_ * for_each_connection + fed_octets_ * for_each_octet;
  require(held <= static_cast<std::ptrdiff_t>(bound), "memory: bounded by what was fed");
}

std::string Model::key_of(const Peer& peer, std::string_view destination) const {
  return peer.who.instance + '\0' + std::string(destination);
}

Peer* Model::find(broker::ConnectionId connection) {
  const auto found = state_.peers.find(connection);
  return found == state_.peers.end() ? nullptr : &found->second;
}

}  // namespace fuzz
