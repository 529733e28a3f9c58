#include "reference_broker/core/passcode.hpp"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "stomp/check.hpp"

namespace broker {
namespace {

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string sign(std::string_view secret, std::string_view client_id) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int digest_octets = 0;
  const unsigned char* const made =
      HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), octets_of(client_id),
           client_id.size(), digest.data(), &digest_octets);
  stomp::check(made != nullptr, "OpenSSL has no HMAC-SHA1");

  // Four characters for each three octets begun, and the NUL that EVP_EncodeBlock adds.
  std::array<unsigned char, (EVP_MAX_MD_SIZE + 2) / 3 * 4 + 1> text{};
  const int text_octets =
      EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest_octets));
  return {text.begin(), text.begin() + text_octets};
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace broker
