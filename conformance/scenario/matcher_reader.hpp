// Reads what a scenario asserts about a frame: matchers of headers and bodies, and checks.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/scenario/field_reader.hpp"
#include "conformance/scenario/model.hpp"

namespace conformance {

// {"destination": "/a", "content-length": {"integer": [5, 5]}, ...}
[[nodiscard]] std::vector<HeaderMatcher> read_header_matchers(FieldReader& reader,
                                                              std::string_view key);
[[nodiscard]] std::optional<BodyMatcher> read_body_matcher(FieldReader& reader);
[[nodiscard]] std::vector<Check> read_checks(FieldReader& reader);
// Of the keys `frame`, `headers` and `body`.
[[nodiscard]] FrameMatcher read_frame_matcher(FieldReader& reader);
// The name of a capture: a word, because ${NAME.header} must be readable.
[[nodiscard]] std::optional<std::string> read_capture(FieldReader& reader);

}  // namespace conformance
