// Promise under test: however the octets are split between calls of feed(), the events are the
// same.
//
// Input: a fuzz::ParserInput (engine/input.hpp). The octets are read as a whole, in its segments
// and one by one, all at once: each event is held against the others' while their views live.

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::PassingMemory memories[2];
  static fuzz::PassingOctets single;
  const fuzz::ParserInput input = fuzz::Reader(data, size).parser_input();
  fuzz::Reading whole(input, fuzz::Segments(input.octets, {}, memories[0]));
  fuzz::Reading cut(input, fuzz::Segments(input.octets, input.lengths, memories[1]));
  fuzz::Reading dribbled(input, fuzz::SingleOctets(input.octets, single));

  std::optional<stomp::ParseEvent> event;
  do {
    event = whole.next();
    fuzz::require(cut.next() == event, "the segments changed what was parsed");
    fuzz::require(dribbled.next() == event, "single octets changed what was parsed");
  } while (event);
  return 0;
}
