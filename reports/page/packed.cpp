#include "reports/page/packed.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
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

std::vector<std::string> all_packed(const std::vector<std::string>& texts) {
  std::vector<std::string> all(texts.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < texts.size(); i = next++) all[i] = packed(texts[i]);
  };
  constexpr std::size_t workers_max = 4;  // more have little to do; arbitrary
  std::vector<std::future<void>> workers;
  for (std::size_t i = 1; i < std::min(workers_max, texts.size()); ++i) {
    workers.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& worker : workers) worker.get();
  return all;
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
