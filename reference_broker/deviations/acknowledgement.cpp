// ACK and NACK: which messages they settle, and what becomes of them.

#include <string>
#include <vector>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "ack and nack";

using stomp::Version;

void set_mode(WireFrame& frame, std::string_view from, std::string_view to) {
  if (frame.is("SUBSCRIBE") && frame.find("ack") == from) frame.set("ack", to);
}

}  // namespace

Deviations acknowledgement() {
  return {
      {.name = "ack-settles-the-whole-connection",
       .area = area,
       .summary = "an ACK settles what other subscriptions of the connection got before, too",
       .requirements = {"subscribe/ack-client-cumulative", "subscribe/ack-individual"},
       .receives =
           [](Link& link, WireFrame& frame) {
             const Link::Delivery* const named = link.acknowledged_by(frame);
             if (named == nullptr || !frame.is("ACK")) return;
             const std::vector<Link::Delivery> before(link.pending().data(), named);
             for (const Link::Delivery& delivery : before) {
               if (link.is_pending(delivery)) link.acknowledge(delivery);
             }
           }},
      {.name = "ack-individual-is-cumulative",
       .area = area,
       .summary = "treats the mode client-individual as client",
       .requirements = {"subscribe/ack-individual"},
       .receives = [](Link& /*link*/,
                      WireFrame& frame) { set_mode(frame, "client-individual", "client"); }},
      {.name = "ack-client-is-individual",
       .area = area,
       .summary = "1.1 and 1.2: treats the mode client as client-individual",
       .requirements = {"subscribe/ack-client-cumulative", "nack/scope"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() != Version::v1_0) set_mode(frame, "client", "client-individual");
           }},
      {.name = "ack-settles-one-too-many",
       .area = area,
       .summary = "an ACK in the mode client settles the message behind the named one, too",
       .requirements = {"subscribe/ack-client-cumulative", "ack/consumes"},
       .receives =
           [](Link& link, WireFrame& frame) {
             const Link::Delivery* const named = link.acknowledged_by(frame);
             if (named == nullptr || !frame.is("ACK") || frame.has("transaction") ||
                 link.ack_mode(named->subscription) != "client") {
               return;
             }
             for (const Link::Delivery& next : link.pending()) {
               if (&next <= named || next.subscription != named->subscription) continue;
               const Link::Delivery meant = next;
               return link.acknowledge_instead(frame, meant);
             }
           }},
      {.name = "ack-settles-one-too-few",
       .area = area,
       .summary = "an ACK in the mode client settles what came before the named message only",
       .requirements = {"subscribe/ack-client-cumulative", "ack/consumes"},
       .receives =
           [](Link& link, WireFrame& frame) {
             const Link::Delivery* const named = link.acknowledged_by(frame);
             if (named == nullptr || !frame.is("ACK") || frame.has("transaction") ||
                 link.ack_mode(named->subscription) != "client") {
               return;
             }
             const Link::Delivery* before = nullptr;
             for (const Link::Delivery& each : link.pending()) {
               if (&each < named && each.subscription == named->subscription) before = &each;
             }
             if (before == nullptr) return link.pretend(frame);
             const Link::Delivery meant = *before;
             link.acknowledge_instead(frame, meant);
           }},
      {.name = "ack-ignored",
       .area = area,
       .summary = "does nothing on ACK but answer it, so that messages come again",
       .requirements = {"ack/consumes"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ACK") && link.acknowledged_by(frame) != nullptr) link.pretend(frame);
           }},
      {.name = "ack-missing-means-client",
       .area = area,
       .summary = "waits for an ACK where a SUBSCRIBE has no ack header",
       .requirements = {"subscribe/ack-default-auto", "subscribe/ack-auto"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("SUBSCRIBE") && !frame.has("ack")) frame.set("ack", "client");
           }},
      {.name = "ack-auto-means-client",
       .area = area,
       .summary = "waits for an ACK in the mode auto",
       .requirements = {"subscribe/ack-auto"},
       .receives = [](Link& /*link*/, WireFrame& frame) { set_mode(frame, "auto", "client"); }},
      {.name = "ack-client-means-auto",
       .area = area,
       .summary = "takes a message for consumed in the mode client as soon as it is sent",
       .requirements = {"subscribe/ack-client", "ack/consumes"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("MESSAGE") && !link.pending().empty() &&
                 link.ack_mode(link.pending().back().subscription) == "client") {
               link.acknowledge(Link::Delivery(link.pending().back()));
             }
           }},
      {.name = "ack-mode-of-the-connection",
       .area = area,
       .summary = "uses the ack mode of a connection's first SUBSCRIBE for all others",
       .requirements = {"subscribe/ack-client", "subscribe/ack-auto", "subscribe/ack-individual",
                        "subscribe/ack-client-cumulative"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("SUBSCRIBE")) return;
             const auto [first, is_first] = link.notes.emplace("mode", frame.value("ack"));
             if (!is_first) frame.set("ack", first->second.empty() ? "auto" : first->second);
           }},
      {.name = "ack-mode-individual-unknown",
       .area = area,
       .summary = "1.1 and 1.2: does not know the mode client-individual, as 1.0 does not",
       .requirements = {"subscribe/ack-values"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("SUBSCRIBE") && frame.find("ack") == "client-individual") frame.refuse();
           }},
      {.name = "ack-by-message-id-in-1.2",
       .area = area,
       .summary = "1.2: looks for the header message-id in ACK and NACK, as 1.1 does",
       .requirements = {"ack/id-required", "nack/headers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() != Version::v1_2 || (!frame.is("ACK") && !frame.is("NACK"))) return;
             frame.erase("id");
             frame.rename("message-id", "id");
           }},
      {.name = "ack-by-id-in-1.1",
       .area = area,
       .summary = "1.1: looks for the header id in ACK and NACK, as 1.2 does",
       .requirements = {"ack/id-required", "nack/headers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() != Version::v1_1 || (!frame.is("ACK") && !frame.is("NACK"))) return;
             frame.erase("message-id");
             frame.rename("id", "message-id");
           }},
      {.name = "ack-subscription-required-in-1.0",
       .area = area,
       .summary = "1.0: refuses an ACK without a subscription header, as 1.1 does",
       .requirements = {"ack/id-required"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() == Version::v1_0 && frame.is("ACK") && !frame.has("subscription")) {
               frame.refuse();
             }
           }},
      {.name = "ack-without-id-accepted",
       .area = area,
       .summary = "accepts an ACK or NACK that does not say of what, and does nothing",
       .requirements = {"ack/id-required", "nack/headers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("ACK") && !frame.is("NACK")) return;
             if (!frame.has("id") && !frame.has("message-id")) link.pretend(frame);
           }},
      {.name = "nack-unknown",
       .area = area,
       .summary = "1.1 and 1.2: does not know the command NACK",
       .requirements = {"nack/not-consumed", "frames/client-commands", "nack/headers"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("NACK")) frame.refuse();
           }},
      {.name = "nack-individual-is-cumulative",
       .area = area,
       .summary = "a NACK in the mode client-individual refuses what came before, too",
       .requirements = {"nack/scope", "subscribe/ack-individual"},
       .receives =
           [](Link& link, WireFrame& frame) {
             const Link::Delivery* const named = link.acknowledged_by(frame);
             if (named == nullptr || !frame.is("NACK")) return;
             const std::string subscription = named->subscription;
             const std::vector<Link::Delivery> before(link.pending().data(), named);
             for (const Link::Delivery& delivery : before) {
               if (delivery.subscription == subscription && link.is_pending(delivery)) {
                 link.acknowledge(delivery, "NACK");
               }
             }
           }},
      {.name = "nack-of-one-acknowledges-the-others",
       .area = area,
       .summary = "a NACK in the mode client-individual acknowledges what came before",
       .requirements = {"subscribe/ack-individual", "nack/scope"},
       .receives =
           [](Link& link, WireFrame& frame) {
             const Link::Delivery* const named = link.acknowledged_by(frame);
             if (named == nullptr || !frame.is("NACK") ||
                 link.ack_mode(named->subscription) != "client-individual") {
               return;
             }
             const std::string subscription = named->subscription;
             const std::vector<Link::Delivery> before(link.pending().data(), named);
             for (const Link::Delivery& delivery : before) {
               if (delivery.subscription == subscription) link.acknowledge(delivery);
             }
           }},
  };
}

}  // namespace broker::areas
