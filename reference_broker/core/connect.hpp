// CONNECT and STOMP: everything that a session's first frame settles, and the CONNECTED that says
// so.
//
// Pure functions: a frame in, a Greeting or a Violation out. What the values of a 1.0 client are
// padded with is dropped here, because the parser cannot know the version before this.

#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "reference_broker/core/heart_beat.hpp"
#include "reference_broker/core/policy.hpp"
#include "reference_broker/core/settings.hpp"
#include "reference_broker/core/violation.hpp"
#include "stomp/frame.hpp"

namespace broker {

struct Greeting {
  stomp::Version version = stomp::Version::v1_0;
  bool names_version = false;  // accept-version was there
  Identity identity;
  std::string login;      // for the log
  std::string client_id;  // for the log
  HeartBeatPlan plan;
};

[[nodiscard]] std::variant<Greeting, Violation> greet(const stomp::FrameView& connect,
                                                      const Settings& settings,
                                                      const Policy& policy);

void append_connected(std::string& out, const Greeting& greeting, std::uint64_t session,
                      const Settings& settings);

// What the log calls the client: its client-id header, bounded and printable.
[[nodiscard]] std::string client_id_for_log(const stomp::FrameView& connect);

}  // namespace broker
