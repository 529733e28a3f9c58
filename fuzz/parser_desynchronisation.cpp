// Promise under test: whatever a frame holds, what stands behind it is read as it was sent or not
// at all. A frame that swallows the next, or leaves a part of itself to be read as another, is how
// requests are smuggled past whoever checks them.
//
// Input: a fuzz::ParserInput (engine/input.hpp), whose octets go before two markers.

#include <string>

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/reading.hpp"

namespace {

using Reading = fuzz::Reading<fuzz::Segments>;

// Neither looks like the other, and a NUL inside the first is none that ends a frame.
const std::string markers("MARK\ncontent-length:3\n\nb\0b\0\nMARK\nid:c\n\n\0", 40);

struct Alone {
  std::size_t events = 0;
  bool wants_nul = false;  // perhaps only its end was missing, and it was read with that
  bool ends_between_frames = false;
};

// Reads what there is, and says whether all was well.
bool read_all(Reading& reading, std::size_t& events) {
  while (const std::optional<stomp::ParseEvent> event = reading.next()) {
    ++events;
    if (std::holds_alternative<stomp::ParseError>(*event)) return false;
  }
  return true;
}

Alone read_alone(const fuzz::ParserInput& input, fuzz::PassingMemory& memory) {
  Reading reading(input, {input.octets, input.lengths, memory});
  Alone alone;
  if (!read_all(reading, alone.events)) return alone;
  if (!reading.parser().between_frames() && alone.events != 0) {
    alone.wants_nul = true;
    reading.go_on({std::string_view("\0", 1), {}, memory});
    if (!read_all(reading, alone.events)) return alone;
  }
  // A CR that still waits for its LF is another's beginning.
  alone.ends_between_frames =
      reading.parser().between_frames() && reading.parser().buffered_octets() == 0;
  return alone;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::PassingMemory memories[2];
  const fuzz::ParserInput input = fuzz::Reader(data, size).parser_input();
  const Alone alone = read_alone(input, memories[0]);
  if (!alone.ends_between_frames) return 0;

  std::string octets(input.octets);
  if (alone.wants_nul) octets.push_back('\0');
  const std::size_t before = octets.size();
  octets += markers;
  const std::string_view all = octets;

  // Both are read at once: events are compared while their views live.
  Reading expected(input, {all.substr(0, before), input.lengths, memories[0]});
  Reading followed(input, {all, input.lengths, memories[1]});
  for (std::size_t event = 0; event < alone.events; ++event) {
    const std::optional<stomp::ParseEvent> read = followed.next();
    fuzz::require(read.has_value(), "desynchronisation: what was read before is still read");
    fuzz::require(read == expected.next(), "desynchronisation: what follows changes nothing");
  }
  stomp::Parser marked(stomp::Version::v1_1);
  marked.feed(markers);
  std::optional<stomp::ParseEvent> event;
  do {
    event = marked.next();
    fuzz::require(followed.next() == event,
                  "desynchronisation: what follows is read as it was sent");
  } while (event);
  return 0;
}
