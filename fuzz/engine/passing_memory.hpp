// Memory for octets that pass: each time they stand somewhere else, behind them is nothing, and the
// last ones are gone. An address sanitizer sees whoever looks one octet too far, or at what is
// gone, as if each segment were allocated and freed; that would take longer than reading it does.
//
//     PassingMemory memory;
//     parser.feed(memory.hold("SEND\n"));
//     ...
//     parser.feed(memory.hold("\n"));  // whoever still looks at SEND is found out
//
// Without a sanitizer, what is gone reads as other octets than those that stood there.

#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STOMPCHECK_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define STOMPCHECK_ADDRESS_SANITIZER
#endif

#ifdef STOMPCHECK_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace fuzz {

// What an address sanitizer is told, if there is one: octets that may not be looked at, or may.
#ifdef STOMPCHECK_ADDRESS_SANITIZER
inline void forbid(char* begin, std::size_t octets) {
  __asan_poison_memory_region(begin, octets);
}
inline void allow(char* begin, std::size_t octets) {
  __asan_unpoison_memory_region(begin, octets);
}
#else
inline void forbid(char*, std::size_t) {}
inline void allow(char*, std::size_t) {}
#endif

// A sanitizer knows how many octets at the beginning of such a group may be looked at.
inline constexpr std::size_t group_octets = 8;

// What stood there is not to be mistaken for what is gone.
inline void spoil(std::span<char> octets) {
  for (char& octet : octets) octet = static_cast<char>(~octet);
}

class PassingMemory {
 public:
  PassingMemory() = default;
  PassingMemory(const PassingMemory&) = delete;
  PassingMemory& operator=(const PassingMemory&) = delete;
  ~PassingMemory() = default;

  // The octets in exactly as much memory, until the next call.
  std::string_view hold(std::string_view octets) {
    spoil(held_);
    forbid(held_.data(), held_.size());
    // Nothing has a place of its own, too, of which no octet may be looked at.
    const std::size_t taken = (octets.size() / group_octets + 1) * group_octets;
    if (taken * 4 > room_octets_) make_room(taken * 4);
    if (next_ + taken > room_octets_) next_ = 0;
    held_ = {room_.get() + next_, octets.size()};
    next_ += taken;
    allow(held_.data(), held_.size());
    octets.copy(held_.data(), held_.size());
    return {held_.data(), held_.size()};
  }

 private:
  static constexpr std::size_t room_octets_min = 32 * 1024;

  // At least four times what is held: it never stands where the last did.
  void make_room(std::size_t octets) {
    room_octets_ = std::max(octets, room_octets_min);
    room_ = std::make_unique<char[]>(room_octets_);
    next_ = 0;
    forbid(room_.get(), room_octets_);
  }

  std::unique_ptr<char[]> room_;
  std::size_t room_octets_ = 0;
  std::size_t next_ = 0;
  std::span<char> held_;
};

// The same for single octets, of which there are many: a sanitizer is told once where they will
// stand, which takes longer than all else. So it does not see who looks at one that is gone; but
// that one reads as another than it was.
class PassingOctets {
 public:
  PassingOctets() : room_(std::make_unique<char[]>(room_octets)) {
    forbid(room_.get(), room_octets);
    for (std::size_t at = 0; at < room_octets; at += group_octets) allow(room_.get() + at, 1);
  }

  // The octet in memory of one octet, until the next call.
  std::string_view hold(char octet) {
    char* const last = room_.get() + at_;
    *last = static_cast<char>(~*last);
    at_ = (at_ + group_octets) % room_octets;
    char* const held = room_.get() + at_;
    *held = octet;
    return {held, 1};
  }

 private:
  static constexpr std::size_t room_octets = 4096 * group_octets;

  std::unique_ptr<char[]> room_;
  std::size_t at_ = 0;
};

}  // namespace fuzz
