#include "stomp/serializer.hpp"

#include <cstddef>

#include "stomp/escaping.hpp"

namespace stomp {
namespace {

void append_header(std::string& out, std::string_view name, std::string_view value,
                   const Wire& wire, bool escape) {
  if (escape) {
    append_escaped(out, name, wire.version);
    out.push_back(':');
    append_escaped(out, value, wire.version);
  } else {
    out.append(name).push_back(':');
    out.append(value);
  }
  out.append(wire.eol);
}

// Frame and FrameView differ in who owns their octets, not in their members' names.
template <typename AnyFrame>
void append_any(std::string& out, const AnyFrame& frame, const Wire& wire) {
  // Room for everything but the escapes, which are rare.
  std::size_t octets = frame.command.size() + frame.body.size() + 2 * wire.eol.size() + 1;
  for (const auto& header : frame.headers) {
    octets += header.name.size() + 1 + header.value.size() + wire.eol.size();
  }
  // Growth stays geometric for those who append many frames to one buffer.
  if (out.empty()) out.reserve(octets);

  const bool escape = wire.escape && uses_escapes(wire.version, frame.command);
  out.append(frame.command).append(wire.eol);
  for (const auto& header : frame.headers) {
    append_header(out, header.name, header.value, wire, escape);
  }
  if (wire.blank_line) out.append(wire.eol);
  out.append(frame.body);
  if (wire.terminate) out.push_back('\0');
}

}  // namespace

std::string serialize(const FrameView& frame, const Wire& wire) {
  std::string out;
  append_any(out, frame, wire);
  return out;
}

std::string serialize(const Frame& frame, const Wire& wire) {
  std::string out;
  append_any(out, frame, wire);
  return out;
}

void append_frame(std::string& out, const FrameView& frame, const Wire& wire) {
  append_any(out, frame, wire);
}

Header content_length(std::string_view body) {
  return {"content-length", std::to_string(body.size())};
}

}  // namespace stomp
