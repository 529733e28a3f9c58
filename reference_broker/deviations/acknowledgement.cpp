// ACK and NACK: which messages they settle, and what becomes of them.

#include <vector>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {

Deviations acknowledgement() {
  return {
      {.name = "ack-settles-the-whole-connection",
       .area = "ack and nack",
       .summary = "an ACK settles what other subscriptions of the connection got before, too",
       .requirements = {"subscribe/ack-client-cumulative", "subscribe/ack-individual"},
       .receives =
           [](Link& link, WireFrame& frame) {
             const Link::Delivery* const named = link.acknowledged_by(frame);
             if (named == nullptr || !frame.is("ACK")) return;
             std::vector<Link::Delivery> before(link.pending().data(), named);
             for (const Link::Delivery& delivery : before) {
               if (link.is_pending(delivery)) link.acknowledge(delivery);
             }
           }},
  };
}

}  // namespace broker::areas
