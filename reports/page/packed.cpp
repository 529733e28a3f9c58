#include "reports/page/packed.hpp"

#include <array>
#include <zlib.h>

#include <openssl/evp.h>

#include "reports/text.hpp"
#include "stomp/check.hpp"

namespace reports::page {

std::string packed(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string octets(size, '\0');
  // The level is a compromise: 9 takes three times as long for a few percent.
  constexpr int level = 6;
  const int status = compress2(reinterpret_cast<Bytef*>(octets.data()), &size,
                               reinterpret_cast<const Bytef*>(text.data()),
                               static_cast<uLong>(text.size()), level);
  stomp::check(status == Z_OK, "compressBound() is enough room, and memory is not that scarce");
  octets.resize(size);
  return base64(octets);
}

std::string policy_digest(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const int status =
      EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  stomp::check(status == 1, "SHA-256 is always there");
  return "sha256-" + base64({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace reports::page
