#include "fuzz/campaign/oddities.hpp"

#include <string_view>

namespace campaign {
namespace {

// A destination of the case's own stands for each "@"; "`*" names the last message that came.
constexpr std::string_view heads[] = {
    "UNSUBSCRIBE\nid:nothing",
    "UNSUBSCRIBE\nid:s",
    "UNSUBSCRIBE\ndestination:@",
    "UNSUBSCRIBE",
    "SUBSCRIBE\nid:s\ndestination:@",
    "SUBSCRIBE\nid:t\ndestination:@\nack:client",
    "SUBSCRIBE\nid:u\ndestination:@\nack:never",
    "SUBSCRIBE\nid:\ndestination:@",
    "SUBSCRIBE\ndestination:@",
    "ACK\nid:`*",
    "ACK\nid:`*\ntransaction:t",
    "ACK\nid:nothing",
    "ACK\nsubscription:s\nmessage-id:`*",
    "ACK\nsubscription:nothing\nmessage-id:nothing",
    "ACK",
    "NACK\nid:`*",
    "NACK\nid:nothing",
    "NACK\nsubscription:s\nmessage-id:`*",
    "NACK",
    "BEGIN\ntransaction:t",
    "BEGIN\ntransaction:",
    "BEGIN",
    "COMMIT\ntransaction:t",
    "COMMIT\ntransaction:nothing",
    "COMMIT",
    "ABORT\ntransaction:t",
    "ABORT\ntransaction:nothing",
    "ABORT",
    "SEND\ndestination:@\ntransaction:t",
    "SEND\ndestination:@\ntransaction:nothing",
    "SEND\ndestination:@\ndestination:@-other",
    "SEND\ndestination:@\ncontent-length:",
    "SEND\ndestination:@\ncontent-length:-1",
    "SEND\ndestination:@\ncontent-length:0x0",
    "SEND\ndestination:@\ncontent-length:99999999999999999999",
    "SEND\ndestination:",
    "SEND\n:nothing\ndestination:@",
    "DISCONNECT",
    "CONNECT\naccept-version:1.0,1.1,1.2\nhost:/",
    "STOMP\naccept-version:1.2\nhost:/",
    "CONNECTED\nversion:1.2",
    "MESSAGE\nsubscription:s\nmessage-id:1\ndestination:@",
    "RECEIPT\nreceipt-id:r1",
    "ERROR\nmessage:nothing",
    "NOOP",
    "send\ndestination:@",
};

std::string frame(std::string_view head, const std::string& destination,
                  const std::string& receipt) {
  std::string text;
  for (const char octet : head) {
    if (octet == '@') {
      text += destination;
    } else {
      text.push_back(octet);
    }
  }
  if (!receipt.empty()) text += "\nreceipt:" + receipt;
  text += "\n\n";
  text.push_back('\0');
  return text;
}

}  // namespace

std::string odd_frames(fuzz::Chance& chance, const std::string& destination) {
  std::string text;
  const std::size_t count = 1 + chance.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string receipt = chance.one_in(2) ? "o" + std::to_string(i) : "";
    text += frame(chance.of(heads), destination, receipt);
  }
  return text;
}

}  // namespace campaign
