#include "fuzz/campaign/net/lanes.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace campaign {
namespace {

using Clock = std::chrono::steady_clock;

// Under way on one lane: enough to keep a fast target busy, little enough to look through.
constexpr std::size_t window = 512;
constexpr std::size_t batch = 64;
// Then the connection ends: what a monitor and a target remember of it does not grow for ever.
constexpr std::size_t cases_per_connection = 4096;

}  // namespace

struct Lanes::Lane {
  std::size_t number = 0;
  stomp::Version version = stomp::Version::v1_2;
  std::size_t connections = 0;
  std::shared_ptr<conformance::Link> link;
  std::unique_ptr<Monitor> monitor;
  bool open = false;
  std::size_t sent = 0;       // cases on this connection
  std::size_t unsettled = 0;  // cases sent since nothing was owed
};

Lanes::Lanes(boost::asio::io_context& context, const Dialect& dialect,
             const conformance::Channels& channels, const Generator& generator, std::size_t count,
             std::size_t first_client)
    : context_(context),
      dialect_(dialect),
      channels_(channels),
      generator_(generator),
      first_client_(first_client) {
  for (std::size_t i = 0; i < count; ++i) {
    lanes_.push_back(std::make_shared<Lane>());
    lanes_.back()->number = i;
  }
}

Lanes::~Lanes() {
  reset();
}

void Lanes::reset() {
  for (const auto& lane : lanes_) close(*lane);
  accusations_.clear();
  trouble_.clear();
}

void Lanes::close(Lane& lane) {
  if (lane.link) lane.link->shut(conformance::Shut::How::whole);
  lane.link.reset();
  lane.monitor.reset();
  lane.open = false;
  lane.sent = 0;
  lane.unsettled = 0;
}

void Lanes::fail(std::string what) {
  if (trouble_.empty()) trouble_ = std::move(what);
  sending_ = false;
}

void Lanes::open(Lane& lane) {
  const auto& versions = dialect_.versions();
  lane.version = versions[(lane.number + lane.connections++) % versions.size()];
  lane.monitor = std::make_unique<Monitor>(dialect_, nullptr);
  const conformance::Open target{.link = 0,
                                 .access_point = {},
                                 .endpoint = dialect_.profile().endpoint,
                                 .source = {},
                                 .protocols = dialect_.profile().protocols(lane.version)};
  // A callback of a connection that is no more finds another link in its place.
  const auto mine = [&lane](const std::weak_ptr<conformance::Link>& link) {
    return lane.link && lane.link == link.lock();
  };
  auto link = std::make_shared<std::weak_ptr<conformance::Link>>();
  lane.link = std::make_shared<conformance::Link>(
      context_,
      conformance::Link::Callbacks{
          .opened =
              [this, &lane, link, mine](const std::string&) {
                if (!mine(*link)) return;
                const std::string& connect =
                    dialect_.connect(lane.version, first_client_ + lane.number);
                lane.monitor->on_sent(connect);
                lane.link->transmit(connect);
              },
          .open_failed =
              [this, link, mine](const std::string& why) {
                if (mine(*link)) fail("refused: " + why);
              },
          .octets =
              [this, &lane, link, mine](std::string_view octets) {
                if (!mine(*link)) return;
                heard_ = Clock::now();
                lane.monitor->on_received(octets);
                if (lane.monitor->accuses()) {
                  accusations_ = lane.monitor->take();
                  return fail(accusations_.front().got);
                }
                lane.open = lane.monitor->connected();
                fill(lane);
              },
          .ended =
              [this, &lane, link, mine](conformance::Ended how, const std::string&) {
                if (!mine(*link)) return;
                lane.monitor->on_ended(how == conformance::Ended::fin);
                accusations_ = lane.monitor->take();
                fail("the target ended a connection");
              }},
      channels_.make(target));
  *link = lane.link;
  lane.link->open(target);
}

void Lanes::fill(Lane& lane) {
  if (!lane.open) return;
  const std::size_t owed = lane.monitor->receipts_owed();
  if (owed == 0 && lane.unsettled > 0) {
    done_ += lane.unsettled;
    lane.unsettled = 0;
    if (lane.sent >= cases_per_connection) {
      close(lane);
      if (sending_) open(lane);
      return;
    }
  }
  if (!sending_ || left_ == 0 || owed > window || lane.sent >= cases_per_connection) return;
  std::string octets;
  for (std::size_t i = 0; i < batch && left_ > 0; ++i, --left_) {
    octets += generator_.pipelined(lane.number, next_, lane.version);
    ring_.push_back({.lane = lane.number, .ordinal = next_, .version = lane.version});
    if (ring_.size() > ring_max) ring_.pop_front();
    ++next_;
    ++lane.sent;
    ++lane.unsettled;
  }
  lane.monitor->on_sent(octets);
  lane.link->transmit(std::move(octets));
}

bool Lanes::run(Clock::time_point until, std::uint64_t cases_max, stomp::Duration patience,
                const std::function<bool()>& given_up) {
  left_ = cases_max;
  sending_ = true;
  heard_ = Clock::now();
  for (const auto& lane : lanes_) {
    if (!lane->link) open(*lane);
    fill(*lane);
  }
  // Set again only when it is over, as in Performer::perform().
  boost::asio::steady_timer tick(context_);
  const auto is_ticking = std::make_shared<bool>(false);
  context_.restart();
  while (trouble_.empty() && !given_up()) {
    const auto now = Clock::now();
    if (now >= until || left_ == 0) sending_ = false;
    const bool all_settled = std::ranges::all_of(lanes_, [](const auto& lane) {
      return !lane->link || (lane->open && lane->unsettled == 0);
    });
    if (!sending_ && all_settled) return true;
    if (now - heard_ > patience) {
      for (const auto& lane : lanes_) {
        if (!lane->monitor) continue;
        lane->monitor->on_silence();
        std::ranges::move(lane->monitor->take(), std::back_inserter(accusations_));
      }
      fail("no answer in time");
      break;
    }
    if (!std::exchange(*is_ticking, true)) {
      tick.expires_after(std::chrono::milliseconds(50));
      tick.async_wait([is_ticking](const boost::system::error_code&) { *is_ticking = false; });
    }
    context_.restart();
    context_.run_one();
    context_.poll();
  }
  return trouble_.empty();
}

}  // namespace campaign
