#include <gtest/gtest.h>

#include "reference_broker/core/settings.hpp"

namespace broker {
namespace {

TEST(Network, ContainsItsAddressesAndNoOther) {
  struct Row {
    const char* network;
    const char* address;
    bool contains;
  };
  const Row rows[] = {
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"10.1.2.3/8", "10.9.9.9", true},  // what stands behind the prefix does not matter
      {"127.0.0.1/32", "127.0.0.1", true},
      {"127.0.0.1/32", "127.0.0.2", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1", "127.0.0.2", false},
      {"172.16.0.0/12", "172.31.255.255", true},
      {"172.16.0.0/12", "172.32.0.0", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "::1", false},
      {"::/0", "203.0.113.9", true},
      {"10.0.0.0/8", "::ffff:10.0.0.1", true},  // as a dual-stack socket shows IPv4
      {"fd00::/8", "fd12::1", true},
      {"fd00::/8", "fe80::1", false},
      {"fe80::/10", "fe80::1%eth0", true},
      {"::1/128", "::1", true},
      {"10.0.0.0/8", "localhost", false},
      {"10.0.0.0/8", "", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.network) + " " + row.address);
    const std::optional<Network> network = Network::parse(row.network);
    ASSERT_TRUE(network.has_value());
    EXPECT_EQ(network->contains(row.address), row.contains);
  }
}

TEST(Network, RefusesWhatIsNone) {
  for (const char* const text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/8x", "10.0.0.0/-1",
        "10.0.0.0/8/8", "vpc", "1.2.3.4.5"}) {
    EXPECT_FALSE(Network::parse(text).has_value()) << text;
  }
}

TEST(Settings, SamplesAreThoseThatTheirHeaderPromises) {
  const Settings rocketmq = sample_settings(PolicyKind::rocketmq);
  ASSERT_EQ(rocketmq.access_points.size(), 2U);
  EXPECT_EQ(rocketmq.access_points[1].name, "vpc");
  EXPECT_FALSE(rocketmq.access_points[1].networks.at(0).contains("127.0.0.2"));
  EXPECT_EQ(rocketmq.instances, (std::vector<std::string>{"inst_a", "inst_b"}));

  const Settings open = sample_settings(PolicyKind::open);
  EXPECT_EQ(open.access_points.at(0).port, 61613);
  EXPECT_TRUE(open.accounts.empty());
}

}  // namespace
}  // namespace broker
