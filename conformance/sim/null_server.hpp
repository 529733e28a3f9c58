// Servers that serve nobody: what the suite must not be taken in by.
//
// A suite whose checks accept "the connection closed" for a refusal is passed half by a server that
// does nothing but close. None of these may pass a single case that judges a MUST.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/sim/server.hpp"

namespace conformance {

enum class Nothing : std::uint8_t {
  accept_and_close,        // closes what it has accepted
  black_hole,              // takes everything, answers nothing
  close_after_connected,   // CONNECTED, then the end
  close_on_second_frame,   // CONNECTED, and the end at the next frame: it passes a naive suite
  error_to_everything,     // ERROR for each frame, and the connection stays
  error_and_close,         // ERROR for the first frame, then the end
  receipt_for_everything,  // CONNECTED, a RECEIPT wherever one is asked for, and no message ever
  echo,                    // sends back what comes
  connected_for_ever,      // CONNECTED for each frame
  noise,                   // octets that mean nothing, the same ones in every run
  flood,                   // a hundred MESSAGEs for each frame
};

struct NullServerName {
  Nothing kind;
  std::string_view name;  // "accept-and-close"
};
[[nodiscard]] const std::vector<NullServerName>& null_servers();

class NullServer final : public Server {
 public:
  explicit NullServer(Nothing kind) : kind_(kind) {}

  [[nodiscard]] std::optional<std::string> access_point(const std::string& name) const override;
  [[nodiscard]] broker::Actions on_open(broker::ConnectionId connection, const broker::Peer& peer,
                                        broker::Instant now) override;
  [[nodiscard]] broker::Actions on_octets(broker::ConnectionId connection, std::string_view octets,
                                          broker::Instant now) override;
  [[nodiscard]] broker::Actions on_sent(broker::ConnectionId, std::size_t,
                                        broker::Instant) override {
    return {};
  }
  [[nodiscard]] broker::Actions on_close(broker::ConnectionId connection,
                                         broker::Instant now) override;
  [[nodiscard]] broker::Actions on_time(broker::Instant) override { return {}; }
  [[nodiscard]] std::optional<broker::Instant> deadline() const override { return std::nullopt; }

 private:
  void answer(broker::ConnectionId connection, const stomp::FrameView& frame,
              broker::Actions& actions);
  [[nodiscard]] std::string noise(std::size_t octets);

  struct Client {
    stomp::Parser parser;
    std::size_t frames = 0;
    bool closed = false;
  };
  Nothing kind_;
  std::map<broker::ConnectionId, Client> clients_;
  std::uint64_t random_ = 88172645463325252ULL;  // xorshift's customary seed; any but zero will do
};

}  // namespace conformance
