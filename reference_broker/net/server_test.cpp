// What only real sockets show: how octets travel, how connections end, and that nothing a client
// does stops the others from being served. What the broker says as STOMP is tested in
// reference_broker/core.

#include "reference_broker/net/server.hpp"

#include <string>
#include <string_view>
#include <sys/resource.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_broker/net/testing.hpp"

namespace broker {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kibi = 1024;
constexpr std::size_t mebi = 1024 * kibi;

Settings any_port(PolicyKind policy) {
  Settings settings = sample_settings(policy);
  for (AccessPoint& point : settings.access_points) point.port = 0;
  return settings;
}

const std::string connect_frame = "CONNECT\naccept-version:1.2\nhost:h\n\n\0"s;

Client connected(const RunningServer& server, const Client::Options& options = {}) {
  Client client(server.port(), options);
  client.send(connect_frame);
  EXPECT_THAT(client.read_frame(), StartsWith("CONNECTED\n"));
  return client;
}

void expect_service(const RunningServer& server) {
  Client client = connected(server);
  client.send("DISCONNECT\nreceipt:bye\n\n\0"s);
  EXPECT_EQ(client.read_frame(), "RECEIPT\nreceipt-id:bye\n\n");
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(client.saw_orderly_end());
}

TEST(Server, ConnectsAndDisconnects) {
  RunningServer server(any_port(PolicyKind::open));
  expect_service(server);
  EXPECT_EQ(field(server.wait_for("connected"), "address"), "127.0.0.1");
}

TEST(Server, KeepsTheOrderOfManyMessagesAcrossPartialWrites) {
  RunningServer server(any_port(PolicyKind::open));
  Client subscriber = connected(server);
  subscriber.send("SUBSCRIBE\nid:1\ndestination:/topic/t\nreceipt:on\n\n\0"s);
  EXPECT_EQ(subscriber.read_frame(), "RECEIPT\nreceipt-id:on\n\n");

  Client publisher = connected(server);
  std::thread publishing([&publisher] {
    for (std::size_t number = 0; number < 2000; ++number) {
      publisher.send("SEND\ndestination:/topic/t\n\n" + std::to_string(number) + ':' +
                     std::string(number % 997, 'x') + '\0');
    }
  });
  for (std::size_t number = 0; number < 2000; ++number) {
    const std::string frame = subscriber.read_frame();
    const std::string body = frame.substr(std::min(frame.find("\n\n"), frame.size() - 2) + 2);
    if (body != std::to_string(number) + ':' + std::string(number % 997, 'x')) {
      ADD_FAILURE() << "message " << number << " is " << frame;
      break;
    }
  }
  publishing.join();
}

TEST(Server, LetsTheErrorArriveThoughTheClientStillWrites) {
  RunningServer server(any_port(PolicyKind::open));
  Client client(server.port());
  client.send("NONSENSE\n\n\0"s);
  // More than is read and dropped, and more than the kernel's buffers would hide.
  const std::string block(64 * kibi, 'x');
  for (std::size_t written = 0; written < 4 * mebi; written += block.size()) {
    if (client.send_what_fits(block) == 0) break;
  }
  EXPECT_THAT(client.read_to_end(), StartsWith("ERROR\n"));
  EXPECT_TRUE(client.saw_orderly_end());
  // It never closes; a second later the broker does.
  EXPECT_TRUE(client.is_reset_soon());
  EXPECT_TRUE(server.comes_down_to(0));
}

TEST(Server, ForgetsAConnectionThatIsReset) {
  RunningServer server(any_port(PolicyKind::open));
  Client client = connected(server);
  client.reset();
  server.wait_for("disconnected");
  EXPECT_TRUE(server.comes_down_to(0));
  expect_service(server);
}

// The write of its answer takes the reset for itself, and the read behind it sees a plain end.
TEST(Server, ForgetsAtOnceWhoIsResetBeforeItsAnswer) {
  RunningServer server(any_port(PolicyKind::open));
  Client client = connected(server);
  server.while_it_stands_still([&client] {
    client.send("SEND\ndestination:/topic/t\nreceipt:1\n\n\0"s);
    client.reset();
  });
  const auto began = std::chrono::steady_clock::now();
  server.wait_for("disconnected");
  // There is nothing to wait for: what is owed to a slow reader is given five seconds to leave.
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
}

TEST(Server, AnswersWhatCameBeforeAHalfClose) {
  RunningServer server(any_port(PolicyKind::open));
  Client client(server.port());
  client.send(connect_frame + "SEND\ndestination:/topic/t\nreceipt:1\n\n\0"s);
  client.close_sending();
  EXPECT_THAT(client.read_frame(), StartsWith("CONNECTED\n"));
  EXPECT_EQ(client.read_frame(), "RECEIPT\nreceipt-id:1\n\n");
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(client.saw_orderly_end());
}

TEST(Server, DrainsALongQueueAfterAHalfClose) {
  Settings settings = any_port(PolicyKind::open);
  settings.limits.outbound_octets_max = 64 * mebi;
  RunningServer server(std::move(settings));
  Client client = connected(server, {.receive_buffer = 4096});
  client.send("SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0"s);
  // Its own messages come back to it: far more than the kernel's buffers hold.
  const std::size_t count = 32;
  for (std::size_t number = 0; number < count; ++number) {
    client.send("SEND\ndestination:/topic/t\n\n" + std::string(512 * kibi, 'x') + '\0');
  }
  client.close_sending();
  for (std::size_t number = 0; number < count; ++number) {
    ASSERT_THAT(client.read_frame(), StartsWith("MESSAGE\n")) << "message " << number;
  }
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(client.saw_orderly_end());
}

TEST(Server, ProcessesWhatAClientSentThatNeverReadAndWentAway) {
  RunningServer server(any_port(PolicyKind::open));
  Client subscriber = connected(server);
  subscriber.send("SUBSCRIBE\nid:1\ndestination:/topic/t\nreceipt:on\n\n\0"s);
  subscriber.read_frame();

  // The answers to the first frames meet a reset while the last ones are still unread: several
  // reads' worth, but no more than the kernel takes for a connection that nobody has accepted.
  const std::size_t count = 40;
  server.while_it_stands_still([&server] {
    Client hasty(server.port());
    hasty.send(connect_frame);
    for (std::size_t number = 0; number < count; ++number) {
      hasty.send("SEND\ndestination:/topic/t\nreceipt:r\n\n" + std::string(kibi, 'x') + '\0');
    }
  });
  for (std::size_t number = 0; number < count; ++number) {
    ASSERT_THAT(subscriber.read_frame(), StartsWith("MESSAGE\n")) << "message " << number;
  }
}

TEST(Server, KeepsAReaderThatReads) {
  Settings settings = any_port(PolicyKind::open);
  settings.limits.outbound_octets_max = 2 * mebi;
  RunningServer server(std::move(settings));
  Client client = connected(server);
  client.send("SUBSCRIBE\nid:1\ndestination:/topic/t\n\n\0"s);
  for (std::size_t number = 0; number < 32; ++number) {
    client.send("SEND\ndestination:/topic/t\n\n" + std::string(512 * kibi, 'x') + '\0');
    ASSERT_THAT(client.read_frame(), StartsWith("MESSAGE\n")) << "message " << number;
  }
}

TEST(Server, CutsOffAReaderThatDoesNotRead) {
  Settings settings = any_port(PolicyKind::open);
  settings.limits.outbound_octets_max = 2 * mebi;
  RunningServer server(std::move(settings));
  Client slow = connected(server, {.receive_buffer = 4096});
  slow.send("SUBSCRIBE\nid:1\ndestination:/topic/t\nreceipt:on\n\n\0"s);
  EXPECT_EQ(slow.read_frame(), "RECEIPT\nreceipt-id:on\n\n");

  Client publisher = connected(server);
  // What the broker may hold, and what the kernel's buffers on both sides do.
  const std::size_t octets_max = 2 * mebi + 16 * mebi;
  const std::string body(256 * kibi, 'x');
  std::size_t octets = 0;
  for (; octets < octets_max && server.connection_count() == 2; octets += body.size()) {
    publisher.send("SEND\ndestination:/topic/t\nreceipt:r\n\n" + body + '\0');
    ASSERT_EQ(publisher.read_frame(), "RECEIPT\nreceipt-id:r\n\n");
  }
  EXPECT_LT(octets, octets_max);
  EXPECT_EQ(field(server.wait_for("disconnected"), "reason"), "slow reader");
  static_cast<void>(slow.read_to_end());
  EXPECT_TRUE(slow.saw_reset());
  expect_service(server);
}

TEST(Server, SurvivesRapidConnectsAndDisconnects) {
  RunningServer server(any_port(PolicyKind::open));
  const std::size_t count = 500;
  for (std::size_t number = 0; number < count; ++number) {
    Client client(server.port());
    if (number % 2 == 0) client.send(connect_frame);
    if (number % 5 == 0) client.reset();
  }
  Client last = connected(server);
  last.send("SEND\ndestination:/topic/t\nreceipt:r\n\n\0"s);
  EXPECT_EQ(last.read_frame(), "RECEIPT\nreceipt-id:r\n\n");
  EXPECT_TRUE(server.comes_down_to(1));
  // What was sent before a reset may be lost with it.
  server.wait_for("disconnected", count / 2 - count / 10);
  expect_service(server);
}

TEST(Server, AnswersWhatIsNoStompWithAnErrorAndAnEnd) {
  std::string garbage;
  for (std::uint32_t state = 1; garbage.size() < 64 * kibi;
       state = state * 1664525U + 1013904223U) {
    garbage += static_cast<char>(state >> 24U);
  }
  struct Row {
    const char* name;
    std::string octets;
  };
  Settings settings = any_port(PolicyKind::open);
  // HTTP ends without a NUL: only time shows that nothing follows.
  settings.limits.login_deadline = std::chrono::milliseconds(200);
  RunningServer server(std::move(settings));
  for (const Row& row : std::vector<Row>{
           {"garbage", garbage},
           {"a header of a megabyte", "CONNECT\nx:" + std::string(mebi, 'a')},
           {"a command of a megabyte", std::string(mebi, 'C')},
           {"headers without end",
            [] {
              std::string headers = "CONNECT\n";
              while (headers.size() < mebi) headers += "a:b\n";
              return headers;
            }()},
           {"a content-length of 4 GiB",
            connect_frame + "SEND\ndestination:/topic/t\ncontent-length:4294967296\n\n"},
           {"a TLS ClientHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
           {"HTTP", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"},
       }) {
    SCOPED_TRACE(row.name);
    Client client(server.port());
    for (std::string_view rest = row.octets; !rest.empty();) {
      const std::size_t sent = client.send_what_fits(rest.substr(0, 16 * kibi));
      if (sent == 0) break;  // the broker has had enough
      rest.remove_prefix(sent);
    }
    EXPECT_THAT(client.read_to_end(), HasSubstr("ERROR\n"));
    EXPECT_TRUE(client.saw_orderly_end());
  }
  expect_service(server);
}

TEST(Server, RefusesClientsFromOutsideTheNetworksOfAnAccessPoint) {
  RunningServer server(any_port(PolicyKind::rocketmq));
  const std::uint16_t classic = server.port(0);
  const std::uint16_t vpc = server.port(1);

  Client elsewhere(vpc, {.source = "127.0.0.2"});
  EXPECT_EQ(elsewhere.read_to_end(), "");
  EXPECT_TRUE(elsewhere.saw_reset());
  EXPECT_EQ(field(server.wait_for("refused"), "address"), "127.0.0.2");

  for (auto [port, source] : {std::pair(vpc, "127.0.0.1"), std::pair(classic, "127.0.0.2")}) {
    SCOPED_TRACE(source);
    Client welcome(port, {.source = source});
    welcome.send("NONSENSE\n\n\0"s);
    EXPECT_THAT(welcome.read_frame(), StartsWith("ERROR\n"));
  }
}

TEST(Server, WakesForDeadlines) {
  Settings settings = any_port(PolicyKind::open);
  settings.limits.login_deadline = std::chrono::milliseconds(50);
  RunningServer server(std::move(settings));
  Client silent(server.port());
  EXPECT_THAT(silent.read_to_end(), StartsWith("ERROR\n"));
}

TEST(Server, BeatsWhileNothingElseIsSent) {
  Settings settings = any_port(PolicyKind::open);
  settings.limits.login_deadline = std::chrono::minutes(1);
  RunningServer server(std::move(settings));
  // The deadline for its login is there first, and later than the beats.
  Client silent(server.port());
  Client client(server.port());
  client.send("CONNECT\naccept-version:1.2\nhost:h\nheart-beat:0,100\n\n\0"s);
  EXPECT_THAT(client.read_frame(), StartsWith("CONNECTED\n"));
  EXPECT_EQ(client.read_some(), "\n");
  EXPECT_EQ(client.read_some(), "\n");
}

TEST(Server, ReportsMappedAddressesAsIpv4) {
  Settings settings = any_port(PolicyKind::open);
  settings.access_points.front().address = "::";
  boost::asio::io_context context;
  if (!Server(context, settings, [](const Log&) {}).listen().empty()) {
    GTEST_SKIP() << "this machine has no IPv6";
  }
  RunningServer server(std::move(settings));
  expect_service(server);
  EXPECT_EQ(field(server.wait_for("connected"), "address"), "127.0.0.1");
}

TEST(Server, SaysWhichPortIsTakenAndOpensNone) {
  RunningServer first(any_port(PolicyKind::open));
  Settings settings = any_port(PolicyKind::rocketmq);
  settings.access_points[1].port = first.port();

  boost::asio::io_context context;
  Server second(context, settings, [](const Log&) {});
  const std::vector<ListenError> errors = second.listen();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].endpoint.access_point, "vpc");
  EXPECT_EQ(errors[0].message, "Address already in use");
  EXPECT_THAT(errors[0].hint, HasSubstr("choose another port"));
  EXPECT_TRUE(second.endpoints().empty());
}

TEST(Server, GoesOnWhereFileDescriptorsRunOut) {
  RunningServer server(any_port(PolicyKind::open));
  expect_service(server);

  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  // The client's own is the last that there is: the lowest free number is what the next one gets.
  Client client = [&server, &usual] {
    const int lowest_free = ::dup(0);
    ::close(lowest_free);
    const rlimit tight{.rlim_cur = static_cast<rlim_t>(lowest_free) + 1,
                       .rlim_max = usual.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    return Client(server.port());
  }();
  client.send(connect_frame);
  EXPECT_EQ(field(server.wait_for("cannot-accept"), "reason"), "Too many open files");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &usual), 0);
  EXPECT_THAT(client.read_frame(), StartsWith("CONNECTED\n"));
}

TEST(Server, EndsConnectionsWhenItStops) {
  RunningServer server(any_port(PolicyKind::open));
  Client client = connected(server);
  server.stop();
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(client.saw_orderly_end());
}

TEST(Endpoint, PutsIpv6InBrackets) {
  EXPECT_EQ((Endpoint{.access_point = "a", .address = "::1", .port = 80}).to_string(), "[::1]:80");
  EXPECT_EQ((Endpoint{.access_point = "a", .address = "10.0.0.1", .port = 80}).to_string(),
            "10.0.0.1:80");
}

}  // namespace
}  // namespace broker
