// The driver on real sockets: what only a kernel shows. Bounded waits, no sleeps; the targets live
// on the same thread as the driver.

#include "conformance/net/driver.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "conformance/scenario/loader.hpp"
#include "conformance/scenario/testing/shipped.hpp"
#include "reference_broker/net/server.hpp"
#include "transport/tls.hpp"

namespace conformance {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr auto patience = std::chrono::seconds(60);  // far beyond what any of these takes

struct Findings {
  std::vector<CaseResult> cases;
  std::optional<RunFinished> finished;
};

Findings drive(asio::io_context& context, const Profile& profile, std::vector<Case> cases,
               const Options& options = {}) {
  Findings findings;
  conformance::Run run(shipped_suite().catalogue, profile, std::move(cases), options);
  std::string error;
  const std::optional<Channels> channels = Channels::of(profile, error);
  EXPECT_EQ(error, "");
  Driver driver(
      context, run,
      [&](const Event& event) {
        if (const auto* done = std::get_if<CaseFinished>(&event)) {
          findings.cases.push_back(done->result);
        } else if (const auto* end = std::get_if<RunFinished>(&event)) {
          findings.finished = *end;
          context.stop();
        }
      },
      std::nullopt, channels.value());
  asio::steady_timer timer(context, patience);
  timer.async_wait([&](const boost::system::error_code& cancelled) {
    if (!cancelled) context.stop();
  });
  driver.start();
  if (!findings.finished) context.run();
  context.restart();
  return findings;
}

// ---- The reference broker over loopback
// -----------------------------------------------------------------

struct Way {
  const char* name;
  const char* profile;
  Scheme scheme = Scheme::stomp;
};

class Loopback : public testing::TestWithParam<Way> {};

broker::Transport transport_of(Scheme scheme) {
  return scheme == Scheme::stomps ? broker::Transport::tls
         : scheme == Scheme::ws   ? broker::Transport::websocket
         : scheme == Scheme::wss  ? broker::Transport::secure_websocket
                                  : broker::Transport::tcp;
}

TEST_P(Loopback, TheReferenceBrokerPassesEverythingThatApplies) {
  Profile target = shipped_profile(GetParam().profile);
  broker::Settings settings = broker::sample_settings(
      target.embedded == Embedded::open ? broker::PolicyKind::open : broker::PolicyKind::rocketmq);
  if (GetParam().scheme != Scheme::stomp) {
    broker::AccessPoint point = broker::sample_access_point(transport_of(GetParam().scheme));
    const transport::Identity identity = transport::self_signed_identity();
    point.certificate = identity.certificate;
    point.key = identity.key;
    target.tls.ca = identity.certificate;
    settings.access_points = {point};
    target.endpoint.scheme = GetParam().scheme;
    target.endpoint.path = broker::websocket_path;
  }
  for (broker::AccessPoint& point : settings.access_points) point.port = 0;
  asio::io_context context(1);
  broker::Server server(context, settings, [](const broker::Log&) {});
  ASSERT_TRUE(server.listen().empty());
  for (const broker::Endpoint& endpoint : server.endpoints()) {
    const auto point = target.access_points.find(endpoint.access_point);
    if (point != target.access_points.end()) point->second.endpoint.port = endpoint.port;
  }
  target.endpoint.port = server.endpoints().front().port;

  // With sanitizers, a frame that is cut into a TLS record for each octet takes seconds.
  const Findings findings =
      drive(context, target, shipped_suite().cases, {.timeout = std::chrono::seconds(10)});
  ASSERT_TRUE(findings.finished);
  EXPECT_EQ(findings.finished->ending, Ending::complete) << findings.finished->reason;
  EXPECT_EQ(findings.cases.size(), shipped_suite().cases.size());
  std::size_t passed = 0;
  for (const CaseResult& result : findings.cases) {
    EXPECT_LE(result.grade, Grade::observed) << result.key << ": " << result.reason;
    if (result.grade == Grade::pass) ++passed;
  }
  // n/a is no pass: over every transport nearly everything applies.
  EXPECT_GT(passed, shipped_suite().cases.size() / 2);
  server.stop();
}

INSTANTIATE_TEST_SUITE_P(
    Net, Loopback,
    testing::Values(Way{"RocketMq", "reference-rocketmq"}, Way{"Open", "reference-open"},
                    Way{"OpenOverTls", "reference-open", Scheme::stomps},
                    Way{"OpenOverWebSocket", "reference-open", Scheme::ws},
                    Way{"OpenOverSecureWebSocket", "reference-open", Scheme::wss}),
    [](const auto& named) { return named.param.name; });

// ---- Targets that are none
// --------------------------------------------------------------------------------

// Accepts, and hands each connection to `serve`, which keeps it as long as it likes.
class Target {
 public:
  using Serve = std::function<void(std::shared_ptr<Tcp::socket>)>;

  Target(asio::io_context& context, Serve serve)
      : acceptor_(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        serve_(std::move(serve)) {
    accept();
  }
  [[nodiscard]] Profile profile(Scheme scheme = Scheme::stomp) const {
    return default_profile({"127.0.0.1", acceptor_.local_endpoint().port(), scheme,
                            is_websocket(scheme) ? "/stomp" : ""});
  }

 private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, Tcp::socket socket) {
      if (error) return;
      sockets_.push_back(std::make_shared<Tcp::socket>(std::move(socket)));
      serve_(sockets_.back());
      accept();
    });
  }

  Tcp::acceptor acceptor_;
  Serve serve_;
  std::vector<std::shared_ptr<Tcp::socket>> sockets_;
};

void write_for_ever(const std::shared_ptr<Tcp::socket>& socket,
                    const std::shared_ptr<std::string>& octets) {
  asio::async_write(*socket, asio::buffer(*octets),
                    [=](const boost::system::error_code& error, std::size_t) {
                      if (!error) write_for_ever(socket, octets);
                    });
}

struct DeadTarget {
  const char* name;
  Target::Serve serve;
};

std::vector<DeadTarget> dead_targets() {
  const auto flood = [](std::string octets) {
    return [=](const std::shared_ptr<Tcp::socket>& socket) {
      write_for_ever(socket, std::make_shared<std::string>(octets));
    };
  };
  const auto once = [](std::string octets) {
    return [=](const std::shared_ptr<Tcp::socket>& socket) {
      boost::system::error_code ignored;
      asio::write(*socket, asio::buffer(octets), ignored);
      socket->close(ignored);
    };
  };
  return {
      {"BlackHole", [](const auto&) {}},
      {"CloseAtOnce", once("")},
      {"ResetAtOnce",
       [](const std::shared_ptr<Tcp::socket>& socket) {
         boost::system::error_code ignored;
         socket->set_option(Tcp::socket::linger(true, 0), ignored);
         socket->close(ignored);
       }},
      {"HalfAFrame", once("CONNECTED\nversion:1.")},
      {"ContentLengthOfFourGibibytes",
       once("CONNECTED\nversion:1.2\ncontent-length:4294967296\n\nx")},
      {"FloodOfOctets", flood(std::string(64 * 1024, 'x'))},
      {"FloodOfLineFeeds", flood(std::string(64 * 1024, '\n'))},
      {"FloodOfHeaders", flood("a:" + std::string(60'000, 'b') + "\n")},
      {"FloodOfFrames", flood("MESSAGE\n\n" + std::string(1, '\0'))},
  };
}

class Dead : public testing::TestWithParam<DeadTarget> {};

TEST_P(Dead, EndsTheRunWithinSecondsAndWithACompleteAccount) {
  asio::io_context context(1);
  Target target(context, GetParam().serve);
  const Findings findings = drive(context, target.profile(), shipped_suite().cases);
  ASSERT_TRUE(findings.finished) << "the run did not end";
  EXPECT_EQ(findings.finished->ending, Ending::target_unreachable);
  EXPECT_EQ(exit_code(*findings.finished, FailOn::must), 3);
  EXPECT_EQ(findings.cases.size(), shipped_suite().cases.size());
  EXPECT_LT(findings.finished->summary.duration, std::chrono::seconds(15));
}

INSTANTIATE_TEST_SUITE_P(Net, Dead, testing::ValuesIn(dead_targets()),
                         [](const auto& named) { return named.param.name; });

TEST(Driver, ReportsAPortWhereNobodyListens) {
  asio::io_context context(1);
  std::uint16_t port = 0;
  {
    Tcp::acceptor acceptor(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    port = acceptor.local_endpoint().port();
  }
  const Findings findings =
      drive(context, default_profile({"127.0.0.1", port}), shipped_suite().cases);
  ASSERT_TRUE(findings.finished);
  EXPECT_EQ(exit_code(*findings.finished, FailOn::must), 3);
  EXPECT_NE(findings.finished->reason.find("does not accept connections"), std::string::npos);
}

TEST(Driver, ReportsAHostThatHasNoAddress) {
  asio::io_context context(1);
  const Findings findings =
      drive(context, default_profile({"no such host", 1}), shipped_suite().cases);
  ASSERT_TRUE(findings.finished);
  EXPECT_EQ(exit_code(*findings.finished, FailOn::must), 3);
}

}  // namespace
}  // namespace conformance
