// ERROR frames, and the end of the connection behind them.

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {

Deviations errors() {
  return {
      {.name = "error-without-receipt-id",
       .area = "error and close",
       .summary = "the ERROR does not repeat the receipt of the frame at fault",
       .requirements = {"error/receipt-id"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("ERROR")) frame.erase("receipt-id");
           }},
      {.name = "error-leaves-open",
       .area = "error and close",
       .summary = "goes on with the session after an ERROR",
       .requirements = {"error/connection-closed", "send/failure-is-error",
                        "subscribe/failure-is-error"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ERROR")) link.counts["errors"] = 1;
           },
       .closes =
           [](Link& link) {
             if (std::exchange(link.counts["errors"], 0) == 0 || !link.connected()) return true;
             link.revive();
             return false;
           }},
  };
}

}  // namespace broker::areas
