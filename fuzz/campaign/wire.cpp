#include "fuzz/campaign/wire.hpp"

#include "reports/text.hpp"

namespace campaign {
namespace {

std::string masked(std::string text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;) {
      text.replace(at, secret.size(), secret.size(), '*');
    }
  }
  return text;
}

std::string milliseconds(stomp::Duration at) {
  const auto tenths = std::chrono::duration_cast<std::chrono::microseconds>(at).count() / 100;
  std::string text = std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
  return std::string(text.size() < 9 ? 9 - text.size() : 0, ' ') + text + " ms";
}

}  // namespace

std::string transcript(const Performance& performance, const std::vector<std::string>& secrets) {
  constexpr std::size_t shown_max = 4096;
  std::string text;
  for (const WireEvent& event : performance.wire) {
    text += milliseconds(event.at) + "  " +
            static_cast<char>('A' + static_cast<char>(event.connection % 26));
    switch (event.kind) {
      case WireEvent::Kind::opened:
        text += "  open";
        break;
      case WireEvent::Kind::failed:
        text += "  not opened: " + reports::printable(event.octets);
        break;
      case WireEvent::Kind::sent:
        text += "  >> " + reports::printable_head(masked(event.octets, secrets), shown_max);
        break;
      case WireEvent::Kind::received:
        text += "  << " + reports::printable_head(masked(event.octets, secrets), shown_max);
        break;
      case WireEvent::Kind::ended:
        text += "  ended by the target: " + reports::printable(event.octets);
        break;
      case WireEvent::Kind::closed:
        text += "  ended by us: " + reports::printable(event.octets);
        break;
    }
    text += '\n';
  }
  return text;
}

}  // namespace campaign
