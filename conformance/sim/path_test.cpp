// What a Path does to octets on their way through the simulator, and that it does nothing else.

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/testing/shipped.hpp"
#include "conformance/sim/simulator.hpp"

namespace conformance {
namespace {

// The reference broker, with a record of what reached it and when.
class Recorder final : public Server {
 public:
  struct Entry {
    broker::ConnectionId connection;
    std::size_t octets;
    Instant at;
  };

  std::optional<std::string> access_point(const std::string& name) const override {
    return broker_.access_point(name);
  }
  broker::Actions on_open(broker::ConnectionId id, const broker::Peer& peer,
                          broker::Instant now) override {
    return record(broker_.on_open(id, peer, now), now);
  }
  broker::Actions on_octets(broker::ConnectionId id, std::string_view octets,
                            broker::Instant now) override {
    came.push_back({id, octets.size(), now});
    return record(broker_.on_octets(id, octets, now), now);
  }
  broker::Actions on_sent(broker::ConnectionId id, std::size_t octets,
                          broker::Instant now) override {
    left.push_back({id, octets, now});
    return record(broker_.on_sent(id, octets, now), now);
  }
  broker::Actions on_close(broker::ConnectionId id, broker::Instant now) override {
    return record(broker_.on_close(id, now), now);
  }
  broker::Actions on_time(broker::Instant now) override {
    return record(broker_.on_time(now), now);
  }
  std::optional<broker::Instant> deadline() const override { return broker_.deadline(); }

  std::vector<Entry> came;
  std::vector<Entry> sent;
  std::vector<Entry> left;

 private:
  broker::Actions record(broker::Actions actions, Instant now) {
    for (const broker::Action& action : actions) {
      if (const auto* send = std::get_if<broker::Send>(&action)) {
        sent.push_back({send->connection, send->octets.size(), now});
      }
    }
    return actions;
  }

  SimulatedBroker broker_{broker::sample_settings(broker::PolicyKind::open)};
};

// A run of no case: the golden dialogue alone.
struct Dialogue {
  Recorder server;
  RunFinished end;
  Duration took{};

  explicit Dialogue(const Path& path) {
    const Catalogue catalogue;
    conformance::Run run(catalogue, shipped_profile("reference-open"), {}, {});
    Simulator simulator(
        server, run,
        [&](const Event& event) {
          if (const auto* finished = std::get_if<RunFinished>(&event)) end = *finished;
        },
        path);
    simulator.run_to_end();
    took = simulator.now();
  }
};

std::size_t total(const std::vector<Recorder::Entry>& entries) {
  std::size_t octets = 0;
  for (const Recorder::Entry& entry : entries) octets += entry.octets;
  return octets;
}

TEST(Path, CutsWritesIntoSegments) {
  const Dialogue whole(Simulator::near);
  const Dialogue cut({.latency = Simulator::near.latency, .segment_octets = 1});
  EXPECT_EQ(cut.end.ending, Ending::complete) << cut.end.reason;
  EXPECT_TRUE(std::ranges::all_of(cut.server.came, [](const auto& e) { return e.octets == 1; }));
  EXPECT_GT(cut.server.came.size(), 100U);
  EXPECT_EQ(total(cut.server.came), total(whole.server.came));
  EXPECT_GT(whole.server.came.front().octets, 1U);
}

TEST(Path, DelaysBothDirections) {
  const Dialogue near(Simulator::near);
  const Dialogue far({.latency = std::chrono::milliseconds(50)});
  EXPECT_EQ(far.end.ending, Ending::complete) << far.end.reason;
  // CONNECT, the message and three fences: five round trips, and one to open.
  EXPECT_GE(far.took, 5 * 2 * std::chrono::milliseconds(50));
  EXPECT_LT(near.took, std::chrono::milliseconds(5));
}

TEST(Path, HasAReaderWhoTakesHisTime) {
  const Dialogue slow({.latency = Simulator::near.latency, .reader_octets = 10});
  EXPECT_EQ(slow.end.ending, Ending::complete) << slow.end.reason;
  EXPECT_EQ(total(slow.server.left), total(slow.server.sent));
  EXPECT_TRUE(std::ranges::all_of(slow.server.left, [](const auto& e) { return e.octets <= 10; }));
  // CONNECTED has more than ten octets: most of it leaves milliseconds after it was sent.
  EXPECT_GT(slow.server.left[2].at - slow.server.sent[0].at, std::chrono::milliseconds(2));
}

}  // namespace
}  // namespace conformance
