#include "reference_broker/core/violation.hpp"

#include "stomp/serializer.hpp"

namespace broker {
namespace {

constexpr std::size_t excerpt_octets_max = 64;

bool is_printable(char character) {
  return character >= ' ' && character <= '~';
}

}  // namespace

std::string excerpt(std::string_view text) {
  std::string quoted = "\"";
  for (const char character : text.substr(0, excerpt_octets_max)) {
    quoted.push_back(is_printable(character) ? character : '?');
  }
  quoted.append(text.size() > excerpt_octets_max ? "...\"" : "\"");
  return quoted;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part);
  return text;
}

void append_error(std::string& out, const Violation& violation,
                  std::optional<std::string_view> receipt, stomp::Version version) {
  std::vector<stomp::HeaderView> headers = {{"message", violation.message}};
  for (const stomp::Header& header : violation.headers)
    headers.push_back({header.name, header.value});
  if (receipt) headers.push_back({"receipt-id", *receipt});
  const stomp::Header length = stomp::content_length(violation.explanation);
  headers.push_back({"content-type", "text/plain"});
  headers.push_back({length.name, length.value});
  stomp::append_frame(out, {.command = "ERROR", .headers = headers, .body = violation.explanation},
                      {.version = version});
}

}  // namespace broker
