// Does a frame look as a scenario says? And if not: in one sentence, what is different.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/engine/bindings.hpp"
#include "conformance/scenario/model.hpp"
#include "stomp/frame.hpp"

namespace conformance {

// What a frame was expected to be, and what it was instead.
struct Mismatch {
  std::string expected;
  std::string got;
};

[[nodiscard]] std::optional<Mismatch> mismatch(const FrameMatcher& matcher,
                                               const stomp::Frame& frame, Bindings& bindings);
[[nodiscard]] std::optional<Mismatch> mismatch(const std::vector<HeaderMatcher>& headers,
                                               const std::optional<BodyMatcher>& body,
                                               const stomp::Frame& frame, Bindings& bindings);

// "MESSAGE with destination "/topic/a" and body "hello"": what the matcher asks for.
[[nodiscard]] std::string describe(const FrameMatcher& matcher, Bindings& bindings);
// "ERROR (message "no such destination")": a frame as people name it; long values are cut.
[[nodiscard]] std::string describe(const stomp::Frame& frame);
// A string in quotes, its control octets shown, cut after 80 octets.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace conformance
