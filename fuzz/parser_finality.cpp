// Promise under test: after a ParseError nothing follows, whatever is fed; and it names an octet
// that was fed and a rule.
//
// Input: a fuzz::ParserInput (engine/input.hpp).

#include "fuzz/engine/input.hpp"
#include "fuzz/engine/reading.hpp"

namespace {

using namespace std::string_view_literals;

// Never twice the same, and of every kind that could wake a parser up.
constexpr std::string_view afterwards[] = {"\n"sv, "\0"sv, "SEND\n\n\0"sv, ""sv,
                                           "\0\nCONNECT\nversion:1.1\n\n\0"sv};

void require_silence(stomp::Parser& parser) {
  for (const stomp::Version version : stomp::versions) {
    parser.set_version(version);
    for (const std::string_view octets : afterwards) {
      parser.feed(octets);
      fuzz::require(!parser.next(), "an event after a ParseError");
      fuzz::require(!parser.between_frames(), "between two frames after a ParseError");
      fuzz::require(parser.buffered_octets() == 0, "octets are kept after a ParseError");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::PassingMemory memory;
  const auto [version, limits, lengths, octets] = fuzz::Reader(data, size).parser_input();
  stomp::Parser parser(version, limits);

  std::uint64_t fed = 0;
  bool failed = false;
  fuzz::Segments segments(octets, lengths, memory);
  while (const std::optional<std::string_view> segment = segments.next()) {
    fed += segment->size();
    parser.feed(*segment);
    while (const std::optional<stomp::ParseEvent> event = parser.next()) {
      fuzz::require(!failed, "an event after a ParseError");
      fuzz::follow_version(parser, *event);
      const auto* const error = std::get_if<stomp::ParseError>(&*event);
      if (error == nullptr) continue;
      failed = true;
      fuzz::require(error->offset < fed, "an error at an octet that was never fed");
      fuzz::require(!stomp::describe(error->fault).empty(), "an error without a rule");
    }
  }
  if (failed) require_silence(parser);
  return 0;
}
