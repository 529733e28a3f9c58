// Passcodes: how a client proves that it knows a secret, and how that is compared.
//
// Under the rocketmq policy the secret never travels: the passcode is its signature over the client
// id (RMQ-AUTH-2). Comparisons take the same time wherever the first difference is, so that
// answering times tell nothing about a secret.

#pragma once

#include <string>
#include <string_view>

namespace broker {

// Base64( HMAC-SHA1( key = secret, message = client_id ) )  (RMQ-AUTH-2)
[[nodiscard]] std::string sign(std::string_view secret, std::string_view client_id);

[[nodiscard]] bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace broker
