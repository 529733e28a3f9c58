// Legal frames with everything in them that a client may vary: header order, escapes, line ends,
// bodies, blank lines between frames. For generator.cpp and nobody else.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/campaign/dialect.hpp"
#include "fuzz/mutator/chance.hpp"
#include "stomp/frame.hpp"

namespace campaign {

using Headers = std::vector<stomp::Header>;

// Writes a frame; shuffles its headers, and sometimes pads what stands behind it.
void write(std::string& out, fuzz::Chance& chance, stomp::Version version, std::string_view command,
           Headers headers, std::string_view body = {});

// SEND with a body that is told apart by `name`, and headers of the user's own.
void write_send(std::string& out, fuzz::Chance& chance, stomp::Version version,
                const std::string& destination, const std::string& name, const std::string& receipt,
                const std::string& transaction = {});

}  // namespace campaign
