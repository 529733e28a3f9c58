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
namespace {

// How far back deflate can refer.
constexpr std::size_t window_octets = 32 * 1024;

const Bytef* octets_of(std::string_view text) {
  return reinterpret_cast<const Bytef*>(text.data());
}

uInt size_of(std::string_view text) {
  return static_cast<uInt>(text.size());
}

std::string packed_group(const std::vector<Part>& parts) {
  Deflater deflater;
  std::vector<Piece> made(parts.size());
  std::vector<const Piece*> pieces;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].piece == nullptr) {
      made[i] = deflater.piece(parts[i].text(), i == 0 ? "" : parts[i - 1].text());
    }
    pieces.push_back(parts[i].piece == nullptr ? &made[i] : parts[i].piece);
  }
  return packed(pieces);
}

}  // namespace

void Deflater::End::operator()(z_stream_s* stream) const {
  deflateEnd(stream);
  delete stream;
}

Deflater::Deflater() : stream_(new z_stream_s{}) {
  // The level is a compromise: 9 takes twice as long for a few percent. Negative: without the
  // frame, which is for the whole.
  constexpr int level = 6;
  constexpr int memory = 8;  // zlib's default
  const int status =
      deflateInit2(stream_.get(), level, Z_DEFLATED, -MAX_WBITS, memory, Z_DEFAULT_STRATEGY);
  stomp::check(status == Z_OK, "memory is not that scarce");
}

Piece Deflater::piece(std::string_view text, std::string_view before) {
  z_stream_s& stream = *stream_;
  deflateReset(&stream);
  before = before.substr(before.size() - std::min(before.size(), window_octets));
  if (!before.empty()) deflateSetDictionary(&stream, octets_of(before), size_of(before));
  constexpr std::size_t for_the_flush = 64;
  const std::size_t bound = deflateBound(&stream, text.size()) + for_the_flush;
  if (room_.size() < bound) room_.resize(bound);
  stream.next_in = const_cast<Bytef*>(octets_of(text));
  stream.avail_in = size_of(text);
  stream.next_out = reinterpret_cast<Bytef*>(room_.data());
  stream.avail_out = size_of(room_);
  const int status = deflate(&stream, Z_SYNC_FLUSH);
  stomp::check(status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0,
               "deflateBound() is enough room");
  return {.octets = room_.substr(0, room_.size() - stream.avail_out),
          .size = text.size(),
          .checksum = adler32(adler32(0, nullptr, 0), octets_of(text), size_of(text))};
}

std::string packed(const std::vector<const Piece*>& pieces) {
  std::string octets = "\x78\x9c";
  unsigned long checksum = adler32(0, nullptr, 0);
  for (const Piece* piece : pieces) {
    octets += piece->octets;
    checksum = adler32_combine(checksum, piece->checksum, static_cast<z_off_t>(piece->size));
  }
  octets += {'\x03', '\x00'};  // a last block, with nothing in it
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    octets += static_cast<char>((checksum >> shift) & 0xffU);
  }
  return base64(octets);
}

std::vector<std::string> all_packed(const std::vector<std::vector<Part>>& groups) {
  std::vector<std::string> all(groups.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < groups.size(); i = next++) all[i] = packed_group(groups[i]);
  };
  constexpr std::size_t workers_max = 4;  // more have little to do; arbitrary
  std::vector<std::future<void>> workers;
  for (std::size_t i = 1; i < std::min(workers_max, groups.size()); ++i) {
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
