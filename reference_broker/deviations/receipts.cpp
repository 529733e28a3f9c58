// RECEIPT: for what, when, and with which id.

#include <cctype>
#include <charconv>
#include <string>

#include "reference_broker/deviations/areas.hpp"
#include "reference_broker/deviations/link.hpp"

namespace broker::areas {
namespace {

constexpr std::string_view area = "receipts";

template <typename Change>
void change_id(WireFrame& frame, const Change& change) {
  if (!frame.is("RECEIPT")) return;
  std::string id = frame.value("receipt-id");
  change(id);
  frame.set("receipt-id", id);
}

void without_receipt(WireFrame& frame, std::string_view command) {
  if (frame.is(command)) frame.erase("receipt");
}

}  // namespace

Deviations receipts() {
  return {
      {.name = "receipt-not-for-subscribe",
       .area = area,
       .summary = "answers no receipt of SUBSCRIBE",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "SUBSCRIBE"); }},
      {.name = "receipt-not-for-unsubscribe",
       .area = area,
       .summary = "answers no receipt of UNSUBSCRIBE",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "UNSUBSCRIBE"); }},
      {.name = "receipt-not-for-ack",
       .area = area,
       .summary = "answers no receipt of ACK",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "ACK"); }},
      {.name = "receipt-not-for-nack",
       .area = area,
       .summary = "answers no receipt of NACK",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "NACK"); }},
      {.name = "receipt-not-for-begin",
       .area = area,
       .summary = "answers no receipt of BEGIN",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "BEGIN"); }},
      {.name = "receipt-not-for-commit",
       .area = area,
       .summary = "answers no receipt of COMMIT",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "COMMIT"); }},
      {.name = "receipt-not-for-abort",
       .area = area,
       .summary = "answers no receipt of ABORT",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "ABORT"); }},
      {.name = "receipt-not-for-disconnect",
       .area = area,
       .summary = "closes on DISCONNECT without the RECEIPT that was asked for",
       .requirements = {"disconnect/receipt", "disconnect/graceful", "receipt/requested"},
       .receives = [](Link& /*link*/, WireFrame& frame) { without_receipt(frame, "DISCONNECT"); }},
      {.name = "receipt-not-in-a-transaction",
       .area = area,
       .summary = "answers no receipt of a SEND in a transaction",
       .requirements = {"receipt/requested", "receipt/processed"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.has("transaction")) without_receipt(frame, "SEND");
           }},
      {.name = "receipt-not-where-empty",
       .area = area,
       .summary = "answers no receipt whose value is empty",
       .requirements = {"receipt/any-value"},
       .receives =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.find("receipt") == "") frame.erase("receipt");
           }},
      {.name = "receipt-twice",
       .area = area,
       .summary = "writes every RECEIPT twice",
       .requirements = {"receipt/requested"},
       .sends =
           [](Link& link, WireFrame& frame) {
             if (frame.is("RECEIPT")) link.to_client(frame);
           }},
      {.name = "receipt-unasked",
       .area = area,
       .summary = "writes the last RECEIPT again for a frame that asks for none",
       .requirements = {"receipt/requested"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.is_frame() || frame.opens_session()) return;
             if (!frame.has("receipt") && link.notes.contains("last")) {
               link.to_client(WireFrame::of("RECEIPT", {"receipt-id:" + link.notes["last"]}));
             }
             if (frame.has("receipt")) link.notes["last"] = frame.value("receipt");
           }},
      {.name = "receipt-before-processing",
       .area = area,
       .summary = "writes the RECEIPT before it looks at the frame, which may then fail",
       .requirements = {"receipt/processed"},
       .receives =
           [](Link& link, WireFrame& frame) {
             if (!frame.has("receipt") || !link.connected()) return;
             link.to_client(WireFrame::of("RECEIPT", {"receipt-id:" + frame.value("receipt")}));
             frame.erase("receipt");
           }},
      {.name = "receipt-without-id",
       .area = area,
       .summary = "writes the header receipt in RECEIPT, and no receipt-id",
       .requirements = {"receipt/receipt-id"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("RECEIPT")) frame.rename("receipt-id", "receipt");
           }},
      {.name = "receipt-id-is-a-number",
       .area = area,
       .summary = "reads the receipt as a number where it begins with a digit: 007 becomes 7",
       .requirements = {"receipt/any-value", "receipt/receipt-id"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             change_id(frame, [](std::string& id) {
               unsigned number = 0;
               const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
               if (error == std::errc()) id = std::to_string(number);
             });
           }},
      {.name = "receipt-id-in-small-letters",
       .area = area,
       .summary = "writes the receipt-id in small letters",
       .requirements = {"receipt/any-value", "receipt/receipt-id"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             change_id(frame, [](std::string& id) {
               for (char& c : id)
                 c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
             });
           }},
      {.name = "receipt-id-of-64-octets",
       .area = area,
       .summary = "keeps the first 64 octets of a receipt",
       .requirements = {"receipt/any-value", "receipt/receipt-id"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             change_id(frame, [](std::string& id) { id = id.substr(0, 64); });
           }},
      {.name = "receipt-id-to-the-first-blank",
       .area = area,
       .summary = "keeps a receipt up to its first blank",
       .requirements = {"receipt/any-value", "receipt/receipt-id"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             change_id(frame, [](std::string& id) { id = id.substr(0, id.find(' ')); });
           }},
      {.name = "receipt-with-a-body",
       .area = area,
       .summary = "says in the body of a RECEIPT that all is well",
       .requirements = {"receipt/empty-body", "body/only-some-frames"},
       .sends =
           [](Link& /*link*/, WireFrame& frame) {
             if (frame.is("RECEIPT")) frame.set_body("ok");
           }},
  };
}

}  // namespace broker::areas
