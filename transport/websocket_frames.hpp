// The framing of WebSocket (RFC 6455, 5): what comes is taken apart, what leaves is put into
// frames.
//
//     FrameReader reader(Role::client);
//     reader.feed(octets);
//     while (const std::optional<FrameEvent> event = reader.next()) { ... }
//
// Data is handed on as it comes: no message is gathered, so that none is too large. A control frame
// is gathered; it has at most 125 octets. The peer's breaches of the framing (a server that masks,
// a client that does not, reserved bits, lengths in the wrong size, text that is no UTF-8) are
// events too, each with the code that a close frame answers it with, and nothing follows them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "transport/utf8.hpp"

namespace transport {

enum class Role : std::uint8_t { client, server };

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

// RFC 6455, 7.4.1.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  protocol_error = 1002,
  invalid_data = 1007,
};

struct Data {
  bool is_text;
  std::string octets;  // unmasked; a part of a message, or all of it
  friend bool operator==(const Data&, const Data&) = default;
};
struct Control {
  Opcode opcode;
  std::string payload;
  friend bool operator==(const Control&, const Control&) = default;
};
struct Breach {
  CloseCode answer;
  std::string what;
  friend bool operator==(const Breach&, const Breach&) = default;
};
using FrameEvent = std::variant<Data, Control, Breach>;

class FrameReader {
 public:
  // `role` is ours: a client reads frames that are not masked.
  explicit FrameReader(Role role) : role_(role) {}

  void feed(std::string_view octets) { input_.append(octets); }
  [[nodiscard]] std::optional<FrameEvent> next();

 private:
  [[nodiscard]] std::optional<Breach> read_head();
  [[nodiscard]] std::optional<Breach> begin_frame(std::uint8_t first, std::uint8_t second);
  [[nodiscard]] FrameEvent take_data();
  [[nodiscard]] FrameEvent take_control();
  [[nodiscard]] std::string take_payload(std::size_t octets);
  [[nodiscard]] FrameEvent refuse(CloseCode answer, std::string what);
  [[nodiscard]] bool is_control() const { return opcode_ >= Opcode::close; }

  const Role role_;
  std::string input_;
  bool in_payload_ = false;  // the head of the frame at hand has been read
  bool broken_ = false;
  // The frame at hand.
  Opcode opcode_ = Opcode::binary;
  bool is_final_ = false;
  bool is_masked_ = false;
  std::uint8_t mask_[4] = {};
  std::size_t mask_at_ = 0;
  std::uint64_t left_ = 0;  // of its payload
  // The message at hand, over several frames perhaps.
  bool in_message_ = false;
  bool is_text_ = false;
  Utf8 text_;
};

// One frame, final, with the mask that a client needs and a server must not have.
[[nodiscard]] std::string make_frame(Opcode opcode, std::string_view payload,
                                     std::optional<std::uint32_t> mask);
[[nodiscard]] std::string close_payload(CloseCode code, std::string_view reason);

}  // namespace transport
