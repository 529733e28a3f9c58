// Promise under test: the parser reads what the grammar says, no more and no less. It is held
// against a second reader that was written from the grammar alone (oracle/reader.hpp).
//
// Input: a fuzz::ParserInput (engine/input.hpp).

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/sessions.hpp"
#include "fuzz/oracle/reader.hpp"

namespace {

using Kind = fuzz::oracle::Found::Kind;

void require_eol(const stomp::OwnedEvent& event) {
  fuzz::require(std::holds_alternative<stomp::Eol>(event), "grammar: an EOL is read as one");
}

void require_frame(const stomp::OwnedEvent& event, const stomp::Frame& expected) {
  const auto* const frame = std::get_if<stomp::Frame>(&event);
  fuzz::require(frame != nullptr, "grammar: a whole frame is read");
  fuzz::require(frame->command == expected.command, "grammar: its command");
  fuzz::require(frame->headers == expected.headers, "grammar: its headers");
  fuzz::require(frame->body == expected.body, "grammar: its body");
}

void require_fault(const stomp::OwnedEvent& event, stomp::ParseFault fault, std::size_t offset) {
  const auto* const error = std::get_if<stomp::ParseError>(&event);
  fuzz::require(error != nullptr, "grammar: what is wrong is refused");
  fuzz::require(error->fault == fault, "grammar: why it is refused");
  fuzz::require(error->offset == offset, "grammar: where it is wrong");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto [version, limits, lengths, octets] = fuzz::Reader(data, size).parser_input();

  stomp::Parser parser(version, limits);
  stomp::Events events;
  for (const std::string_view segment : fuzz::segments(octets, lengths)) {
    stomp::feed_segment(parser, segment, events, fuzz::follow_version);
  }

  std::size_t at = 0;
  auto event = events.begin();
  for (;;) {
    const fuzz::oracle::Found found = fuzz::oracle::read(octets.substr(at), version, limits);
    if (found.kind == Kind::unfinished) break;
    fuzz::require(event != events.end(), "grammar: everything whole is read");
    if (found.kind == Kind::eol) require_eol(*event);
    if (found.kind == Kind::frame) require_frame(*event, found.frame);
    if (found.kind == Kind::fault) require_fault(*event, found.fault, at + found.offset);
    ++event;
    if (found.kind == Kind::fault) break;
    at += found.octets;
    version = fuzz::oracle::version_after(found.frame, version);
  }
  fuzz::require(event == events.end(), "grammar: nothing is read that is not there");
  return 0;
}
