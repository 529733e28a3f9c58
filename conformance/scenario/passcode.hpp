// The passcode that a RocketMQ gateway wants: a signature of the client id (RMQ-AUTH-2).
//
// The reference broker has an implementation of its own, on purpose: if both sides used one piece
// of code, a mistake in it would agree with itself.

#pragma once

#include <string>
#include <string_view>

namespace conformance {

// Base64(HMAC-SHA1(key = secret, message = client_id)).
[[nodiscard]] std::string sign_client_id(std::string_view secret, std::string_view client_id);

}  // namespace conformance
