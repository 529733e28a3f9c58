#include "transport/websocket_frames.hpp"

#include <algorithm>
#include <utility>

namespace transport {
namespace {

constexpr std::size_t control_octets_max = 125;
constexpr std::uint8_t length_in_two = 126;
constexpr std::uint8_t length_in_eight = 127;

std::uint8_t octet_at(std::string_view text, std::size_t index) {
  return static_cast<std::uint8_t>(text[index]);
}

// Codes that may stand in a close frame (RFC 6455, 7.4): the rest is for use without a frame, or
// for nobody.
bool may_be_sent(unsigned code) {
  if (code >= 3000 && code < 5000) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

bool is_known(Opcode opcode) {
  switch (opcode) {
    case Opcode::continuation:
    case Opcode::text:
    case Opcode::binary:
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
      return true;
  }
  return false;
}

}  // namespace

std::optional<FrameEvent> FrameReader::next() {
  if (broken_) return std::nullopt;
  if (!in_payload_) {
    if (const std::optional<Breach> breach = read_head()) {
      return refuse(breach->answer, breach->what);
    }
    if (!in_payload_) return std::nullopt;
  }
  if (is_control()) {
    if (input_.size() < left_) return std::nullopt;
    return take_control();
  }
  if (input_.empty() && left_ > 0) return std::nullopt;
  return take_data();
}

// Leaves in_payload_ false where octets are missing.
std::optional<Breach> FrameReader::read_head() {
  if (input_.size() < 2) return std::nullopt;
  const std::uint8_t first = octet_at(input_, 0);
  const std::uint8_t second = octet_at(input_, 1);
  if (std::optional<Breach> breach = begin_frame(first, second)) return breach;

  const std::uint8_t short_length = second & 0x7fU;
  const std::size_t length_octets = short_length == length_in_two     ? 2
                                    : short_length == length_in_eight ? 8
                                                                      : 0;
  const std::size_t head_octets = 2 + length_octets + (is_masked_ ? 4 : 0);
  if (input_.size() < head_octets) return std::nullopt;
  std::uint64_t length = short_length;
  if (length_octets > 0) {
    length = 0;
    for (std::size_t i = 0; i < length_octets; ++i) length = length << 8U | octet_at(input_, 2 + i);
    const std::uint64_t least = length_octets == 2 ? length_in_two : 0x10000U;
    if (length < least || length >> 63U != 0) {
      return Breach{CloseCode::protocol_error, "a frame's length is not in its shortest form"};
    }
  }
  for (std::size_t i = 0; is_masked_ && i < 4; ++i) {
    mask_[i] = octet_at(input_, 2 + length_octets + i);
  }
  input_.erase(0, head_octets);
  left_ = length;
  mask_at_ = 0;
  in_payload_ = true;
  return std::nullopt;
}

std::optional<Breach> FrameReader::begin_frame(std::uint8_t first, std::uint8_t second) {
  const auto wrong = [](std::string what) {
    return Breach{CloseCode::protocol_error, std::move(what)};
  };
  const auto opcode = static_cast<Opcode>(first & 0x0fU);
  if ((first & 0x70U) != 0) return wrong("a frame has reserved bits, and no extension was agreed");
  if (!is_known(opcode)) return wrong("a frame has a reserved opcode");
  is_masked_ = (second & 0x80U) != 0;
  if (is_masked_ && role_ == Role::client) return wrong("a frame of the server is masked");
  if (!is_masked_ && role_ == Role::server) return wrong("a frame of the client is not masked");
  opcode_ = opcode;
  is_final_ = (first & 0x80U) != 0;
  if (is_control()) {
    if (!is_final_ || (second & 0x7fU) > control_octets_max) {
      return wrong("a control frame is in pieces, or longer than 125 octets");
    }
    return std::nullopt;
  }
  if ((opcode == Opcode::continuation) != in_message_) {
    return wrong(in_message_ ? "a message begins within another one"
                             : "a continuation has nothing to continue");
  }
  return std::nullopt;
}

FrameEvent FrameReader::take_data() {
  if (!in_message_) {
    in_message_ = true;
    is_text_ = opcode_ == Opcode::text;
    text_ = Utf8();
  }
  // The next frame of this message continues it.
  Data data{.is_text = is_text_,
            .octets = take_payload(
                static_cast<std::size_t>(std::min<std::uint64_t>(left_, input_.size())))};
  const bool message_ends = left_ == 0 && is_final_;
  if (is_text_ && (!text_.feed(data.octets) || (message_ends && !text_.is_complete()))) {
    return refuse(CloseCode::invalid_data, "a text message is no UTF-8");
  }
  if (left_ == 0) in_payload_ = false;
  if (message_ends) in_message_ = false;
  return data;
}

FrameEvent FrameReader::take_control() {
  Control control{.opcode = opcode_, .payload = take_payload(static_cast<std::size_t>(left_))};
  in_payload_ = false;
  if (control.opcode != Opcode::close || control.payload.empty()) return control;
  if (control.payload.size() == 1) {
    return refuse(CloseCode::protocol_error, "a close frame has half a code");
  }
  const unsigned code = octet_at(control.payload, 0) * 256U + octet_at(control.payload, 1);
  if (!may_be_sent(code)) {
    return refuse(CloseCode::protocol_error,
                  "a close frame has the code " + std::to_string(code) + ", which none may have");
  }
  if (!is_utf8(std::string_view(control.payload).substr(2))) {
    return refuse(CloseCode::invalid_data, "the reason in a close frame is no UTF-8");
  }
  return control;
}

std::string FrameReader::take_payload(std::size_t octets) {
  std::string payload = input_.substr(0, octets);
  input_.erase(0, octets);
  left_ -= octets;
  if (is_masked_) {
    for (char& octet : payload) {
      octet = static_cast<char>(static_cast<std::uint8_t>(octet) ^ mask_[mask_at_++ % 4]);
    }
  }
  return payload;
}

FrameEvent FrameReader::refuse(CloseCode answer, std::string what) {
  broken_ = true;
  input_.clear();
  return Breach{answer, std::move(what)};
}

std::string make_frame(Opcode opcode, std::string_view payload, std::optional<std::uint32_t> mask) {
  const std::uint64_t length = payload.size();
  const unsigned masked = mask ? 0x80U : 0U;
  std::string frame;
  frame.reserve(payload.size() + 14);
  const auto put = [&frame](std::uint64_t octet) { frame += static_cast<char>(octet & 0xffU); };
  put(0x80U | static_cast<unsigned>(opcode));
  std::size_t length_octets = 0;
  if (length < length_in_two) {
    put(masked | length);
  } else {
    length_octets = length <= 0xffff ? 2 : 8;
    put(masked | (length_octets == 2 ? length_in_two : length_in_eight));
  }
  while (length_octets > 0) put(length >> (8 * --length_octets));
  if (!mask) return frame.append(payload);
  for (unsigned i = 0; i < 4; ++i) put(*mask >> (24 - 8 * i));
  const std::size_t key = frame.size() - 4;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    put(octet_at(payload, i) ^ octet_at(frame, key + i % 4));
  }
  return frame;
}

std::string close_payload(CloseCode code, std::string_view reason) {
  const auto number = static_cast<unsigned>(code);
  std::string payload{static_cast<char>(number >> 8U), static_cast<char>(number & 0xffU)};
  return payload.append(reason.substr(0, control_octets_max - 2));
}

}  // namespace transport
