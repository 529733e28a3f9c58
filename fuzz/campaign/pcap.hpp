// What went over the wire as a capture file, so that wireshark and tshark can follow the streams.
//
//     const std::string file = pcap_of(finding.events, endpoint);     // classic pcap, raw IPv4
//
// The octets are those of STOMP, as both sides saw them, and the times those of the transcript,
// counted from 1970. All below is made up: one TCP connection for each of the script's, from ports
// 49152 and so on, with a handshake, acknowledgements and its end; addresses that are not IPv4
// become 127.0.0.1, and what travelled in TLS or WebSocket stands here without it.

#pragma once

#include <string>
#include <vector>

#include "conformance/scenario/profile.hpp"
#include "fuzz/campaign/wire.hpp"

namespace campaign {

[[nodiscard]] std::string pcap_of(const std::vector<WireEvent>& events,
                                  const conformance::Endpoint& endpoint);

}  // namespace campaign
