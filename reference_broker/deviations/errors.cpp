// ERROR frames, and the end of the connection behind them.

#include <string>
#include <utility>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "error and close";

using stomp::Version;

// Remembers that an ERROR was written, for the Close that comes behind it.
void note_error(Link& link, WireFrame& frame) {
  if (frame.is("ERROR")) link.counts["errors"] = 1;
}

bool follows_error(Link& link) {
  return std::exchange(link.counts["errors"], 0) > 0;
}

}  // namespace

Deviations errors() {
  return {
      {.name = "error-leaves-open",
       .area = area,
       .summary = "goes on with the session after an ERROR",
       .requirements = {"error/connection-closed", "send/failure-is-error",
                        "subscribe/failure-is-error"},
       .sends = note_error,
       .closes =
           [](Link& link) {
             if (!follows_error(link) || !link.connected()) return true;
             link.revive();
             return false;
           }},
      {.name = "error-leaves-open-in-1.1",
       .area = area,
       .summary = "1.0 and 1.1: goes on with the session after an ERROR to SEND or SUBSCRIBE",
       .requirements = {"send/failure-is-error", "subscribe/failure-is-error"},
       .sends = note_error,
       .closes =
           [](Link& link) {
             if (!follows_error(link) || !link.connected() || link.version() == Version::v1_2) {
               return true;
             }
             link.revive();
             return false;
           }},
      {.name = "error-without-close",
       .area = area,
       .summary = "neither closes the connection after an ERROR nor reads from it",
       .requirements = {"error/connection-closed", "send/failure-is-error",
                        "subscribe/failure-is-error"},
       .sends = note_error,
       .closes = [](Link& link) { return !follows_error(link); }},
      {.name = "error-not-sent",
       .area = area,
       .summary = "closes the connection where a SEND or SUBSCRIBE fails without an ERROR",
       .requirements = {"send/failure-is-error", "subscribe/failure-is-error"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ERROR") && link.connected()) frame.drop();
           }},
      {.name = "error-without-receipt-id",
       .area = area,
       .summary = "the ERROR does not repeat the receipt of the frame at fault",
       .requirements = {"error/receipt-id", "error/identifies-the-frame"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("ERROR")) frame.erase("receipt-id");
           }},
      {.name = "error-with-the-last-receipt-id",
       .area = area,
       .summary = "the ERROR has the receipt of an earlier frame where the one at fault has none",
       .requirements = {"error/receipt-id", "error/identifies-the-frame"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("RECEIPT")) link.notes["last"] = frame.value("receipt-id");
             if (frame.is("ERROR") && link.notes.contains("last")) {
               frame.set("receipt-id", link.notes["last"]);
             }
           }},
      {.name = "error-without-message",
       .area = area,
       .summary = "writes no message header in ERROR",
       .requirements = {"error/message-header"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("ERROR")) frame.erase("message");
           }},
      {.name = "error-without-content-length",
       .area = area,
       .summary = "writes no content-length in ERROR",
       .requirements = {"error/content-headers", "content-length/should-be-sent"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("ERROR")) frame.erase("content-length");
           }},
      {.name = "error-without-content-type",
       .area = area,
       .summary = "writes no content-type in ERROR",
       .requirements = {"error/content-headers", "content-type/should-be-sent"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("ERROR")) frame.erase("content-type");
           }},
      {.name = "error-with-a-short-content-length",
       .area = area,
       .summary = "writes a content-length in ERROR that is one too small",
       .requirements = {"content-length/octet-count"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (!frame.is("ERROR") || frame.body.empty()) return;
             frame.set("content-length", std::to_string(frame.body.size() - 1));
           }},
      {.name = "error-and-receipt",
       .area = area,
       .summary = "writes a RECEIPT behind the ERROR to the same frame",
       .requirements = {"receipt/processed"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (!frame.is("ERROR") || !frame.has("receipt-id")) return;
             link.to_client(frame);
             frame = WireFrame::of("RECEIPT", {"receipt-id:" + frame.value("receipt-id")});
           }},
      {.name = "error-twice",
       .area = area,
       .summary = "writes another ERROR behind the first",
       .requirements = {"error/connection-closed"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("ERROR")) link.to_client(frame);
           }},
  };
}

}  // namespace broker::areas
