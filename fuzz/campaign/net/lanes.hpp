// Long-lived connections on which legal frames are pipelined behind receipts: the fast path.
//
//     Lanes lanes(context, dialect, channels, generator, 4);
//     lanes.run(until, limits);            // as many cases as go through
//     if (lanes.suspects()) ...            // something was wrong: which cases, and what
//
// A case is a few frames with a receipt (Generator::pipelined). A lane keeps many under way, and
// monitors every octet that comes. After a while it is closed in order and opened anew, in another
// version. At the first accusation or unexpected end all stop: what was under way is what is
// suspected.

#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "conformance/net/channels.hpp"
#include "conformance/net/link.hpp"
#include "fuzz/campaign/generator.hpp"
#include "fuzz/campaign/monitor.hpp"

namespace campaign {

// One case of a lane, as far as it takes to send it again.
struct LaneCase {
  std::size_t lane;
  std::uint64_t ordinal;
  stomp::Version version;
};

class Lanes {
 public:
  static constexpr std::size_t ring_max = 4096;

  Lanes(boost::asio::io_context& context, const Dialect& dialect,
        const conformance::Channels& channels, const Generator& generator, std::size_t count,
        std::size_t first_client);
  ~Lanes();
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  // Sends up to `cases_max` and waits for their receipts. False where something was wrong.
  // `patience`: without any answer.
  bool run(std::chrono::steady_clock::time_point until, std::uint64_t cases_max,
           stomp::Duration patience, const std::function<bool()>& given_up);

  [[nodiscard]] std::uint64_t cases() const { return done_; }
  // The last cases since it was asked, the latest at the end; those that were under way when it
  // went wrong among them.
  [[nodiscard]] std::deque<LaneCase> take_ring() { return std::exchange(ring_, {}); }
  [[nodiscard]] const std::vector<Accusation>& accusations() const { return accusations_; }
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  // The ordinal of the next case.
  [[nodiscard]] std::uint64_t next() const { return next_; }
  void begin_at(std::uint64_t ordinal) { next_ = ordinal; }
  // Begins again after trouble.
  void reset();

 private:
  struct Lane;
  void open(Lane& lane);
  void fill(Lane& lane);
  void close(Lane& lane);
  void fail(std::string what);

  boost::asio::io_context& context_;
  const Dialect& dialect_;
  const conformance::Channels& channels_;
  const Generator& generator_;
  std::size_t first_client_;
  std::vector<std::shared_ptr<Lane>> lanes_;
  std::uint64_t next_ = 0;
  std::uint64_t left_ = 0;  // of cases_max
  std::uint64_t done_ = 0;
  bool sending_ = false;
  std::deque<LaneCase> ring_;
  std::vector<Accusation> accusations_;
  std::string trouble_;
  std::chrono::steady_clock::time_point heard_;
};

}  // namespace campaign
