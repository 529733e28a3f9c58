// How header values are written and read (STOMP 1.1 and 1.2, Value Encoding).

#include "stomp/escaping.hpp"

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

// The same value, with the backslash of each undefined escape written as one that means itself.
std::string with_undefined_ones_literal(const std::string& text, stomp::Version version) {
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

}  // namespace

Deviations escaping() {
  return {
      {.name = "escape-undefined-accepted",
       .area = "escaping",
       .summary = "takes the backslash of an undefined escape sequence as it is",
       .requirements = {"value-encoding/undefined-escape"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.opens_session()) return;
             for (std::string& line : frame.lines) {
               line = with_undefined_ones_literal(line, link.version());
             }
           }},
  };
}

}  // namespace broker::areas
