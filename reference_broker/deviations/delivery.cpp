// Subscriptions, and who gets which message (SUBSCRIBE, UNSUBSCRIBE, SEND).

#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "delivery";

using stomp::Version;

}  // namespace

Deviations delivery() {
  return {
      {.name = "delivery-to-one-subscription",
       .area = area,
       .summary = "delivers a topic's message to one of its subscriptions only",
       .requirements = {"subscribe/delivers", "subscribe/many-on-one-connection"},
       .kind_of = [](const Right&, std::string_view) { return DestinationKind::queue; }},
      {.name = "delivery-not-to-the-sender",
       .area = area,
       .summary = "does not deliver a message to the connection that sent it",
       .requirements = {"subscribe/delivers", "send/delivers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("SEND")) frame.set("x-sender", std::to_string(link.id()));
           },
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.find("x-sender") == std::to_string(link.id())) frame.drop();
             frame.erase("x-sender");
           }},
      {.name = "delivery-loses-the-second",
       .area = area,
       .summary = "loses the second of two messages that are sent in one segment",
       .requirements = {"subscribe/delivers", "send/delivers", "frames/streamed"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("SEND") && link.place_in_segment() == 1) link.pretend(frame);
           }},
      {.name = "delivery-loses-the-tenth",
       .area = area,
       .summary = "delivers nine messages to a connection and loses the others",
       .requirements = {"subscribe/delivers", "send/delivers"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("MESSAGE") && ++link.counts["messages"] > 9) frame.drop();
           }},
      {.name = "delivery-twice",
       .area = area,
       .summary = "writes every MESSAGE twice, with the same message-id",
       .requirements = {"message/message-id", "subscribe/delivers"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("MESSAGE")) link.to_client(frame);
           }},
      {.name = "delivery-of-empty-messages-not-done",
       .area = area,
       .summary = "does not deliver a message without a body",
       .requirements = {"send/delivers", "subscribe/delivers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("SEND") && frame.body.empty()) link.pretend(frame);
           }},
      {.name = "subscribe-one-for-each-destination",
       .area = area,
       .summary = "ignores a connection's second subscription to the same destination",
       .requirements = {"subscribe/many-on-one-connection", "subscribe/delivers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("SUBSCRIBE")) return;
             for (const auto& [id, other] : link.subscriptions()) {
               if (id == frame.value("id")) continue;
               if (other.find("destination") == frame.find("destination")) {
                 return link.pretend(frame);
               }
             }
           }},
      {.name = "subscribe-one-for-each-connection",
       .area = area,
       .summary = "ends a connection's subscription when it makes another",
       .requirements = {"subscribe/many-on-one-connection", "subscribe/delivers"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("SUBSCRIBE") || link.subscriptions().empty()) return;
             WireFrame end = link.subscriptions().begin()->second;
             if (end.find("id") == frame.find("id")) return;
             end.command = "UNSUBSCRIBE";
             end.erase("receipt");
             link.to_broker(end);
           }},
      {.name = "subscribe-id-required-in-1.0",
       .area = area,
       .summary = "1.0: refuses a SUBSCRIBE without an id, as later versions do",
       .requirements = {"subscribe/id-optional"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() == Version::v1_0 && frame.is("SUBSCRIBE") && !frame.has("id")) {
               frame.refuse();
             }
           }},
      {.name = "unsubscribe-ignored",
       .area = area,
       .summary = "does nothing on UNSUBSCRIBE but answer it",
       .requirements = {"unsubscribe/stops"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (frame.is("UNSUBSCRIBE")) link.pretend(frame);
           }},
      {.name = "unsubscribe-ends-all-of-the-destination",
       .area = area,
       .summary = "ends all subscriptions of the connection to the same destination",
       .requirements = {"unsubscribe/id-required", "subscribe/many-on-one-connection",
                        "subscribe/delivers", "unsubscribe/stops"},
       .receives =
           [](Link& link, WireFrame& frame) {
             const auto meant = link.subscriptions().find(frame.value("id"));
             if (!frame.is("UNSUBSCRIBE") || meant == link.subscriptions().end()) return;
             const auto subscriptions = link.subscriptions();
             for (const auto& [id, other] : subscriptions) {
               if (id == meant->first ||
                   other.value("destination") != meant->second.value("destination")) {
                 continue;
               }
               link.to_broker(WireFrame::of("UNSUBSCRIBE", {"id:" + id}));
             }
           }},
      {.name = "unsubscribe-ends-the-oldest",
       .area = area,
       .summary = "ends the first subscription that it finds, and not the one named by id",
       .requirements = {"unsubscribe/id-required", "unsubscribe/stops"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("UNSUBSCRIBE") || link.subscriptions().size() < 2) return;
             if (link.subscriptions().contains(frame.value("id"))) {
               frame.set("id", link.subscriptions().begin()->second.value("id"));
             }
           }},
      {.name = "unsubscribe-of-nothing-accepted",
       .area = area,
       .summary = "accepts an UNSUBSCRIBE that matches no subscription",
       .requirements = {"unsubscribe/existing", "unsubscribe/id-required"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("UNSUBSCRIBE") || link.subscriptions().contains(frame.value("id")) ||
                 frame.has("destination")) {
               return;
             }
             link.pretend(frame);
           }},
      {.name = "unsubscribe-by-destination-refused",
       .area = area,
       .summary = "1.0: ends a subscription by its id only",
       .requirements = {"unsubscribe/by-destination"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() == Version::v1_0 && frame.is("UNSUBSCRIBE") && !frame.has("id")) {
               frame.refuse();
             }
           }},
      {.name = "unsubscribe-by-id-refused-in-1.0",
       .area = area,
       .summary = "1.0: ends a subscription by its destination only",
       .requirements = {"unsubscribe/id-required", "unsubscribe/by-destination",
                        "subscribe/id-optional"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (link.version() == Version::v1_0 && frame.is("UNSUBSCRIBE")) frame.erase("id");
           }},
  };
}

}  // namespace broker::areas
