// What a STOMP frame is once it has been read: a command, headers in their order, a body.
//
// Two shapes of the same thing. A FrameView borrows its octets from whoever parsed them and is gone
// with the parser's next call; a Frame owns them. Both keep *all* headers, repeated ones included;
// find() answers with the first, which is the one that counts (STOMP 1.2, Repeated Header Entries).
// Names and values are decoded: no escapes, no line ends.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stomp {

enum class Version : std::uint8_t { v1_0, v1_1, v1_2 };

inline constexpr Version versions[] = {Version::v1_0, Version::v1_1, Version::v1_2};

// "1.0", "1.1" or "1.2": the spelling of accept-version and of CONNECTED's version header.
[[nodiscard]] std::string_view to_string(Version version);
[[nodiscard]] std::optional<Version> version_from(std::string_view text);

struct HeaderView {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const HeaderView&, const HeaderView&) = default;
};

struct Header {
  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

struct Frame {
  std::string command;
  std::vector<Header> headers;
  std::string body;

  // The value of the first header of that name, or nullptr.
  [[nodiscard]] const std::string* find(std::string_view name) const;

  friend bool operator==(const Frame&, const Frame&) = default;
};

struct FrameView {
  std::string_view command;
  std::span<const HeaderView> headers;
  std::string_view body;

  // The value of the first header of that name, or nothing.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

  // A copy that outlives the parser's next call.
  [[nodiscard]] Frame to_frame() const;

  friend bool operator==(const FrameView& left, const FrameView& right);
};

}  // namespace stomp
