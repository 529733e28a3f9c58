// Operations on one frame: its command, headers, lengths, lines and body.

#include <string>
#include <utility>

#include "fuzz/mutator/vocabulary.hpp"
#include "fuzz/mutator/workshop.hpp"

namespace fuzz {
namespace {

using namespace std::string_view_literals;

bool change_command(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  frame->command = workshop.chance.one_in(4) ? workshop.chance.of(near_commands())
                                             : workshop.chance.of(known_commands());
  return true;
}

bool add_header(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  const std::string_view name = workshop.chance.of(known_headers());
  HeaderText header{std::string(name), ":", workshop.value_for(name), "\n"};
  const std::size_t place = workshop.chance.below(frame->headers.size() + 1);
  frame->headers.insert(frame->headers.begin() + static_cast<std::ptrdiff_t>(place),
                        std::move(header));
  return true;
}

bool remove_header(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr || frame->headers.empty()) return false;
  const std::size_t place = workshop.chance.below(frame->headers.size());
  frame->headers.erase(frame->headers.begin() + static_cast<std::ptrdiff_t>(place));
  return true;
}

// The same name once more, with the same value or another: which of the two counts?
bool repeat_header(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  HeaderText* const header = workshop.any_header(frame);
  if (header == nullptr) return false;
  HeaderText copy = *header;
  if (workshop.chance.one_in(2)) copy.value = workshop.value_for(copy.name);
  const std::size_t place = workshop.chance.below(frame->headers.size() + 1);
  frame->headers.insert(frame->headers.begin() + static_cast<std::ptrdiff_t>(place),
                        std::move(copy));
  return true;
}

bool swap_headers(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  HeaderText* const header = workshop.any_header(frame);
  if (header == nullptr) return false;
  std::swap(*header, workshop.chance.of(frame->headers));
  return true;
}

bool give_usual_value(Workshop& workshop) {
  HeaderText* const header = workshop.any_header();
  if (header == nullptr) return false;
  header->value = workshop.value_for(header->name);
  return true;
}

bool give_odd_value(Workshop& workshop) {
  HeaderText* const header = workshop.any_header();
  if (header == nullptr) return false;
  const std::string_view value = workshop.chance.of(odd_values());
  switch (workshop.chance.below(4)) {
    case 0:
      header->value = value;
      break;
    case 1:
      header->value.append(value);
      break;
    case 2:
      header->value.insert(0, value);
      break;
    default:
      header->name.append(value);
      break;
  }
  return true;
}

bool state_length(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  HeaderText* header = find_header(*frame, "content-length");
  if (header == nullptr) {
    frame->headers.push_back({"content-length", ":", "0", "\n"});
    header = &frame->headers.back();
  }
  const std::size_t octets = sent_octets(frame->body, workshop.text.shape);
  switch (workshop.chance.below(6)) {
    case 0:
      header->value = workshop.chance.of(odd_numbers());
      break;
    case 1:
      header->value = std::to_string(octets + 1);
      break;
    case 2:
      header->value = std::to_string(octets == 0 ? 0 : octets - 1);
      break;
    default:
      header->value = std::to_string(octets);
      break;
  }
  return true;
}

bool flip_eol(std::string& eol) {
  if (eol.empty()) return false;
  eol = eol == "\n" ? "\r\n" : "\n";
  return true;
}

bool change_line_ends(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  const std::size_t place = workshop.chance.below(frame->headers.size() + 3);
  if (place < frame->headers.size()) return flip_eol(frame->headers[place].eol);
  if (place == frame->headers.size()) return flip_eol(frame->eol);
  if (place == frame->headers.size() + 1) return flip_eol(frame->blank);
  flip_eol(frame->eol);
  flip_eol(frame->blank);
  for (HeaderText& header : frame->headers) flip_eol(header.eol);
  return true;
}

bool change_layout(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  constexpr std::string_view noise[] = {"\n"sv, "\r\n"sv, "\n\n\n"sv, "\r"sv, "\0"sv, " "sv};
  switch (workshop.chance.below(8)) {
    case 0:
      frame->blank.clear();
      break;
    case 1:
      frame->end.clear();
      break;
    case 2:
      frame->end.push_back('\0');
      break;
    case 3:
      frame->before.append(workshop.chance.of(noise));
      break;
    case 4:
      if (HeaderText* const header = workshop.any_header(frame)) header->colon.clear();
      break;
    case 5:
      if (HeaderText* const header = workshop.any_header(frame)) header->value.append(" ");
      break;
    case 6:
      if (HeaderText* const header = workshop.any_header(frame)) header->value.insert(0, " ");
      break;
    default:
      frame->before = "\n";
      frame->blank = "\n";
      frame->end.assign(1, '\0');
      break;
  }
  return true;
}

bool change_body(Workshop& workshop) {
  FrameText* const frame = workshop.any_frame();
  if (frame == nullptr) return false;
  constexpr std::string_view bodies[] = {"\0"sv, "a\0b"sv, "SEND\n\n\0"sv, "\r\n"sv, "\xFF\xFE"sv};
  // Around what a limited target takes, and a TCP segment.
  constexpr std::size_t sizes[] = {1, 11, 12, 13, 63, 64, 65, 255, 1459, 1460, 1461};
  switch (workshop.chance.below(4)) {
    case 0:
      frame->body = workshop.chance.of(bodies);
      break;
    case 1:
      frame->body.assign(workshop.chance.of(sizes), 'z');
      break;
    case 2:
      frame->body.append(workshop.chance.of(bodies));
      break;
    default:
      frame->body = workshop.bytes(frame->body, frame->body.size() + 16, workshop.chance.next());
      break;
  }
  return true;
}

bool lengthen_value(Workshop& workshop) {
  HeaderText* const header = workshop.any_header();
  if (header == nullptr) return false;
  // Around what a limited target takes; and more than buffers are often made for.
  constexpr std::size_t sizes[] = {8, 16, 24, 64, 200, 300, 1100, 4200};
  header->value.append(workshop.chance.of(sizes), 'v');
  return true;
}

constexpr Operation table[] = {
    {"change-command", 3, false, change_command},
    {"add-header", 4, false, add_header},
    {"remove-header", 3, false, remove_header},
    {"repeat-header", 3, false, repeat_header},
    {"swap-headers", 1, false, swap_headers},
    {"give-usual-value", 5, false, give_usual_value},
    {"give-odd-value", 3, false, give_odd_value},
    {"state-length", 3, false, state_length},
    {"change-line-ends", 2, false, change_line_ends},
    {"change-layout", 3, false, change_layout},
    {"change-body", 3, false, change_body},
    {"lengthen-value", 1, false, lengthen_value},
};

}  // namespace

std::span<const Operation> frame_operations() {
  return table;
}

}  // namespace fuzz
