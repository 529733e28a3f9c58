// What is kept for whom, and for how long (RMQ-LIM-1; STOMP, ACK).

#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "persistence";

}  // namespace

Deviations persistence() {
  return {
      {.name = "kept-for-the-absent",
       .area = area,
       .summary = "keeps a message to which nobody is subscribed for whoever comes next",
       .requirements = {"RMQ-LIM-1"},
       .reach = Reach::rocketmq,
       .kind_of = [](const Right&, std::string_view) { return DestinationKind::queue; }},
      {.name = "forgotten-with-the-connection",
       .area = area,
       .summary = "forgets the messages that a client has not acknowledged when it goes",
       .requirements = {"ack/consumes", "subscribe/ack-client", "subscribe/ack-individual"},
       .reach = Reach::open,
       .loses =
           [](Link& link) {
             while (!link.pending().empty()) {
               link.acknowledge(Link::Delivery(link.pending().back()));
             }
           }},
      {.name = "forgotten-with-the-subscription",
       .area = area,
       .summary = "forgets the messages that are not acknowledged when a subscription ends",
       .requirements = {"ack/consumes", "subscribe/ack-client"},
       .reach = Reach::open,
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("UNSUBSCRIBE") && !frame.is("DISCONNECT")) return;
             while (!link.pending().empty()) {
               link.acknowledge(Link::Delivery(link.pending().back()));
             }
           }},
  };
}

}  // namespace broker::areas
