#include "fuzz/campaign/key.hpp"

#include <array>
#include <cstddef>

#include <openssl/evp.h>

namespace campaign {

std::string digits_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string key;
  for (std::size_t i = 0; i < 6; ++i) {
    key.push_back(digits[digest[i] >> 4U]);
    key.push_back(digits[digest[i] & 15U]);
  }
  return key;
}

}  // namespace campaign
