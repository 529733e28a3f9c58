#include "conformance/sim/simulator.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "stomp/check.hpp"

namespace conformance {

Simulator::Simulator(Server& server, Run& run, Sink sink, Duration latency)
    : server_(server), run_(run), sink_(std::move(sink)), latency_(latency) {}

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
  deliveries_.emplace(std::pair(now_ + latency_, sequence_++), std::move(delivery));
}

// ---- From the suite to the server
// ---------------------------------------------------------------------

void Simulator::perform(std::vector<Action> actions) {
  for (Action& action : actions) {
    if (const auto* event = std::get_if<Event>(&action)) {
      sink_(*event);
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
        if (links_[link].server_listens) perform(server_.on_octets(link, octets, now_));
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
    later([this, id] {
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
      const std::size_t size = send->octets.size();
      const broker::ConnectionId connection = send->connection;
      later([this, connection, octets = std::move(send->octets)] {
        if (links_[connection].client_listens) perform(run_.on_octets(connection, octets, now_));
      });
      perform(server_.on_sent(connection, size, now_));
    } else if (const auto* close = std::get_if<broker::Close>(&action)) {
      server_ends(close->connection,
                  close->how == broker::Close::How::linger ? Ended::fin : Ended::rst);
    }
  }
}

void Simulator::server_ends(broker::ConnectionId connection, Ended how) {
  later([this, connection, how] {
    if (!links_[connection].client_listens) return;
    links_[connection].client_listens = false;
    perform(run_.on_ended(connection, how, now_));
  });
  if (!links_[connection].server_listens) return;
  links_[connection].server_listens = false;
  later([this, connection] { perform(server_.on_close(connection, now_)); });
}

}  // namespace conformance
