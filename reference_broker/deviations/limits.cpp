// Size limits: what happens to a frame that exceeds them (STOMP 1.2, Size Limits).

#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "limits";

// The sample's limits, which profiles promise.
constexpr stomp::Limits promised;

void double_limits(Settings& settings) {
  settings.limits.frame.header_count_max *= 2;
  settings.limits.frame.line_octets_max *= 2;
  settings.limits.frame.body_octets_max *= 2;
}

bool is_of_parser(const WireFrame& frame) {
  return frame.is("ERROR") && frame.find("message") == "malformed frame received";
}

}  // namespace

Deviations limits() {
  return {
      {.name = "limit-cuts-lines",
       .area = area,
       .summary = "cuts a header line that is too long, and goes on",
       .requirements = {"limits/error-then-close"},
       .settings = double_limits,
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             for (std::string& line : frame.lines) {
               if (line.size() > promised.line_octets_max) line.resize(promised.line_octets_max);
             }
           }},
      {.name = "limit-skips-headers",
       .area = area,
       .summary = "skips the headers that are too many, and goes on",
       .requirements = {"limits/error-then-close"},
       .settings = double_limits,
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.lines.size() > promised.header_count_max) {
               frame.lines.resize(promised.header_count_max);
             }
           }},
      {.name = "limit-cuts-bodies",
       .area = area,
       .summary = "cuts a body that is too large, and goes on",
       .requirements = {"limits/error-then-close"},
       .settings = double_limits,
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.body.size() > promised.body_octets_max) {
               frame.set_body(frame.body.substr(0, promised.body_octets_max));
             }
           }},
      {.name = "limit-closes-silently",
       .area = area,
       .summary = "closes without an ERROR where a frame exceeds a limit or is malformed",
       .requirements = {"limits/error-then-close"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (is_of_parser(frame)) frame.drop();
           }},
      {.name = "limit-leaves-open",
       .area = area,
       .summary = "writes an ERROR where a frame exceeds a limit, and does not close",
       .requirements = {"limits/error-then-close", "error/connection-closed"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (is_of_parser(frame)) link.counts["exceeded"] = 1;
           },
       .closes = [](Link& link) { return link.counts["exceeded"] == 0; }},
      {.name = "limit-hangs",
       .area = area,
       .summary = "neither answers nor closes where a frame exceeds a limit or is malformed",
       .requirements = {"limits/error-then-close", "value-encoding/undefined-escape"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (!is_of_parser(frame)) return;
             link.counts["exceeded"] = 1;
             frame.drop();
           },
       .closes = [](Link& link) { return link.counts["exceeded"] == 0; }},
  };
}

}  // namespace broker::areas
