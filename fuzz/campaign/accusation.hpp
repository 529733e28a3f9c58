// What a target is accused of: the rule that it broke, and what was seen.
//
// The first three fields hold nothing of the input, so that the same bug met by two inputs is the
// same: they are what minimising keeps and what findings are told apart by.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stomp/frame.hpp"

namespace campaign {

enum class Kind : std::uint8_t {
  crash,       // the process died, or a sanitizer spoke, or nobody listens any more
  hang,        // an independent connection is no longer served
  violation,   // something that no server may send, or did not send what it must
  acceptance,  // what must be refused was performed
  refusal,     // what is plainly legal was refused
};

[[nodiscard]] constexpr std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::crash:
      return "crash";
    case Kind::hang:
      return "hang";
    case Kind::violation:
      return "violation";
    case Kind::acceptance:
      return "acceptance";
    case Kind::refusal:
      return "refusal";
  }
  return "";
}

struct Accusation {
  Kind kind = Kind::violation;
  std::string clause;   // id in the catalogue of requirements; empty for crash and hang
  std::string subject;  // "RECEIPT that nobody asked for", "by signal 11 (Segmentation fault)"
  // For people; the version is that of the connection.
  std::string expected;
  std::string got;
  stomp::Version version = stomp::Version::v1_2;

  // Whether the subject is of one bug alone. Of a bare death or silence it is not: then what was
  // sent last must tell bugs apart.
  [[nodiscard]] bool says_where() const {
    if (kind == Kind::hang) return false;
    return kind != Kind::crash ||
           !(subject.starts_with("by signal") || subject.starts_with("with exit") ||
             subject.starts_with("connections are"));
  }

  [[nodiscard]] bool same_as(const Accusation& other) const {
    return kind == other.kind && clause == other.clause && subject == other.subject;
  }
};

}  // namespace campaign
