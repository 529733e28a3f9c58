#include "reference_broker/core/delivery_id.hpp"

#include <array>
#include <charconv>

namespace broker {
namespace {

// Octets of the largest 64-bit number.
constexpr std::size_t decimal_octets_max = 20;

// "007" is not the id that was given out as "7".
std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || text.front() == '0') return std::nullopt;
  return number;
}

}  // namespace

std::optional<DeliveryId> DeliveryId::parse(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint64_t> subscription = parse_decimal(text.substr(0, dash));
  const std::optional<std::uint64_t> delivery = parse_decimal(text.substr(dash + 1));
  if (!subscription || !delivery) return std::nullopt;
  return DeliveryId{.subscription = *subscription, .delivery = *delivery};
}

void append_decimal(std::string& out, std::uint64_t number) {
  std::array<char, decimal_octets_max> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

}  // namespace broker
