#include "reference_broker/core/message.hpp"

#include <algorithm>

#include "stomp/escaping.hpp"

namespace broker {
namespace {

// What the broker writes itself, and what was said to the broker: passed on, it would be a lie to
// the subscriber (STOMP 1.2, MESSAGE: `subscription`, `message-id` and `ack` are the server's).
constexpr std::string_view not_forwarded[] = {
    "destination", "content-length", "receipt", "transaction", "message-id", "subscription", "ack"};

bool is_forwarded(std::string_view name) {
  return std::ranges::find(not_forwarded, name) == std::end(not_forwarded);
}

void append_header(std::string& out, std::string_view name, std::string_view value,
                   stomp::Version version) {
  // 1.0 cannot say a line end or a ':' in a name; such a header would forge others.
  if (!stomp::representable({name, value}, version, "MESSAGE")) return;
  stomp::append_escaped(out, name, version);
  out.push_back(':');
  stomp::append_escaped(out, value, version);
  out.push_back('\n');
}

}  // namespace

Message::Message(const stomp::FrameView& send, std::string_view destination)
    : destination_(destination),
      body_(send.body),
      // "If a frame body is present, MESSAGE SHOULD include a content-length" (STOMP 1.2); without
      // a body it is repeated for those who stated it.
      states_length_(!send.body.empty() || send.find("content-length").has_value()),
      octets_(sizeof(Message) + destination.size() + send.body.size()) {
  headers_.reserve(send.headers.size());
  for (const stomp::HeaderView& header : send.headers) {
    if (is_forwarded(header.name)) {
      headers_.push_back({std::string(header.name), std::string(header.value)});
    }
  }
  for (const stomp::Header& header : headers_) {
    octets_ += sizeof(header) + header.name.size() + header.value.size();
  }
}

const std::string& Message::common_headers(stomp::Version version) const {
  std::string& encoded = encoded_[static_cast<std::size_t>(version)];
  if (!encoded.empty()) return encoded;
  append_header(encoded, "destination", destination_, version);
  if (states_length_) {
    append_header(encoded, "content-length", std::to_string(body_.size()), version);
  }
  for (const stomp::Header& header : headers_) {
    append_header(encoded, header.name, header.value, version);
  }
  encoded.push_back('\n');
  return encoded;
}

}  // namespace broker
