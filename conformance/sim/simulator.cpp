#include "conformance/sim/simulator.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "stomp/check.hpp"

namespace conformance {

namespace {

// Calls `take(segment)` for each segment of what was written, in order.
template <typename Take>
void each_segment(std::string_view octets, std::size_t size, Take take) {
  if (size == 0) size = octets.size();
  for (; !octets.empty(); octets.remove_prefix(std::min(size, octets.size()))) {
    take(octets.substr(0, size));
  }
}

}  // namespace

Simulator::Simulator(Server& server, Run& run, Sink sink, const Path& path)
    : server_(server), run_(run), sink_(std::move(sink)), path_(path) {}

void Simulator::run_to_end() {
  perform(run_.start(now_));
  while (!run_.finished()) {
    const std::optional<Instant> server_due = server_.deadline();
    const std::optional<Instant> run_due = run_.deadline();
    if (!deliveries_.empty()) {
      const Instant at = deliveries_.begin()->first.first;
      if ((!server_due || at <= *server_due) && (!run_due || at <= *run_due)) {
        now_ = std::max(now_, at);
        const Delivery delivery = std::move(deliveries_.begin()->second);
        deliveries_.erase(deliveries_.begin());
        delivery();
        continue;
      }
    }
    stomp::check(server_due || run_due, "nothing is left to happen, and the run has not ended");
    if (server_due && (!run_due || *server_due <= *run_due)) {
      now_ = std::max(now_, *server_due);
      perform(server_.on_time(now_));
    } else {
      now_ = std::max(now_, *run_due);
      perform(run_.on_time(now_));
    }
  }
}

void Simulator::later(Delivery delivery) {
  at(now_ + path_.latency, std::move(delivery));
}

// What is due at the same time is done in the order in which it was asked for.
void Simulator::at(Instant time, Delivery delivery) {
  deliveries_.emplace(std::pair(time, sequence_++), std::move(delivery));
}

// ---- From the suite to the server
// ---------------------------------------------------------------------

void Simulator::perform(std::vector<Action> actions) {
  for (Action& action : actions) {
    if (auto* event = std::get_if<Event>(&action)) {
      sink_(std::move(*event));
    } else if (const auto* wanted = std::get_if<Open>(&action)) {
      open(*wanted);
    } else if (const auto* ended = std::get_if<Shut>(&action)) {
      shut(*ended);
    } else if (std::holds_alternative<Launch>(action)) {
      later([this] {
        server_.launch();
        perform(run_.on_launched(now_));
      });
    } else {
      auto& transmit = std::get<Transmit>(action);
      later([this, link = transmit.link, octets = std::move(transmit.octets)] {
        each_segment(octets, path_.segment_octets, [&](std::string_view segment) {
          if (links_[link].server_listens) perform(server_.on_octets(link, segment, now_));
        });
      });
    }
  }
}

void Simulator::open(const Open& open) {
  const std::optional<std::string> point = server_.access_point(open.access_point);
  if (!point) {
    later([this, link = open.link] {
      perform(run_.on_open_failed(link, "the server has no such access point", now_));
    });
    return;
  }
  links_[open.link] = {};
  broker::Peer peer{*point, open.source.empty() ? "127.0.0.1" : open.source};
  later([this, link = open.link, peer = std::move(peer)] {
    perform(run_.on_opened(link, now_));
    perform(server_.on_open(link, peer, now_));
  });
}

void Simulator::shut(const Shut& shut) {
  Link& link = links_[shut.link];
  if (shut.how != Shut::How::half) link.client_listens = false;
  later([this, id = shut.link] {
    if (!links_[id].server_listens) return;
    links_[id].server_listens = false;
    perform(server_.on_close(id, now_));
    at(std::max(links_[id].read_until, now_ + path_.latency), [this, id] {
      if (!links_[id].client_listens) return;
      links_[id].client_listens = false;
      perform(run_.on_ended(id, Ended::fin, now_));
    });
  });
}

// ---- From the server to the suite
// ---------------------------------------------------------------------

void Simulator::perform(broker::Actions actions) {
  for (broker::Action& action : actions) {
    if (auto* send = std::get_if<broker::Send>(&action)) {
      carry(std::move(*send));
    } else if (const auto* close = std::get_if<broker::Close>(&action)) {
      server_ends(close->connection,
                  close->how == broker::Close::How::linger ? Ended::fin : Ended::rst);
    }
  }
}

void Simulator::carry(broker::Send send) {
  if (path_.reader_octets != 0) {
    read_slowly(send);
    return;
  }
  const std::size_t size = send.octets.size();
  const broker::ConnectionId connection = send.connection;
  later([this, connection, octets = std::move(send.octets)] { deliver(connection, octets); });
  perform(server_.on_sent(connection, size, now_));
}

// One delivery for each millisecond's worth, behind all that is on its way already.
void Simulator::read_slowly(const broker::Send& send) {
  const broker::ConnectionId connection = send.connection;
  each_segment(send.octets, path_.reader_octets, [&](std::string_view portion) {
    Instant& until = links_[connection].read_until;
    until = std::max(until, now_ + path_.latency) + std::chrono::milliseconds(1);
    at(until, [this, connection, octets = std::string(portion)] {
      deliver(connection, octets);
      perform(server_.on_sent(connection, octets.size(), now_));
    });
  });
}

void Simulator::deliver(LinkId link, std::string_view octets) {
  each_segment(octets, path_.segment_octets, [&](std::string_view segment) {
    if (links_[link].client_listens) perform(run_.on_octets(link, segment, now_));
  });
}

void Simulator::server_ends(broker::ConnectionId connection, Ended how) {
  const Instant end = std::max(links_[connection].read_until, now_ + path_.latency);
  at(end, [this, connection, how] {
    if (!links_[connection].client_listens) return;
    links_[connection].client_listens = false;
    perform(run_.on_ended(connection, how, now_));
  });
  if (!links_[connection].server_listens) return;
  links_[connection].server_listens = false;
  later([this, connection] { perform(server_.on_close(connection, now_)); });
}

}  // namespace conformance
