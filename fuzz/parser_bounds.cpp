// Promise under test: once next() has run dry, at most the octets of one unfinished frame are
// buffered, and no frame that was reported is over a limit.
//
// Input: a fuzz::ParserInput (engine/input.hpp).

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/reading.hpp"

namespace {

std::size_t bound(const stomp::Limits& limits) {
  return (limits.header_count_max + 1) * (limits.line_octets_max + 2) + 2 + limits.body_octets_max;
}

void require_within(const stomp::FrameView& frame, const stomp::Limits& limits) {
  fuzz::require(!frame.command.empty(), "a frame without a command");
  fuzz::require(frame.command.size() <= limits.line_octets_max, "a command over the limit");
  fuzz::require(frame.headers.size() <= limits.header_count_max, "more headers than the limit");
  for (const stomp::HeaderView& header : frame.headers) {
    fuzz::require(!header.name.empty(), "a header without a name");
    fuzz::require(header.name.size() + 1 + header.value.size() <= limits.line_octets_max,
                  "a header over the limit");
  }
  fuzz::require(frame.body.size() <= limits.body_octets_max, "a body over the limit");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::PassingMemory memory;
  const auto [version, limits, lengths, octets] = fuzz::Reader(data, size).parser_input();

  stomp::Parser parser(version, limits);
  std::size_t unfinished = 0;  // octets fed since the last event, at most
  fuzz::Segments segments(octets, lengths, memory);
  while (const std::optional<std::string_view> segment = segments.next()) {
    unfinished += segment->size();
    parser.feed(*segment);
    while (const std::optional<stomp::ParseEvent> event = parser.next()) {
      if (const auto* const frame = std::get_if<stomp::FrameView>(&*event)) {
        require_within(*frame, limits);
      }
      fuzz::follow_version(parser, *event);
      unfinished = segment->size() - 1;
    }
    fuzz::require(parser.buffered_octets() <= bound(limits), "more is buffered than a frame has");
    fuzz::require(parser.buffered_octets() <= unfinished, "more is buffered than was fed");
  }
  return 0;
}
