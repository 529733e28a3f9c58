// Performs scripts on a target over real sockets, several at a time, each judged by monitors.
//
//     Performer performer(context, dialect, channels);
//     Performance done = performer.perform(script, patience, [&] { return dead; });
//
// It behaves as a careful client where the script does not say otherwise: it waits for the answer
// to CONNECT before it goes on, for a MESSAGE where an ACK is to name one, and for what a
// connection is owed before another one speaks; never longer than it has patience. So the same
// script leads to the same dialogue, as far as the target lets it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

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

  // As long as `next` has one, and whenever there is room for its connections: slow ones do not
  // keep the others waiting. `done` gets each when it is over, by the number of its script. With at
  // most so many connections at a time (but those of one script). Ends early where `given_up` says
  // so.
  using Next = std::function<std::optional<fuzz::Script>()>;
  using Done = std::function<void(std::size_t number, Performance performance)>;
  void perform(const Next& next, const Done& done, const Patience& patience,
               std::size_t connections_max, const GivenUp& given_up);
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
