// Promise under test: whatever a frame holds, what stands behind it is read as it was sent or not
// at all. A frame that swallows the next, or leaves a part of itself to be read as another, is how
// requests are smuggled past whoever checks them.
//
// Input: a fuzz::ParserInput (engine/input.hpp), whose octets go before two markers.

#include <string>

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/sessions.hpp"

namespace {

// Neither looks like the other, and a NUL inside the first is none that ends a frame.
const std::string markers("MARK\ncontent-length:3\n\nb\0b\0\nMARK\nid:c\n\n\0", 40);

bool ends_between_frames(const stomp::Parser& parser, const stomp::Events& events) {
  const bool failed = !events.empty() && std::holds_alternative<stomp::ParseError>(events.back());
  return parser.between_frames() && !failed;
}

stomp::Events read(std::string_view octets, const std::vector<std::size_t>& lengths,
                   stomp::Parser& parser) {
  stomp::Events events;
  for (const std::string_view segment : fuzz::segments(octets, lengths)) {
    stomp::feed_segment(parser, segment, events, fuzz::follow_version);
  }
  return events;
}

const stomp::Events& read_markers() {
  static const stomp::Events events = stomp::parse(markers, markers.size(), stomp::Version::v1_1);
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [version, limits, lengths, fuzzed] = fuzz::Reader(data, size).parser_input();
  std::string octets(fuzzed);

  stomp::Parser alone(version, limits);
  stomp::Events events = read(octets, lengths, alone);
  if (!alone.between_frames() && events != stomp::Events{}) {
    // Perhaps only its end is missing.
    octets.push_back('\0');
    stomp::feed_segment(alone, std::string_view("\0", 1), events, fuzz::follow_version);
  }
  // A CR that still waits for its LF is another's beginning.
  if (!ends_between_frames(alone, events) || alone.buffered_octets() != 0) return 0;

  const auto before = static_cast<std::ptrdiff_t>(events.size());
  stomp::Parser parser(version, limits);
  const stomp::Events all = read(octets + markers, lengths, parser);
  fuzz::require(std::ssize(all) >= before, "desynchronisation: what was read before is still read");
  fuzz::require(stomp::Events(all.begin(), all.begin() + before) == events,
                "desynchronisation: what follows changes nothing");
  fuzz::require(stomp::Events(all.begin() + before, all.end()) == read_markers(),
                "desynchronisation: what follows is read as it was sent");
  return 0;
}
