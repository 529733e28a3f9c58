// Promise under test: however the octets are split between calls of feed(), the events are the
// same.
//
// Input: a fuzz::ParserInput (engine/input.hpp). The octets are read in its segments, as a whole
// and one by one.

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/sessions.hpp"

namespace {

stomp::Events parse(const fuzz::ParserInput& input, const std::vector<std::size_t>& lengths) {
  stomp::Parser parser(input.version, input.limits);
  stomp::Events events;
  for (const std::string_view segment : fuzz::segments(input.octets, lengths)) {
    stomp::feed_segment(parser, segment, events, fuzz::follow_version);
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::ParserInput input = fuzz::Reader(data, size).parser_input();
  const stomp::Events whole = parse(input, {});
  fuzz::require(parse(input, input.lengths) == whole, "the segments changed what was parsed");
  const std::vector<std::size_t> ones(input.octets.size(), 1);
  fuzz::require(parse(input, ones) == whole, "single octets changed what was parsed");
  return 0;
}
