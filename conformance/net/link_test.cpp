// What a link tells of a connection that ends before anybody looks.

#include "conformance/net/link.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

namespace conformance {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr auto patience = std::chrono::seconds(60);  // far beyond what any of these takes

class LinkTest : public testing::TestWithParam<std::string> {
 protected:
  std::shared_ptr<Link> link_of_plain_tcp() {
    return std::make_shared<Link>(
        context_,
        Link::Callbacks{.opened = [&](const std::string&) { told_.emplace_back("opened"); },
                        .open_failed = [&](const std::string& why) { told_.push_back(why); },
                        .octets = [&](std::string_view) { told_.emplace_back("octets"); },
                        .ended =
                            [&](Ended how, const std::string&) {
                              told_.emplace_back(how == Ended::rst ? "reset" : "other end");
                            }},
        transport::plain_channel());
  }

  asio::io_context context_{1};
  asio::io_context of_target_{1};
  Tcp::acceptor acceptor_{of_target_, Tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)};
  std::vector<std::string> told_;
};

// The kernel completes the handshake while our loop does not run; accept and reset are at once.
TEST_P(LinkTest, TellsOpenedAndResetWhereTheTargetWasFaster) {
  const std::shared_ptr<Link> link = link_of_plain_tcp();
  link->open({.link = 1,
              .access_point = "",
              .endpoint = {"127.0.0.1", acceptor_.local_endpoint().port()},
              .source = GetParam()});
  {
    Tcp::socket accepted = acceptor_.accept();
    accepted.set_option(Tcp::socket::linger(true, 0));
    accepted.close();
  }
  context_.run_for(patience);
  EXPECT_EQ(told_, (std::vector<std::string>{"opened", "reset"}));
}

TEST_P(LinkTest, TellsWhereNobodyListens) {
  const std::uint16_t port = acceptor_.local_endpoint().port();
  acceptor_.close();
  const std::shared_ptr<Link> link = link_of_plain_tcp();
  link->open(
      {.link = 1, .access_point = "", .endpoint = {"127.0.0.1", port}, .source = GetParam()});
  context_.run_for(patience);
  EXPECT_EQ(told_, std::vector<std::string>{"Connection refused"});
}

INSTANTIATE_TEST_SUITE_P(From, LinkTest, testing::Values("", "127.0.0.2"));

}  // namespace
}  // namespace conformance
