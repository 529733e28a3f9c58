#include "stomp/frame.hpp"

#include <algorithm>

namespace stomp {

std::string_view to_string(Version version) {
  switch (version) {
    case Version::v1_0:
      return "1.0";
    case Version::v1_1:
      return "1.1";
    case Version::v1_2:
      return "1.2";
  }
  return "";
}

std::optional<Version> version_from(std::string_view text) {
  for (const Version version : versions) {
    if (text == to_string(version)) return version;
  }
  return std::nullopt;
}

const std::string* Frame::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(headers, [name](const Header& header) { return header.name == name; });
  return found == headers.end() ? nullptr : &found->value;
}

std::optional<std::string_view> FrameView::find(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &HeaderView::name);
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

Frame FrameView::to_frame() const {
  Frame frame{.command = std::string(command), .headers = {}, .body = std::string(body)};
  frame.headers.reserve(headers.size());
  for (const HeaderView& header : headers) {
    frame.headers.push_back({std::string(header.name), std::string(header.value)});
  }
  return frame;
}

bool operator==(const FrameView& left, const FrameView& right) {
  return left.command == right.command && std::ranges::equal(left.headers, right.headers) &&
         left.body == right.body;
}

}  // namespace stomp
