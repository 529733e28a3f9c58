#include "conformance/scenario/passcode.hpp"

#include <array>
#include <limits>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "stomp/check.hpp"

namespace conformance {

std::string sign_client_id(std::string_view secret, std::string_view client_id) {
  stomp::check(secret.size() <= std::numeric_limits<int>::max(), "a secret is short");
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned digest_octets = 0;
  const auto* message = reinterpret_cast<const unsigned char*>(client_id.data());
  const unsigned char* signature = HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()),
                                        message, client_id.size(), digest.data(), &digest_octets);
  stomp::check(signature != nullptr, "HMAC-SHA1 is always there");

  // Four characters for three octets, rounded up, and the zero that OpenSSL writes behind them.
  std::array<unsigned char, (EVP_MAX_MD_SIZE + 2) / 3 * 4 + 1> text{};
  const int characters =
      EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest_octets));
  return {text.begin(), text.begin() + characters};
}

}  // namespace conformance
