// Where frames begin and end, and what a line is (STOMP 1.2, Frames and Headers, BNF).

#include <algorithm>
#include <cctype>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "framing";

constexpr std::string_view client_commands[] = {"SEND",  "SUBSCRIBE", "UNSUBSCRIBE", "BEGIN",
                                                "ABORT", "COMMIT",    "DISCONNECT",  "ACK",
                                                "NACK",  "CONNECT",   "STOMP"};

void put_upper(std::string& text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
}

void put_lower(std::string& text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
}

}  // namespace

Deviations framing() {
  return {
      {.name = "crlf-stays-in-values",
       .area = area,
       .summary = "1.2: takes the CR before the LF for a part of the header's value",
       .requirements = {"frames/crlf", "frames/eol"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() != stomp::Version::v1_2 || frame.opens_session()) return;
             for (std::string& line : frame.lines) {
               if (!line.ends_with('\r') || line.starts_with("content-length:")) continue;
               line.replace(line.size() - 1, 1, "\\r");
             }
           }},
      {.name = "crlf-stays-in-the-command",
       .area = area,
       .summary = "1.2: does not know a command that ends with CR LF",
       .requirements = {"frames/crlf", "frames/eol"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.command_end == "\r\n") frame.refuse();
           }},
      {.name = "crlf-is-no-blank-line",
       .area = area,
       .summary = "1.2: takes a blank line of CR LF for a header without a colon",
       .requirements = {"frames/crlf", "frames/blank-line"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.blank == "\r\n") frame.refuse();
           }},
      {.name = "crlf-between-frames-refused",
       .area = area,
       .summary = "1.2: takes CR LF behind a frame for the beginning of the next",
       .requirements = {"frames/trailing-eols", "frames/crlf"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!link.connected() || !frame.is_eol() || frame.body != "\r\n") return;
             frame = WireFrame::of("?", {});
           }},
      {.name = "second-eol-between-frames-refused",
       .area = area,
       .summary = "skips one EOL behind a frame, and takes the next for a frame",
       .requirements = {"frames/trailing-eols"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is_frame()) link.counts["eols"] = 0;
             if (!link.connected() || !frame.is_eol() || ++link.counts["eols"] < 2) return;
             frame = WireFrame::of("?", {});
           }},
      {.name = "command-in-any-case",
       .area = area,
       .summary = "knows commands in small letters too",
       .requirements = {"frames/case-sensitive"},
       .receives = [](Link& /*link*/, WireFrame& frame) { put_upper(frame.command); }},
      {.name = "header-name-in-any-case",
       .area = area,
       .summary = "writes the names of all headers in small letters",
       .requirements = {"frames/case-sensitive", "send/user-headers", "message/user-headers"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             for (std::string& line : frame.lines) {
               std::string name = line.substr(0, line.find(':'));
               put_lower(name);
               line.replace(0, name.size(), name);
             }
           }},
      {.name = "command-by-its-beginning",
       .area = area,
       .summary = "knows a command by its first letters, so that SENDING is SEND",
       .requirements = {"frames/client-commands", "frames/grammar"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             for (const std::string_view known : client_commands) {
               if (frame.command.starts_with(known)) frame.command = known;
             }
           }},
      {.name = "server-frame-accepted",
       .area = area,
       .summary = "takes a MESSAGE from a client for a SEND",
       .requirements = {"frames/server-commands", "frames/client-commands"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("MESSAGE")) frame.command = "SEND";
           }},
      {.name = "one-frame-per-read",
       .area = area,
       .summary = "reads one frame of a segment and loses the others",
       .requirements = {"frames/streamed"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.place_in_segment() > 0) frame.drop();
           }},
      {.name = "frame-in-one-read-only",
       .area = area,
       .summary = "loses a frame that comes in more than one segment",
       .requirements = {"frames/streamed"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is_frame() && !link.came_whole()) frame.drop();
           }},
      {.name = "frame-behind-connect-lost",
       .area = area,
       .summary = "loses what comes in the same segment behind CONNECT",
       .requirements = {"frames/streamed"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.opens_session()) {
               link.counts["greeting"] = 1;
             } else if (link.place_in_segment() == 0) {
               link.counts["greeting"] = 0;
             }
             if (link.counts["greeting"] == 1 && !frame.opens_session()) frame.drop();
           }},
      {.name = "value-ends-at-second-colon",
       .area = area,
       .summary = "1.0: loses what stands behind a second colon of a header",
       .requirements = {"frames/header-grammar", "send/opaque-destination", "receipt/receipt-id"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!link.connected() || link.version() != stomp::Version::v1_0) return;
             for (std::string& line : frame.lines) {
               const std::size_t second = line.find(':', line.find(':') + 1);
               line.resize(std::min(second, line.size()));
             }
           }},
      {.name = "crlf-written-in-1.1",
       .area = area,
       .summary = "ends the lines of its frames with CR LF in 1.0 and 1.1 too",
       .requirements = {"frames/eol", "frames/structure", "receipt/receipt-id"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (!frame.is_frame() || link.version() == stomp::Version::v1_2) return;
             frame.command_end = frame.blank = "\r\n";
             for (std::string& line : frame.lines) line.push_back('\r');
           }},
      {.name = "receipt-without-blank-line",
       .area = area,
       .summary = "writes no blank line behind the headers of a RECEIPT",
       .requirements = {"frames/blank-line", "frames/structure", "frames/grammar"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("RECEIPT")) frame.blank.clear();
           }},
      {.name = "error-without-nul",
       .area = area,
       .summary = "closes the connection without the NUL that ends the ERROR",
       .requirements = {"frames/null-terminated", "frames/structure", "frames/grammar",
                        "send/failure-is-error", "subscribe/failure-is-error"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("ERROR")) frame.end.clear();
           }},
      {.name = "headers-as-latin-1",
       .area = area,
       .summary = "replaces what is not ASCII in headers by question marks",
       .requirements = {"frames/utf-8", "content-type/utf-8-support"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             for (std::string& line : frame.lines) {
               std::ranges::replace_if(line, [](char c) { return c < '\0'; }, '?');
             }
           }},
  };
}

}  // namespace broker::areas
