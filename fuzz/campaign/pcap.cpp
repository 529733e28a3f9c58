#include "fuzz/campaign/pcap.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <string_view>

namespace campaign {
namespace {

constexpr std::uint32_t magic = 0xa1b2c3d4;  // microseconds
constexpr std::uint32_t link_raw = 101;      // LINKTYPE_RAW: packets begin with the IP header
constexpr std::uint32_t snap_length = 65'535;
// What Ethernet carries: tools are used to it.
constexpr std::size_t segment_max = 1460;
constexpr std::uint16_t first_port = 49'152;
constexpr std::array<std::uint8_t, 4> loopback = {127, 0, 0, 1};

enum Flags : std::uint8_t { fin = 1, syn = 2, rst = 4, psh = 8, ack = 16 };

template <typename Number>
void put(std::string& out, Number number) {
  for (std::size_t i = sizeof(Number); i > 0; --i) {
    out.push_back(static_cast<char>((number >> (8 * (i - 1))) & 0xffU));
  }
}

// RFC 1071.
std::uint16_t checksum(std::string_view octets) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const auto octet = static_cast<std::uint32_t>(static_cast<unsigned char>(octets[i]));
    sum += i % 2 == 0 ? octet << 8U : octet;
  }
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum & 0xffffU);
}

void place(std::string& octets, std::size_t at, std::uint16_t number) {
  octets[at] = static_cast<char>(number >> 8U);
  octets[at + 1] = static_cast<char>(number & 0xffU);
}

std::array<std::uint8_t, 4> address_of(const std::string& host) {
  std::array<std::uint8_t, 4> address{};
  const char* at = host.data();
  const char* const end = at + host.size();
  for (std::size_t i = 0; i < address.size(); ++i) {
    const auto [behind, error] = std::from_chars(at, end, address[i]);
    const bool is_last = i + 1 == address.size();
    if (error != std::errc() || (is_last ? behind != end : behind == end || *behind != '.')) {
      return loopback;
    }
    at = behind + 1;
  }
  return address;
}

class Capture {
 public:
  explicit Capture(const conformance::Endpoint& endpoint)
      : server_(address_of(endpoint.host)), port_(endpoint.port) {
    put(file_, magic);
    put(file_, std::uint16_t{2});
    put(file_, std::uint16_t{4});
    put(file_, std::uint32_t{0});
    put(file_, std::uint32_t{0});
    put(file_, snap_length);
    put(file_, link_raw);
  }

  void add(const WireEvent& event) {
    Stream& stream = streams_[event.connection];
    at_ = event.at;
    using Kind = WireEvent::Kind;
    switch (event.kind) {
      case Kind::opened:
        packet(event.connection, true, syn, {});
        ++stream.sent;
        packet(event.connection, false, syn | ack, {});
        ++stream.received;
        packet(event.connection, true, ack, {});
        break;
      case Kind::failed:
        packet(event.connection, true, syn, {});
        break;
      case Kind::sent:
      case Kind::received:
        data(event.connection, event.kind == Kind::sent, event.octets);
        break;
      case Kind::ended:
      case Kind::closed:
        end(event.connection, event.kind == Kind::closed, event.octets == "rst");
        break;
    }
  }

  [[nodiscard]] std::string take() { return std::move(file_); }

 private:
  // Octets so far, the SYN and FIN among them.
  struct Stream {
    std::uint32_t sent = 1000;
    std::uint32_t received = 5000;
  };

  void data(std::size_t connection, bool ours, std::string_view octets) {
    Stream& stream = streams_[connection];
    while (!octets.empty()) {
      const std::string_view part = octets.substr(0, segment_max);
      packet(connection, ours, psh | ack, part);
      (ours ? stream.sent : stream.received) += static_cast<std::uint32_t>(part.size());
      packet(connection, !ours, ack, {});
      octets.remove_prefix(part.size());
    }
  }

  void end(std::size_t connection, bool ours, bool breaks) {
    Stream& stream = streams_[connection];
    packet(connection, ours, breaks ? rst | ack : fin | ack, {});
    if (breaks) return;
    ++(ours ? stream.sent : stream.received);
    packet(connection, !ours, ack, {});
  }

  void packet(std::size_t connection, bool ours, int flags, std::string_view octets) {
    const Stream& stream = streams_[connection];
    const auto client_port = static_cast<std::uint16_t>(first_port + connection % 16'384);
    const bool acknowledges = (flags & ack) != 0;
    std::string tcp;
    put(tcp, ours ? client_port : port_);
    put(tcp, ours ? port_ : client_port);
    put(tcp, ours ? stream.sent : stream.received);
    put(tcp, acknowledges ? (ours ? stream.received : stream.sent) : std::uint32_t{0});
    put(tcp, std::uint8_t{0x50});  // five words of header
    put(tcp, static_cast<std::uint8_t>(flags));
    put(tcp, std::uint16_t{0xffff});  // window
    put(tcp, std::uint32_t{0});       // checksum, urgent pointer
    tcp += octets;
    const std::string source = bytes(ours ? loopback : server_);
    const std::string target = bytes(ours ? server_ : loopback);
    std::string pseudo = source + target;
    put(pseudo, std::uint16_t{6});
    put(pseudo, static_cast<std::uint16_t>(tcp.size()));
    place(tcp, 16, checksum(pseudo + tcp));

    std::string ip;
    put(ip, std::uint16_t{0x4500});
    put(ip, static_cast<std::uint16_t>(20 + tcp.size()));
    put(ip, ++packets_);
    put(ip, std::uint16_t{0x4000});  // not to be fragmented
    put(ip, std::uint16_t{0x4006});  // 64 hops, TCP
    put(ip, std::uint16_t{0});
    ip += source + target;
    place(ip, 10, checksum(ip));

    const auto micros = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(at_).count());
    put(file_, static_cast<std::uint32_t>(micros / 1'000'000));
    put(file_, static_cast<std::uint32_t>(micros % 1'000'000));
    put(file_, static_cast<std::uint32_t>(ip.size() + tcp.size()));
    put(file_, static_cast<std::uint32_t>(ip.size() + tcp.size()));
    file_ += ip + tcp;
  }

  static std::string bytes(const std::array<std::uint8_t, 4>& address) {
    return {address.begin(), address.end()};
  }

  std::array<std::uint8_t, 4> server_;
  std::uint16_t port_;
  std::string file_;
  std::map<std::size_t, Stream> streams_;
  stomp::Duration at_{};
  std::uint16_t packets_ = 0;
};

}  // namespace

std::string pcap_of(const std::vector<WireEvent>& events, const conformance::Endpoint& endpoint) {
  Capture capture(endpoint);
  for (const WireEvent& event : events) capture.add(event);
  return capture.take();
}

}  // namespace campaign
