#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <string>

#include "reference_broker/core/settings.hpp"

namespace broker {
namespace {

using Address = std::array<std::uint8_t, 16>;

// Where an IPv4 address begins in its IPv4-mapped form, ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
constexpr std::size_t mapped_octets = 12;
constexpr unsigned mapped_bits = 96;

struct ParsedAddress {
  Address octets{};
  bool is_v4 = false;
};

std::optional<ParsedAddress> parse_address(std::string_view text) {
  const std::string terminated(text);
  ParsedAddress parsed;
  if (inet_pton(AF_INET6, terminated.c_str(), parsed.octets.data()) == 1) return parsed;
  if (inet_pton(AF_INET, terminated.c_str(), parsed.octets.data() + mapped_octets) != 1) {
    return std::nullopt;
  }
  std::fill_n(parsed.octets.begin(), mapped_octets - 2, std::uint8_t{0});
  parsed.octets[mapped_octets - 2] = 0xff;
  parsed.octets[mapped_octets - 1] = 0xff;
  parsed.is_v4 = true;
  return parsed;
}

// The octet of a netmask of `bits` ones that stands at `index`.
std::uint8_t mask_octet(unsigned bits, std::size_t index) {
  const auto before = static_cast<unsigned>(index * 8);
  if (bits >= before + 8) return 0xff;
  if (bits <= before) return 0;
  return static_cast<std::uint8_t>(0xff00U >> (bits - before));
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<ParsedAddress> base = parse_address(text.substr(0, slash));
  if (!base) return std::nullopt;

  // An address by itself is the network of that one address.
  unsigned bits = base->is_v4 ? 32 : 128;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const char* const end = digits.data() + digits.size();
    const unsigned bits_max = bits;
    const auto [rest, error] = std::from_chars(digits.data(), end, bits);
    if (error != std::errc() || rest != end || bits > bits_max) return std::nullopt;
  }

  Network network{.address = base->octets, .prefix_bits = bits + (base->is_v4 ? mapped_bits : 0)};
  for (std::size_t index = 0; index < network.address.size(); ++index) {
    network.address[index] &= mask_octet(network.prefix_bits, index);
  }
  return network;
}

bool Network::contains(std::string_view text) const {
  // A link-local address may carry the interface it was met on: "fe80::1%eth0".
  const std::optional<ParsedAddress> other = parse_address(text.substr(0, text.find('%')));
  if (!other) return false;
  for (std::size_t index = 0; index < address.size(); ++index) {
    if ((other->octets[index] & mask_octet(prefix_bits, index)) != address[index]) return false;
  }
  return true;
}

}  // namespace broker
