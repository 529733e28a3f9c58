#include <algorithm>
#include <charconv>

#include "conformance/scenario/profile.hpp"

namespace conformance {
namespace {

struct KnownScheme {
  std::string_view prefix;
  Scheme scheme;
  std::uint16_t port;  // where the URI names none
};
// The ports of the last two are those of HTTP (RFC 6455, 3).
constexpr KnownScheme schemes[] = {{"stomp://", Scheme::stomp, 61613},
                                   {"stomps://", Scheme::stomps, 61614},
                                   {"ws://", Scheme::ws, 80},
                                   {"wss://", Scheme::wss, 443}};

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || rest != end || port == 0) return std::nullopt;
  return port;
}

// It goes into the request line as it is.
bool is_path(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char octet) { return octet > ' ' && octet < 0x7f && octet != '#'; });
}

bool is_host(std::string_view text) {
  return !text.empty() && text.find_first_of("/@[]? \t\r\n#") == std::string_view::npos;
}

}  // namespace

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  Endpoint endpoint;
  bool has_scheme = false;
  for (const KnownScheme& known : schemes) {
    if (!text.starts_with(known.prefix)) continue;
    has_scheme = true;
    endpoint.scheme = known.scheme;
    endpoint.port = known.port;
    text.remove_prefix(known.prefix.size());
    break;
  }
  if (is_websocket(endpoint.scheme)) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    endpoint.path = slash == text.size() ? "/" : text.substr(slash);
    if (!is_path(endpoint.path)) return std::nullopt;
    text = text.substr(0, slash);
  } else if (has_scheme && text.ends_with('/')) {
    text.remove_suffix(1);
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
  const std::string authority =
      (brackets ? '[' + endpoint.host + ']' : endpoint.host) + ':' + std::to_string(endpoint.port);
  for (const KnownScheme& known : schemes) {
    if (known.scheme != endpoint.scheme || known.scheme == Scheme::stomp) continue;
    return std::string(known.prefix) + authority + endpoint.path;
  }
  return authority;
}

}  // namespace conformance
