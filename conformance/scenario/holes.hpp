// The ${...} holes of a Template, taken apart: one reading for the lint, the engine and `explain`.
//
//   ${topic:a}             destination, argument "topic", name "a"
//   ${passcode:limited:C}  passcode, argument "limited", name "C"; a third word is its flaw
//   ${m1.message-id}       captured, name "m1", argument "message-id"
//   ${x}                   bound, name "x"
//   $${                    the two characters "${"
//
// scenarios/README.md lists what a hole may name. What a hole stands for is the engine's business.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace conformance {

struct Hole {
  enum class Kind : std::uint8_t {
    destination,  // argument: the kind of destination
    client_id,
    login,     // name: the account
    passcode,  // argument: the account, name: the client
    instance,
    unique,
    version,
    axis,
    limit,
    captured,  // name: the capture, argument: a header, or "body"
    bound,     // by `let` or `each`
  };
  Kind kind;
  std::string name;
  std::string argument;
  std::string flaw = {};  // of a passcode that is to be nearly right

  friend bool operator==(const Hole&, const Hole&) = default;
};

// What may be wrong with a passcode.
inline constexpr std::array<std::string_view, 4> passcode_flaws{"is-the-secret", "signs-the-login",
                                                                "in-other-case", "first-half"};

// As it is written: "${topic:a}".
[[nodiscard]] std::string to_string(const Hole& hole);

using TemplatePiece = std::variant<std::string, Hole>;

// Nothing where a hole is malformed; `error` then says how.
[[nodiscard]] std::optional<std::vector<TemplatePiece>> parse_template(std::string_view text,
                                                                       std::string& error);

}  // namespace conformance
