// A run of the suite over real sockets: sockets and a clock around the engine.
//
//     boost::asio::io_context context(1);
//     Driver driver(context, run, sink);
//     driver.start();
//     context.run();                      // until the run has finished; interrupt() ends it early
//
// Where it is given a LaunchPlan, it starts the target, and starts it again when the engine asks.
//
// It judges nothing. What it owes to the engine is exactness about the wire: each Transmit is a
// write of its own, with Nagle's algorithm off, so that an octet sent alone travels alone; a FIN
// and a RST of the target are told apart; and what the target sent is read before its end is
// reported.
//
// What that means over the other transports (channels.hpp): a Transmit is a TLS record, or a
// WebSocket message in one frame; a close_notify and a close frame count as the FIN that follows
// them, and so does a FIN without them, as many servers end; a RST is a RST.

#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "conformance/engine/run.hpp"
#include "conformance/net/channels.hpp"
#include "conformance/net/launcher.hpp"

namespace conformance {

class Driver {
 public:
  using Sink = std::function<void(Event)>;

  // `run` has not been started. One thread: the one that runs the context.
  // `channels` can reach every endpoint of the run's profile.
  Driver(boost::asio::io_context& context, Run& run, Sink sink,
         std::optional<LaunchPlan> plan = std::nullopt, Channels channels = {});
  // Returns when no process that it started is left.
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  void start();
  // The run ends here; its report says that it is partial.
  void interrupt();

 private:
  class Shell;
  std::shared_ptr<Shell> shell_;
};

}  // namespace conformance
