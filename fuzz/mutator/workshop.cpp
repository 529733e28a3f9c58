#include "fuzz/mutator/workshop.hpp"

#include <algorithm>

#include "fuzz/mutator/vocabulary.hpp"
#include "stomp/grammar.hpp"

namespace fuzz {
namespace {

// How often which client command is a good idea: what carries state comes often.
constexpr std::string_view useful_commands[] = {
    "SEND",  "SEND",   "SEND",  "SUBSCRIBE", "SUBSCRIBE",   "ACK",        "ACK",    "NACK",
    "BEGIN", "COMMIT", "ABORT", "CONNECT",   "UNSUBSCRIBE", "DISCONNECT", "CONNECT"};

constexpr std::string_view bodies[] = {"", "x", "hello", "{\"a\":[1,2]}"};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void add_header(Workshop& workshop, FrameText& frame, std::string_view name) {
  frame.headers.push_back({std::string(name), ":", workshop.value_for(name), "\n"});
}

}  // namespace

std::vector<std::size_t> Workshop::frames() const {
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < text.pieces.size(); ++place) {
    if (std::holds_alternative<FrameText>(text.pieces[place])) places.push_back(place);
  }
  return places;
}

FrameText* Workshop::any_frame() {
  const std::vector<std::size_t> places = frames();
  if (places.empty()) return nullptr;
  return &std::get<FrameText>(text.pieces[chance.of(places)]);
}

HeaderText* Workshop::any_header(FrameText* of_frame) {
  if (of_frame == nullptr) of_frame = any_frame();
  if (of_frame == nullptr || of_frame->headers.empty()) return nullptr;
  return &chance.of(of_frame->headers);
}

std::string Workshop::value_for(std::string_view header) {
  const auto usual = usual_values(header);
  if (!usual.empty() && !chance.one_in(4)) return std::string(chance.of(usual));
  if (const HeaderText* const other = any_header()) return other->value;
  return "x";
}

FrameText Workshop::new_frame() {
  FrameText frame{.before = {},
                  .command = std::string(chance.of(useful_commands)),
                  .eol = "\n",
                  .headers = {},
                  .blank = "\n",
                  .body = {},
                  .end = std::string(1, '\0')};
  const stomp::Version version = chance.of(stomp::versions);
  for (const std::string_view name : stomp::required_headers(frame.command, version)) {
    add_header(*this, frame, name);
  }
  for (const std::string_view name : stomp::optional_headers(frame.command, version)) {
    if (chance.one_in(2)) add_header(*this, frame, name);
  }
  if (frame.command == "SEND") frame.body = chance.of(bodies);
  if (frame.command == "SEND" && chance.one_in(3)) add_header(*this, frame, "content-length");
  if (frame.command != "CONNECT" && chance.one_in(3)) add_header(*this, frame, "receipt");
  restate_length(frame, text.shape);
  return frame;
}

void restate_length(FrameText& frame, Shape shape) {
  HeaderText* const header = find_header(frame, "content-length");
  if (header == nullptr || !is_number(header->value)) return;
  header->value = std::to_string(sent_octets(frame.body, shape));
}

}  // namespace fuzz
