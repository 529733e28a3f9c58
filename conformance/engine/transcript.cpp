#include "conformance/engine/transcript.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace conformance {
namespace {

bool carries_octets(WireEntry::Kind kind) {
  return kind == WireEntry::Kind::sent || kind == WireEntry::Kind::received;
}

// Calls `hit(offset, length)` for each occurrence of each secret, overlapping ones included.
template <typename Hit>
void find_secrets(std::string_view text, const std::vector<std::string>& secrets, Hit hit) {
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    for (std::size_t at = text.find(secret); at != std::string_view::npos;
         at = text.find(secret, at + 1)) {
      hit(at, secret.size());
    }
  }
}

}  // namespace

void Transcript::add(Instant now, const ConnectionName& connection, WireEntry::Kind kind,
                     std::string_view octets) {
  if (carries_octets(kind)) {
    const std::size_t room = octets_max - std::min(octets_, octets_max);
    octets_ += octets.size();
    if (room == 0) return;  // said once, below
    if (octets.size() > room) {
      entries_.push_back({now - start_, connection, kind, std::string(octets.substr(0, room))});
      entries_.push_back({now - start_, connection, WireEntry::Kind::note,
                          "the transcript ends here: it is full"});
      return;
    }
  }
  entries_.push_back({now - start_, connection, kind, std::string(octets)});
}

std::vector<WireEntry> Transcript::masked(const std::vector<std::string>& secrets) const {
  std::vector<WireEntry> result = entries_;
  std::map<std::pair<ConnectionName, WireEntry::Kind>, std::vector<std::size_t>> streams;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (carries_octets(result[i].kind)) {
      streams[{result[i].connection, result[i].kind}].push_back(i);
    } else {
      result[i].octets = conformance::masked(std::move(result[i].octets), secrets);
    }
  }
  for (const auto& [stream, members] : streams) {
    std::string whole;
    for (const std::size_t i : members) whole += entries_[i].octets;
    const std::string clean = conformance::masked(whole, secrets);
    std::size_t at = 0;
    for (const std::size_t i : members) {
      const std::size_t length = entries_[i].octets.size();
      result[i].octets = clean.substr(at, length);
      at += length;
    }
  }
  return result;
}

std::string masked(std::string text, const std::vector<std::string>& secrets) {
  const std::string original = text;
  find_secrets(original, secrets, [&](std::size_t at, std::size_t length) {
    std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), length, '*');
  });
  return text;
}

}  // namespace conformance
