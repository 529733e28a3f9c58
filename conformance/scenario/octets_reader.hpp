// Reads octets and counts as scenarios write them: text, hex, base64, repetitions, and numbers that
// may be relative to a limit of the target.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conformance/scenario/axes.hpp"
#include "conformance/scenario/field_reader.hpp"
#include "conformance/scenario/model.hpp"
#include "json/document.hpp"

namespace conformance {

// Text, {"hex": ...}, {"base64": ...}, {"repeat": ..., "times": ...}, or an array of these.
[[nodiscard]] Octets read_octets(const json::Node& node, Chooser& chooser);

// A number that is not negative, or {"limit": "body-octets", "plus": 1}.
[[nodiscard]] Count read_count(const json::Node& node, Chooser& chooser);

// Text with holes; complains where a hole is malformed.
[[nodiscard]] Template read_template(const json::Node& node, Chooser& chooser);
[[nodiscard]] std::optional<Template> find_template(FieldReader& reader, std::string_view key);

// Complains about a key, the name of a header, that has a malformed hole.
void check_header_name(const json::Node& object, const std::string& name, Chooser& chooser);

// Nothing for what is not that encoding. Spaces may stand between the pairs of hex digits.
[[nodiscard]] std::optional<std::string> decode_hex(std::string_view text);
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace conformance
