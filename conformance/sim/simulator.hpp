// The suite and the reference broker in one process, without a socket and in virtual time.
//
//     SimulatedBroker server(broker::sample_settings(broker::PolicyKind::open));
//     Simulator simulator(server, run, sink);
//     simulator.run_to_end();
//
// Octets take `latency` from one side to the other; when nobody has anything to do, the clock jumps
// to the next deadline of either. A heart-beat case that takes seconds on a socket takes none here,
// and the same run gives the same events in the same order, always. What it cannot show is what
// only a kernel does: half-open connections, full buffers, resets that overtake octets. The suite
// runs over TCP for that.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "conformance/engine/run.hpp"
#include "conformance/sim/server.hpp"

namespace conformance {

class Simulator {
 public:
  using Sink = std::function<void(const Event&)>;

  // `run` has not been started; `sink` gets its events as they come.
  Simulator(Server& server, Run& run, Sink sink, Duration latency = std::chrono::microseconds(50));

  void run_to_end();

  // Virtual time that has passed.
  [[nodiscard]] Duration now() const { return now_; }

 private:
  struct Link {
    bool client_listens = true;
    bool server_listens = true;
  };
  using Delivery = std::function<void()>;

  void perform(std::vector<Action> actions);
  void perform(broker::Actions actions);
  void open(const Open& open);
  void shut(const Shut& shut);
  void server_ends(broker::ConnectionId connection, Ended how);
  void later(Delivery delivery);

  Server& server_;
  Run& run_;
  Sink sink_;
  Duration latency_;
  Instant now_{};
  std::uint64_t sequence_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, Delivery> deliveries_;  // in order
  std::map<LinkId, Link> links_;
};

}  // namespace conformance
