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

// Masks what is a secret in the octets of these entries, taken as one text.
void mask_stream(const std::vector<WireEntry*>& members, const std::vector<std::string>& secrets) {
  std::string whole;
  std::vector<std::size_t> begins;
  for (const WireEntry* member : members) {
    begins.push_back(whole.size());
    whole += member->octets;
  }
  find_secrets(whole, secrets, [&](std::size_t at, std::size_t length) {
    const auto behind = std::ranges::upper_bound(begins, at);
    for (auto i = static_cast<std::size_t>(behind - begins.begin()) - 1;
         i < members.size() && begins[i] < at + length; ++i) {
      std::string& octets = members[i]->octets;
      const std::size_t from = std::max(at, begins[i]) - begins[i];
      const std::size_t to = std::min(at + length - begins[i], octets.size());
      if (from < to)
        std::fill(octets.begin() + static_cast<std::ptrdiff_t>(from),
                  octets.begin() + static_cast<std::ptrdiff_t>(to), '*');
    }
  });
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
  if (std::ranges::all_of(secrets, &std::string::empty)) return result;
  std::map<std::pair<ConnectionName, WireEntry::Kind>, std::vector<WireEntry*>> streams;
  for (WireEntry& entry : result) {
    if (carries_octets(entry.kind)) {
      streams[{entry.connection, entry.kind}].push_back(&entry);
    } else {
      entry.octets = conformance::masked(std::move(entry.octets), secrets);
    }
  }
  for (const auto& [stream, members] : streams) mask_stream(members, secrets);
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
