// Performs scripts on a target over real sockets, several at a time, each judged by monitors.
//
//     Performer performer(context, dialect, channels);
//     std::vector<Performance> done = performer.perform(scripts, patience, [&] { return dead; });
//
// It behaves as a careful client where the script does not say otherwise: it waits for the answer
// to CONNECT before it goes on, for a MESSAGE where an ACK is to name one, and for what a
// connection is owed before another one speaks; never longer than it has patience. So the same
// script leads to the same dialogue, as far as the target lets it.

#pragma once

#include <functional>
#include <span>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "conformance/net/channels.hpp"
#include "fuzz/campaign/dialect.hpp"
#include "fuzz/campaign/wire.hpp"
#include "fuzz/mutator/script.hpp"

namespace campaign {

struct Patience {
  stomp::Duration answer = std::chrono::seconds(2);           // for what must come
  stomp::Duration glance = std::chrono::milliseconds(60);     // for what may come
  stomp::Duration pause_max = std::chrono::milliseconds(50);  // of a script's pauses
};

using GivenUp = std::function<bool()>;

class Performer {
 public:
  // `context` is run by nobody else while perform() is.
  Performer(boost::asio::io_context& context, const Dialect& dialect,
            const conformance::Channels& channels)
      : context_(context), dialect_(dialect), channels_(channels) {}

  // With at most so many connections at a time (but four for one script). Ends early where
  // `given_up` says so.
  [[nodiscard]] std::vector<Performance> perform(std::span<const fuzz::Script> scripts,
                                                 const Patience& patience,
                                                 std::size_t connections_max,
                                                 const GivenUp& given_up);
  [[nodiscard]] Performance perform(const fuzz::Script& script, const Patience& patience,
                                    const GivenUp& given_up);

  [[nodiscard]] std::uint64_t connections() const { return connections_; }

 private:
  boost::asio::io_context& context_;
  const Dialect& dialect_;
  const conformance::Channels& channels_;
  std::uint64_t connections_ = 0;
};

}  // namespace campaign
