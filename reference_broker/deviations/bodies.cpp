// Bodies and content-length: how much of a frame is its message.

#include <algorithm>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "framing";

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char octet) { return (static_cast<unsigned char>(octet) & 0xc0U) != 0x80U; }));
}

// Bends the body of a message before the broker keeps it.
void shorten(WireFrame& frame, std::size_t octets) {
  if (frame.is("SEND") && frame.body.size() > octets) frame.set_body(frame.body.substr(0, octets));
}

}  // namespace

Deviations bodies() {
  return {
      {.name = "content-length-ignored",
       .area = area,
       .summary = "lets the first NUL end a body whatever its content-length says",
       .requirements = {"content-length/read-exactly", "content-length/body-with-null"},
       .measures = [](const WireFrame&) -> std::optional<std::size_t> { return std::nullopt; }},
      {.name = "content-length-of-send-only",
       .area = area,
       .summary = "refuses a content-length on other frames than SEND",
       .requirements = {"content-length/any-frame"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("SEND") && frame.has("content-length")) frame.refuse();
           }},
      {.name = "content-length-zero-refused",
       .area = area,
       .summary = "refuses a content-length of 0",
       .requirements = {"content-length/octet-count", "content-length/read-exactly"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.find("content-length") == "0") frame.refuse();
           }},
      {.name = "content-length-in-characters",
       .area = area,
       .summary = "counts the characters of a MESSAGE and not its octets",
       .requirements = {"content-length/octet-count"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("MESSAGE") || !frame.has("content-length")) return;
             frame.set("content-length", std::to_string(code_points(frame.body)));
           }},
      {.name = "body-ends-at-nul",
       .area = area,
       .summary = "copies a body as a C string: up to its first NUL",
       .requirements = {"content-length/read-exactly", "message/body", "send/body-is-the-message",
                        "content-length/body-with-null"},
       .receives = [](Link& /*link*/, WireFrame& frame) { shorten(frame, frame.body.find('\0')); }},
      {.name = "body-cut-at-64-kib",
       .area = area,
       .summary = "keeps the first 65,536 octets of a body",
       .requirements = {"message/body", "send/body-is-the-message"},
       .receives = [](Link& /*link*/, WireFrame& frame) { shorten(frame, 65'536); }},
      {.name = "body-without-last-line-end",
       .area = area,
       .summary = "drops a line end at the end of a body",
       .requirements = {"message/body", "send/body-is-the-message"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.body.ends_with('\n')) shorten(frame, frame.body.size() - 1);
           }},
      {.name = "body-line-ends-normalised",
       .area = area,
       .summary = "writes CR LF in a body as LF",
       .requirements = {"message/body", "send/body-is-the-message"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("SEND")) return;
             std::string text = frame.body;
             for (std::size_t at = 0; (at = text.find("\r\n", at)) != std::string::npos; ++at) {
               text.erase(at, 1);
             }
             frame.set_body(std::move(text));
           }},
      {.name = "body-as-ascii",
       .area = area,
       .summary = "replaces what is not ASCII in a body by question marks",
       .requirements = {"message/body", "send/body-is-the-message", "content-type/utf-8-support",
                        "content-type/absent-means-binary"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("SEND")) return;
             std::ranges::replace_if(frame.body, [](char c) { return c < '\0'; }, '?');
           }},
      {.name = "body-on-subscribe-refused-in-1.0",
       .area = area,
       .summary = "1.0: refuses a SUBSCRIBE with a body, as later versions do",
       .requirements = {"subscribe/body-ignored"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() != stomp::Version::v1_0 || frame.body.empty()) return;
             if (frame.is("SUBSCRIBE")) frame.refuse();
           }},
      {.name = "message-without-content-length",
       .area = area,
       .summary = "writes no content-length in MESSAGE, even where the body has a NUL",
       .requirements = {"content-length/body-with-null", "content-length/should-be-sent",
                        "message/content-length"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("MESSAGE")) frame.erase("content-length");
           }},
      {.name = "message-with-content-length-for-nul-only",
       .area = area,
       .summary = "writes a content-length in MESSAGE only where the body has a NUL",
       .requirements = {"content-length/should-be-sent", "message/content-length"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("MESSAGE") || frame.body.find('\0') != std::string::npos) return;
             frame.erase("content-length");
           }},
  };
}

}  // namespace broker::areas
