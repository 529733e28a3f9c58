#include <charconv>

#include "conformance/scenario/profile.hpp"

namespace conformance {
namespace {

constexpr std::string_view scheme = "stomp://";

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || rest != end || port == 0) return std::nullopt;
  return port;
}

bool is_host(std::string_view text) {
  return !text.empty() && text.find_first_of("/@[]? \t\r\n#") == std::string_view::npos;
}

}  // namespace

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  const bool has_scheme = text.starts_with(scheme);
  if (has_scheme) {
    text.remove_prefix(scheme.size());
    if (text.ends_with('/')) text.remove_suffix(1);
  }

  // Brackets keep the colons of an IPv6 address apart from the port's.
  std::string_view host = text;
  std::string_view port;
  bool has_port = false;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    if (host.find(':') == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(end + 1);
    has_port = !rest.empty();
    if (has_port && rest.front() != ':') return std::nullopt;
    port = has_port ? rest.substr(1) : rest;
  } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    has_port = true;
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (!is_host(host) || (!has_port && !has_scheme)) return std::nullopt;

  Endpoint endpoint;
  endpoint.host = host;
  if (has_port) {
    const std::optional<std::uint16_t> number = parse_port(port);
    if (!number) return std::nullopt;
    endpoint.port = *number;
  }
  return endpoint;
}

std::string to_string(const Endpoint& endpoint) {
  const bool brackets = endpoint.host.find(':') != std::string::npos;
  return (brackets ? '[' + endpoint.host + ']' : endpoint.host) + ':' +
         std::to_string(endpoint.port);
}

}  // namespace conformance
