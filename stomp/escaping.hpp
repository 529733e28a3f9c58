// Value Encoding: how headers carry the octets that delimit them (STOMP 1.1 and 1.2).
//
//   1.0   nothing is encoded
//   1.1   LF <-> \n   ':' <-> \c   '\' <-> \\      (a CR is an ordinary octet)
//   1.2   CR <-> \r   and those of 1.1
//
// CONNECT, STOMP and CONNECTED stay as they are in every version; uses_escapes() says so once for
// parser and serializer.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "stomp/frame.hpp"

namespace stomp {

// CONNECT, STOMP, CONNECTED: read and written the same in every version, because which version the
// peer speaks is only known once they have been read.
[[nodiscard]] bool negotiates(std::string_view command);

[[nodiscard]] bool uses_escapes(Version version, std::string_view command);

// Appends `text` with its delimiting octets encoded.
void append_escaped(std::string& out, std::string_view text, Version version);

// False at an undefined escape sequence or a lone backslash at the end.
[[nodiscard]] bool well_escaped(std::string_view text, Version version);

// Appends the decoded text, which must be well_escaped().
void append_unescaped(std::string& out, std::string_view text, Version version);

// The decoded text, or nothing where it is not well_escaped().
[[nodiscard]] std::optional<std::string> unescape(std::string_view text, Version version);

// Whether a header can be written in that version and command and be read back the same. Where
// there are no escapes, a line end or a ':' in a name would forge other headers: whoever relays
// foreign headers asks this first and leaves out what cannot be said.
[[nodiscard]] bool representable(const HeaderView& header, Version version,
                                 std::string_view command);

}  // namespace stomp
