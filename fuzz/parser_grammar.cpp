// Promise under test: the parser reads what the grammar says, no more and no less. It is held
// against a second reader that was written from the grammar alone (oracle/reader.hpp).
//
// Input: a fuzz::ParserInput (engine/input.hpp).

#include <algorithm>

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/reading.hpp"
#include "fuzz/oracle/reader.hpp"

namespace {

using Kind = fuzz::oracle::Found::Kind;

void require_eol(const stomp::ParseEvent& event) {
  fuzz::require(std::holds_alternative<stomp::Eol>(event), "grammar: an EOL is read as one");
}

bool same(const stomp::HeaderView& read, const stomp::Header& expected) {
  return read.name == expected.name && read.value == expected.value;
}

void require_frame(const stomp::ParseEvent& event, const stomp::Frame& expected) {
  const auto* const frame = std::get_if<stomp::FrameView>(&event);
  fuzz::require(frame != nullptr, "grammar: a whole frame is read");
  fuzz::require(frame->command == expected.command, "grammar: its command");
  fuzz::require(std::ranges::equal(frame->headers, expected.headers, same), "grammar: its headers");
  fuzz::require(frame->body == expected.body, "grammar: its body");
}

void require_fault(const stomp::ParseEvent& event, stomp::ParseFault fault, std::size_t offset) {
  const auto* const error = std::get_if<stomp::ParseError>(&event);
  fuzz::require(error != nullptr, "grammar: what is wrong is refused");
  fuzz::require(error->fault == fault, "grammar: why it is refused");
  fuzz::require(error->offset == offset, "grammar: where it is wrong");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::PassingMemory memory;
  const fuzz::ParserInput input = fuzz::Reader(data, size).parser_input();
  fuzz::Reading reading(input, fuzz::Segments(input.octets, input.lengths, memory));

  stomp::Version version = input.version;
  std::size_t at = 0;
  for (;;) {
    const fuzz::oracle::Found found =
        fuzz::oracle::read(input.octets.substr(at), version, input.limits);
    if (found.kind == Kind::unfinished) break;
    const std::optional<stomp::ParseEvent> event = reading.next();
    fuzz::require(event.has_value(), "grammar: everything whole is read");
    if (found.kind == Kind::eol) require_eol(*event);
    if (found.kind == Kind::frame) require_frame(*event, found.frame);
    if (found.kind == Kind::fault) require_fault(*event, found.fault, at + found.offset);
    if (found.kind == Kind::fault) break;
    at += found.octets;
    version = fuzz::oracle::version_after(found.frame, version);
  }
  fuzz::require(!reading.next(), "grammar: nothing is read that is not there");
  return 0;
}
