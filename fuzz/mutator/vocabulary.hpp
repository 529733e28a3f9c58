// What is worth writing into a frame: commands and headers from the codec's grammar, values that
// mean something to a broker, and values that have broken parsers.
//
// One source for the mutator and for the dictionary that fuzzers are given (fuzz/stomp.dict).

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

// Every command of every version.
[[nodiscard]] const std::vector<std::string_view>& known_commands();
// Almost a command.
[[nodiscard]] std::span<const std::string_view> near_commands();

// Every header that the grammar or a policy knows.
[[nodiscard]] const std::vector<std::string_view>& known_headers();

// Values that a header of this name may have in a session that works: few, so that frames refer to
// each other. Empty for headers of which nothing is known.
[[nodiscard]] std::span<const std::string_view> usual_values(std::string_view header);

// Values that are wrong in an interesting way, for any header.
[[nodiscard]] std::span<const std::string_view> odd_values();
// For headers that hold a number.
[[nodiscard]] std::span<const std::string_view> odd_numbers();

// As libFuzzer, AFL and honggfuzz read it; the text of fuzz/stomp.dict.
[[nodiscard]] std::string dictionary();

}  // namespace fuzz
