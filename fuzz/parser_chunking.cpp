// Promise under test: however the octets are split between calls of feed(), the events are the
// same.
//
// Input: a line with the STOMP version ('0', '1' or '2'), the limits ('d'efault or 'u'sually
// reached) and the lengths of the segments; then the octets to parse. The octets are read in those
// segments, as a whole and one by one.

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/sessions.hpp"

namespace {

struct Start {
  stomp::Version version = stomp::Version::v1_2;
  stomp::Limits limits;
};

stomp::Events parse(const std::vector<std::string_view>& segments, const Start& start) {
  stomp::Parser parser(start.version, start.limits);
  stomp::Events events;
  for (const std::string_view segment : segments) {
    stomp::feed_segment(parser, segment, events, fuzz::follow_version);
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Reader input(data, size);
  const Start start{.version = input.version(), .limits = input.limits()};
  const std::vector<std::size_t> lengths = input.lengths();
  const std::string_view octets = input.rest();

  const stomp::Events whole = parse({octets}, start);
  fuzz::require(parse(fuzz::segments(octets, lengths), start) == whole,
                "the segments changed what was parsed");
  const std::vector<std::size_t> ones(octets.size(), 1);
  fuzz::require(parse(fuzz::segments(octets, ones), start) == whole,
                "single octets changed what was parsed");
  return 0;
}
