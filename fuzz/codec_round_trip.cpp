// Promise under test: what the serializer writes by default, the parser reads back, frame after
// frame; and representable() tells exactly which headers that holds for.
//
// Input: the STOMP version ('0', '1' or '2'), the EOL ('n' for LF, 'r' for CR LF where 1.2 has it)
// and the length of the segments (a number); then two frames, each of
//   a number    the command: its place in grammar.hpp's table, or where it has none:
//   a text      the command as it is
//   a number    of headers, each of two texts: name and value
//   a text      the body
//   an octet    'l': the body's length is stated (as it must be where the body has a NUL)
// A text is its length (one octet, counted from '0') and its octets: "01;destination2/a5helloz" is
// a SEND with one header, and "~4PING00n" a PING with none.

#include <string>

#include "fuzz/engine/input.hpp"
#include "stomp/escaping.hpp"
#include "stomp/grammar.hpp"
#include "stomp/serializer.hpp"
#include "stomp/testing.hpp"

namespace {

constexpr std::size_t header_count_max = 16;  // more would only make inputs longer

// One that the grammar knows, or any that can be one: without control octets.
std::string take_command(fuzz::Reader& input) {
  const std::size_t place = input.number();
  if (place < stomp::commands().size()) return std::string(stomp::commands()[place].command);
  std::string command;
  for (const char character : input.text()) {
    const auto octet = static_cast<unsigned char>(character);
    if (octet >= 32 && octet != 127) command.push_back(character);
  }
  return command.empty() ? "SEND" : command;
}

void require_exact(const stomp::Header& header, const std::string& command,
                   const stomp::Wire& wire) {
  const stomp::Frame frame{.command = command, .headers = {header}, .body = ""};
  const stomp::Wire plain{.version = wire.version};
  const std::string octets = stomp::serialize(frame, plain);
  const bool same = stomp::parse(octets, octets.size(), wire.version) == stomp::Events{frame};
  const bool promised = stomp::representable({header.name, header.value}, wire.version, command);
  fuzz::require(same || !promised, "a representable header is not read back");
  fuzz::require(!same || promised, "a header is read back that is said not to be representable");
}

stomp::Frame take_frame(fuzz::Reader& input, const stomp::Wire& wire) {
  stomp::Frame frame{.command = take_command(input), .headers = {}, .body = ""};
  for (std::size_t left = input.number() % header_count_max; left > 0; --left) {
    const std::string_view name = input.text();
    const std::string_view value = input.text();
    // It says how the body is read: only a true one can come back.
    if (name == "content-length") continue;
    stomp::Header header{std::string(name), std::string(value)};
    require_exact(header, frame.command, wire);
    if (stomp::representable({name, value}, wire.version, frame.command)) {
      frame.headers.push_back(std::move(header));
    }
  }
  frame.body = input.text();
  if (input.octet() == 'l' || frame.body.find('\0') != std::string::npos) {
    frame.headers.push_back(stomp::content_length(frame.body));
  }
  return frame;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Reader input(data, size);
  stomp::Wire wire{.version = input.version()};
  if (input.octet() == 'r' && wire.version == stomp::Version::v1_2) wire.eol = "\r\n";
  const std::size_t segment_octets = 1 + input.number();
  const stomp::Frame first = take_frame(input, wire);
  const stomp::Frame second = take_frame(input, wire);

  const std::string octets = stomp::serialize(first, wire) + stomp::serialize(second, wire);
  fuzz::require(stomp::parse(octets, segment_octets, wire.version) == stomp::Events{first, second},
                "two frames are not read back");
  return 0;
}
