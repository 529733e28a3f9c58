// Reads the steps of a scenario for one combination of its axes.

#pragma once

#include <optional>
#include <string_view>

#include "conformance/scenario/field_reader.hpp"
#include "conformance/scenario/model.hpp"

namespace conformance {

// A step has one verb, a key that says what it does; `each` is expanded here.
[[nodiscard]] Steps read_steps(const json::Node& array, Chooser& chooser);

// The steps by which octets leave: their keys are many, and their readers stand in send_reader.cpp.
[[nodiscard]] Verb read_open(FieldReader& reader);
[[nodiscard]] Verb read_connect(FieldReader& reader);
[[nodiscard]] Verb read_send(FieldReader& reader);
[[nodiscard]] Verb read_ack(FieldReader& reader);
[[nodiscard]] Verb read_nack(FieldReader& reader);

// The word that a key must have: the name of a connection, a capture, an observation.
[[nodiscard]] std::string read_word(FieldReader& reader, std::string_view key);

}  // namespace conformance
