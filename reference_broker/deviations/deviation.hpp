// The ways in which the reference broker can be told to be wrong. They prove the suite: each must
// be caught by a case that cites a requirement which it breaks.
//
//     {.name = "escape-carriage-return-in-1.1",
//      .area = "escaping",
//      .summary = "reads \\r in 1.1 as 1.2 does",
//      .requirements = {"value-encoding/undefined-escape"},
//      .receives = [](Link& link, WireFrame& frame) { ... }}
//
// A deviation is one small mistake of the kind that real brokers have had. It is written where a
// few functions can bend what goes in and out of a broker that is itself right: its settings, its
// policy, the frames from and to the client, and the ends of connections. The core knows nothing of
// it. One without any of them would change nothing.
//
// They stand in files by area (areas.hpp). What a function may ask and do is in link.hpp.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "reference_broker/core/policy.hpp"
#include "reference_broker/core/settings.hpp"
#include "reference_broker/deviations/wire_frame.hpp"

namespace broker {

class Link;

// What a bent policy answers with: the right one, and what that was made from.
struct Right {
  const Policy& policy;
  const Settings& settings;
};

// Under which policies a deviation can be seen.
enum class Reach : std::uint8_t { both, open, rocketmq };

struct Deviation {
  std::string_view name;
  std::string_view area;
  std::string_view summary;                    // what the broker does, one line without full stop
  std::vector<std::string_view> requirements;  // of the catalogue, which it breaks
  Reach reach = Reach::both;

  // Before the broker is made.
  void (*settings)(Settings& settings) = nullptr;

  // In place of the policy's own answers.
  std::variant<Identity, Violation> (*authenticates)(const Right& right,
                                                     const stomp::FrameView& connect) = nullptr;
  std::optional<Violation> (*judges)(const Right& right, const Identity& identity,
                                     Permission permission, std::string_view destination) = nullptr;
  DestinationKind (*kind_of)(const Right& right, std::string_view destination) = nullptr;
  TransactionRules (*transaction_rules)(const Right& right) = nullptr;

  // How the end of a client's frame is found.
  FrameCutter::Measure measures = nullptr;
  // A frame or EOL from the client before the broker reads it, and one that it wrote before the
  // client gets it: changed, dropped, or with others sent before it.
  void (*receives)(Link& link, WireFrame& frame) = nullptr;
  void (*sends)(Link& link, WireFrame& frame) = nullptr;
  // Whether the broker's wish to end the connection is followed.
  bool (*closes)(Link& link) = nullptr;
  // The client is gone; the broker does not know yet.
  void (*loses)(Link& link) = nullptr;
};

// All of them, area by area.
[[nodiscard]] const std::vector<Deviation>& deviations();

// nullptr where none has that name.
[[nodiscard]] const Deviation* find_deviation(std::string_view name);

[[nodiscard]] bool reaches(const Deviation& deviation, PolicyKind policy);

}  // namespace broker
