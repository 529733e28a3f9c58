// How header values are written and read (STOMP 1.1 and 1.2, Value Encoding).

#include "stomp/escaping.hpp"

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "escaping";

using stomp::Version;

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

// The same value, with the backslash of each undefined escape written as one that means itself.
std::string with_undefined_ones_literal(const std::string& text, Version version) {
  std::string mended;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      mended.push_back(text[at]);
    } else if (stomp::well_escaped(text.substr(at, 2), version)) {
      mended.append(text, at++, 2);
    } else {
      mended.append("\\\\");
    }
  }
  return mended;
}

bool escapes(const Link& link, const WireFrame& frame) {
  return link.connected() && stomp::uses_escapes(link.version(), frame.command);
}

// What the broker writes escaped, written as it is: with "\n" a line end, and so on.
void write_plain(Link& link, WireFrame& frame, std::string_view command) {
  if (!frame.is(command) || !escapes(link, frame)) return;
  for (std::string& line : frame.lines) {
    line = stomp::unescape(line, link.version()).value_or(line);
  }
}

void write_one_plain(Link& link, WireFrame& frame, std::string_view escape,
                     std::string_view octet) {
  if (!escapes(link, frame)) return;
  for (std::string& line : frame.lines) line = replaced(line, escape, octet);
}

void trim(std::string& line, bool left, bool right) {
  const std::size_t value = line.find(':') + 1;
  if (value == 0) return;
  while (left && line.size() > value && line[value] == ' ') line.erase(value, 1);
  while (right && line.size() > value && line.back() == ' ') line.pop_back();
}

}  // namespace

Deviations escaping() {
  return {
      {.name = "escape-undefined-accepted",
       .area = area,
       .summary = "takes the backslash of an undefined escape sequence as it is",
       .requirements = {"value-encoding/undefined-escape"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.opens_session()) return;
             for (std::string& line : frame.lines) {
               line = with_undefined_ones_literal(line, link.version());
             }
           }},
      {.name = "escape-undefined-accepted-in-names",
       .area = area,
       .summary = "looks for undefined escape sequences in values, but not in names",
       .requirements = {"value-encoding/undefined-escape"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.opens_session()) return;
             for (std::string& line : frame.lines) {
               const std::string name = line.substr(0, line.find(':'));
               line.replace(0, name.size(), with_undefined_ones_literal(name, link.version()));
             }
           }},
      {.name = "escape-undefined-accepted-on-send-only",
       .area = area,
       .summary = "refuses an undefined escape sequence on every frame but SEND",
       .requirements = {"value-encoding/undefined-escape"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("SEND")) return;
             for (std::string& line : frame.lines) {
               line = with_undefined_ones_literal(line, link.version());
             }
           }},
      {.name = "escape-carriage-return-in-1.1",
       .area = area,
       .summary = "1.1: reads \\r as CR, as only 1.2 does",
       .requirements = {"value-encoding/undefined-escape"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() != Version::v1_1 || frame.opens_session()) return;
             for (std::string& line : frame.lines) line = replaced(line, "\\r", "\r");
           }},
      {.name = "escape-carriage-return-unknown-in-1.2",
       .area = area,
       .summary = "1.2: refuses \\r, which was undefined in 1.1",
       .requirements = {"value-encoding/escapes"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() != Version::v1_2 || frame.opens_session()) return;
             for (std::string& line : frame.lines) line = replaced(line, "\\r", "\\t");
           }},
      {.name = "escape-in-names-not-read",
       .area = area,
       .summary = "reads escape sequences in values, but not in names",
       .requirements = {"value-encoding/escapes"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!escapes(link, frame)) return;
             for (std::string& line : frame.lines) {
               const std::string name = line.substr(0, line.find(':'));
               line.replace(0, name.size(), replaced(name, "\\", "\\\\"));
             }
           }},
      {.name = "escape-in-values-not-read",
       .area = area,
       .summary = "keeps the values of a SEND as they came, and escapes them once more",
       .requirements = {"value-encoding/escapes", "value-encoding/reverse-transformation",
                        "send/user-headers", "message/user-headers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!escapes(link, frame) || !frame.is("SEND")) return;
             for (std::string& line : frame.lines) line = replaced(line, "\\", "\\\\");
           }},
      {.name = "escape-in-receipt-not-read",
       .area = area,
       .summary = "keeps the receipt header as it came, and escapes it once more",
       .requirements = {"value-encoding/escapes", "receipt/receipt-id"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!escapes(link, frame) || !frame.has("receipt")) return;
             frame.set("receipt", replaced(frame.value("receipt"), "\\", "\\\\"));
           }},
      {.name = "escape-read-in-two-passes",
       .area = area,
       .summary = "reads \\\\ first and \\n and \\c afterwards, so that \\\\n is a line end",
       .requirements = {"value-encoding/escapes"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!escapes(link, frame)) return;
             for (std::string& line : frame.lines) {
               line = replaced(replaced(line, "\\\\n", "\\n"), "\\\\c", "\\c");
             }
           }},
      {.name = "escape-read-in-1.0",
       .area = area,
       .summary = "1.0: reads \\c and \\\\, which 1.0 does not have",
       .requirements = {"receipt/receipt-id", "message/destination"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!link.connected() || link.version() != Version::v1_0) return;
             for (std::string& line : frame.lines) {
               line = replaced(replaced(line, "\\c", ":"), "\\\\", "\\");
             }
           }},
      {.name = "escape-written-in-1.0",
       .area = area,
       .summary = "1.0: writes a colon in a RECEIPT as \\c, which 1.0 does not have",
       .requirements = {"receipt/receipt-id"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (link.version() != Version::v1_0 || !frame.is("RECEIPT")) return;
             frame.set("receipt-id", replaced(frame.value("receipt-id"), ":", "\\c"));
           }},
      {.name = "escape-not-written-in-message",
       .area = area,
       .summary = "writes the headers of a MESSAGE without escaping them",
       .requirements = {"value-encoding/escaped", "value-encoding/reverse-transformation"},
       .sends = [](Link& link, WireFrame& frame) { write_plain(link, frame, "MESSAGE"); }},
      {.name = "escape-not-written-in-receipt",
       .area = area,
       .summary = "writes the receipt-id of a RECEIPT without escaping it",
       .requirements = {"value-encoding/escaped", "value-encoding/reverse-transformation"},
       .sends = [](Link& link, WireFrame& frame) { write_plain(link, frame, "RECEIPT"); }},
      {.name = "escape-not-written-in-error",
       .area = area,
       .summary = "writes the receipt-id of an ERROR without escaping it",
       .requirements = {"value-encoding/escaped", "value-encoding/reverse-transformation"},
       .sends = [](Link& link, WireFrame& frame) { write_plain(link, frame, "ERROR"); }},
      {.name = "escape-colon-not-written",
       .area = area,
       .summary = "writes a colon as it is",
       .requirements = {"value-encoding/escaped", "value-encoding/reverse-transformation"},
       .sends = [](Link& link, WireFrame& frame) { write_one_plain(link, frame, "\\c", ":"); }},
      {.name = "escape-backslash-not-written",
       .area = area,
       .summary = "writes a backslash as it is",
       .requirements = {"value-encoding/reverse-transformation"},
       .sends = [](Link& link, WireFrame& frame) { write_one_plain(link, frame, "\\\\", "\\"); }},
      {.name = "escape-carriage-return-not-written",
       .area = area,
       .summary = "1.2: writes a CR as it is",
       .requirements = {"value-encoding/reverse-transformation", "value-encoding/escaped"},
       .sends = [](Link& link, WireFrame& frame) { write_one_plain(link, frame, "\\r", "\r"); }},
      {.name = "escape-written-in-connected",
       .area = area,
       .summary = "has a colon in its session id, and escapes it in CONNECTED",
       .requirements = {"value-encoding/connected-unescaped"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("CONNECTED")) frame.set("session", "ID\\c" + frame.value("session"));
           }},
      {.name = "values-trimmed",
       .area = area,
       .summary = "drops blanks at both ends of a value in 1.1 and 1.2, as 1.0 may",
       .requirements = {"value-encoding/no-trimming"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!escapes(link, frame)) return;
             for (std::string& line : frame.lines) trim(line, true, true);
           }},
      {.name = "values-trimmed-at-the-end",
       .area = area,
       .summary = "drops blanks at the end of a value in 1.1 and 1.2",
       .requirements = {"value-encoding/no-trimming"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!escapes(link, frame)) return;
             for (std::string& line : frame.lines) trim(line, false, true);
           }},
      {.name = "values-padded",
       .area = area,
       .summary = "writes a blank behind the colon of each header of a MESSAGE",
       .requirements = {"value-encoding/no-trimming"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("MESSAGE") || !escapes(link, frame)) return;
             for (std::string& line : frame.lines) {
               if (!line.starts_with("content-length:")) line.insert(line.find(':') + 1, " ");
             }
           }},
  };
}

}  // namespace broker::areas
