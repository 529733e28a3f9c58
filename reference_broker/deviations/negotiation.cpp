// CONNECT, CONNECTED and the version of the session.

#include <algorithm>
#include <string>
#include <vector>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "negotiation";

std::vector<std::string> offered(const WireFrame& connect) {
  std::vector<std::string> versions;
  std::string text = connect.value("accept-version") + ",";
  for (std::size_t end = 0; (end = text.find(',')) != std::string::npos; text.erase(0, end + 1)) {
    versions.push_back(text.substr(0, end));
  }
  return versions;
}

bool offers(const WireFrame& frame) {
  return frame.opens_session() && frame.has("accept-version");
}

}  // namespace

Deviations negotiation() {
  return {
      {.name = "version-lowest-common",
       .area = area,
       .summary = "speaks the lowest version that both know",
       .requirements = {"negotiation/highest-common"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!offers(frame)) return;
             std::vector<std::string> versions = offered(frame);
             std::erase_if(versions,
                           [](const std::string& each) { return !stomp::version_from(each); });
             if (!versions.empty())
               frame.set("accept-version", *std::ranges::min_element(versions));
           }},
      {.name = "version-first-offered",
       .area = area,
       .summary = "speaks the first version in the client's list, whatever its order",
       .requirements = {"negotiation/highest-common"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (offers(frame)) frame.set("accept-version", offered(frame).front());
           }},
      {.name = "version-last-offered",
       .area = area,
       .summary = "speaks the last version in the client's list, or none",
       .requirements = {"negotiation/highest-common", "negotiation/version-list"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (offers(frame)) frame.set("accept-version", offered(frame).back());
           }},
      {.name = "version-missing-means-1.2",
       .area = area,
       .summary = "takes a client without accept-version for one of 1.2",
       .requirements = {"negotiation/missing-means-1.0"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.opens_session() && !frame.has("accept-version")) {
               frame.set("accept-version", "1.2");
             }
           }},
      {.name = "version-missing-refused",
       .area = area,
       .summary = "refuses a client without accept-version, which may know 1.0 only",
       .requirements = {"connecting/connected"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.opens_session() && !frame.has("accept-version")) {
               frame.set("accept-version", "none");
             }
           }},
      {.name = "version-header-must-come-first",
       .area = area,
       .summary = "finds accept-version only where it is CONNECT's first header",
       .requirements = {"negotiation/version-list", "negotiation/highest-common"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!offers(frame) || frame.lines.front().starts_with("accept-version:")) return;
             frame.erase("accept-version");
           }},
      {.name = "version-none-in-common-accepted",
       .area = area,
       .summary = "falls back to 1.0 where no version is in common",
       .requirements = {"negotiation/none-in-common"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!offers(frame)) return;
             const std::vector<std::string> versions = offered(frame);
             if (std::ranges::none_of(versions, [](const auto& each) {
                   return stomp::version_from(each).has_value();
                 })) {
               frame.set("accept-version", "1.0");
             }
           }},
      {.name = "version-error-without-versions",
       .area = area,
       .summary = "does not say which versions it knows when none is in common",
       .requirements = {"negotiation/error-lists-versions"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("ERROR") || !frame.has("version")) return;
             frame.erase("version");
             frame.set_body("No.");
           }},
      {.name = "version-error-leaves-open",
       .area = area,
       .summary = "does not close the connection when no version is in common",
       .requirements = {"negotiation/none-in-common", "error/connection-closed"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ERROR") && frame.has("version")) link.counts["refused"] = 1;
           },
       .closes = [](Link& link) { return link.counts["refused"] == 0; }},
      {.name = "version-announced-lower",
       .area = area,
       .summary = "says 1.1 in CONNECTED where it speaks 1.2",
       .requirements = {"negotiation/highest-common", "connecting/version-header"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("CONNECTED") && frame.find("version") == "1.2") {
               frame.set("version", "1.1");
             }
           }},
      {.name = "version-not-announced",
       .area = area,
       .summary = "writes no version in CONNECTED",
       .requirements = {"connecting/version-header"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("CONNECTED")) frame.erase("version");
           }},
      {.name = "version-1.2-spoken-as-1.1",
       .area = area,
       .summary = "says 1.2 in CONNECTED and speaks 1.1",
       .requirements = {"negotiation/highest-common", "value-encoding/escapes", "frames/crlf",
                        "message/ack-header"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!offers(frame)) return;
             const std::vector<std::string> versions = offered(frame);
             link.counts["posing"] = std::ranges::count(versions, "1.2");
             if (link.counts["posing"] > 0) frame.set("accept-version", "1.1");
           },
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("CONNECTED") && link.counts["posing"] > 0) frame.set("version", "1.2");
           }},
      {.name = "stomp-frame-unknown",
       .area = area,
       .summary = "does not know the command STOMP",
       .requirements = {"connecting/stomp-frame"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("STOMP")) frame.refuse();
           }},
      {.name = "stomp-frame-of-1.1-only",
       .area = area,
       .summary = "speaks 1.1 at most where the session began with STOMP",
       .requirements = {"connecting/stomp-frame", "negotiation/highest-common"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("STOMP")) return;
             std::vector<std::string> versions = offered(frame);
             if (std::ranges::count(versions, "1.2") > 0) frame.set("accept-version", "1.1");
           }},
      {.name = "connect-not-needed",
       .area = area,
       .summary = "opens a session of its own accord where a client begins without CONNECT",
       .requirements = {"connecting/connect-first"},
       .reach = Reach::open,
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is_frame() || frame.opens_session() || link.connected()) return;
             link.counts["implicit"] = 1;
             link.to_broker(WireFrame::of("CONNECT", {}));
           },
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("CONNECTED") && link.counts["implicit"] > 0) frame.drop();
           }},
      {.name = "connected-twice",
       .area = area,
       .summary = "answers CONNECT by CONNECTED twice",
       .requirements = {"connecting/connected", "server-frames/kinds"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("CONNECTED")) link.to_client(frame);
           }},
      {.name = "server-header-empty",
       .area = area,
       .summary = "writes a server header without a name",
       .requirements = {"connecting/server-header"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("CONNECTED")) frame.set("server", "");
           }},
      {.name = "session-always-the-same",
       .area = area,
       .summary = "gives every session the same id",
       .requirements = {"connecting/session-unique", "connecting/session"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("CONNECTED")) frame.set("session", "1");
           }},
      {.name = "connect-refused-silently",
       .area = area,
       .summary = "closes a connection that it refuses without an ERROR",
       .requirements = {"connecting/reject-with-error"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ERROR") && !link.connected()) frame.drop();
           }},
  };
}

}  // namespace broker::areas
