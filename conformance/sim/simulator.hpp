// The suite and the reference broker in one process, without a socket and in virtual time.
//
//     SimulatedBroker server(broker::sample_settings(broker::PolicyKind::open));
//     Simulator simulator(server, run, sink);
//     simulator.run_to_end();
//
// What lies between the two is a Path; when nobody has anything to do, the clock jumps to the next
// deadline of either. A heart-beat case that takes seconds on a socket takes none here,
// and the same run gives the same events in the same order, always. What it cannot show is what
// only a kernel does: half-open connections, full buffers, resets that overtake octets. The suite
// runs over TCP for that.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/engine/path.hpp"
#include "conformance/engine/run.hpp"
#include "conformance/sim/server.hpp"

namespace conformance {

class Simulator {
 public:
  using Sink = std::function<void(Event)>;

  // A loopback's.
  static constexpr Path near{.latency = std::chrono::microseconds(50)};

  // `run` has not been started; `sink` gets its events as they come.
  Simulator(Server& server, Run& run, Sink sink, const Path& path = near);

  void run_to_end();

  // Virtual time that has passed.
  [[nodiscard]] Duration now() const { return now_; }

 private:
  struct Link {
    bool client_listens = true;
    bool server_listens = true;
    Instant read_until{};  // when the client will have taken all that is on its way
  };
  using Delivery = std::function<void()>;

  void perform(std::vector<Action> actions);
  void perform(broker::Actions actions);
  void open(const Open& open);
  void shut(const Shut& shut);
  void server_ends(broker::ConnectionId connection, Ended how);
  void carry(broker::Send send);
  void read_slowly(const broker::Send& send);
  void deliver(LinkId link, std::string_view octets);
  void later(Delivery delivery);
  void at(Instant time, Delivery delivery);

  Server& server_;
  Run& run_;
  Sink sink_;
  const Path path_;
  Instant now_{};
  std::uint64_t sequence_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, Delivery> deliveries_;  // in order
  std::map<LinkId, Link> links_;
};

}  // namespace conformance
