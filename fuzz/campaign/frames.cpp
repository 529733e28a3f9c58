#include "fuzz/campaign/frames.hpp"

#include <utility>

#include "stomp/serializer.hpp"

namespace campaign {
namespace {

using stomp::Version;

// Values that a parser may stumble over, all of them legal.
std::string user_value(fuzz::Chance& chance, Version version) {
  static constexpr std::string_view plain[] = {"1",   "a b",  "0",  "-1",    "x=y;z", "[]{}\"'",
                                               "%00", "${x}", "..", "a,b,c", "1e3",   "<a/>"};
  static constexpr std::string_view escaped[] = {"a\nb", ":",    "a:b",  "\\",   "\\n",
                                                 "::",   "\n\n", "c\\c", "\\\\n"};
  static constexpr std::string_view newest[] = {"a\rb", "\r\n", "\\r"};
  if (version != Version::v1_0 && chance.one_in(3)) return std::string(chance.of(escaped));
  if (version == Version::v1_2 && chance.one_in(6)) return std::string(chance.of(newest));
  if (chance.one_in(8)) return std::string(1 + chance.below(180), 'v');
  return std::string(chance.of(plain));
}

std::string text_body(fuzz::Chance& chance) {
  static constexpr std::string_view texts[] = {
      "", "hello", "a\nb\n", "SEND\n", "\n", "{\"a\":1}", "MESSAGE\nx:1\n\nbody", "0"};
  if (chance.one_in(6)) return std::string(chance.below(2000), 'b');
  return std::string(chance.of(texts));
}

std::string binary_body(fuzz::Chance& chance) {
  static constexpr std::string_view traps[] = {std::string_view("\0", 1),
                                               std::string_view("a\0b", 3),
                                               std::string_view("\0\n\0\n", 4),
                                               "SEND\nx:1\n\n",
                                               "\xff\xfe",
                                               "\r\n"};
  if (chance.one_in(2)) return std::string(chance.of(traps));
  std::string body(chance.below(96), '\0');
  for (char& octet : body) octet = static_cast<char>(static_cast<unsigned char>(chance.next()));
  return body;
}

}  // namespace

void write(std::string& out, fuzz::Chance& chance, Version version, std::string_view command,
           Headers headers, std::string_view body) {
  for (std::size_t left = headers.size(); left > 1; --left) {
    std::swap(headers[left - 1], headers[chance.below(left)]);
  }
  std::vector<stomp::HeaderView> views(headers.size());
  for (std::size_t i = 0; i < headers.size(); ++i) {
    views[i] = {.name = headers[i].name, .value = headers[i].value};
  }
  const bool crlf = version == Version::v1_2 && chance.one_in(8);
  stomp::append_frame(out, {.command = command, .headers = views, .body = body},
                      {.version = version, .eol = crlf ? "\r\n" : "\n"});
  if (chance.one_in(8)) out.append(1 + chance.below(3), '\n');
}

void write_send(std::string& out, fuzz::Chance& chance, Version version,
                const std::string& destination, const std::string& name, const std::string& receipt,
                const std::string& transaction) {
  Headers headers{{"destination", destination}};
  if (!receipt.empty()) headers.push_back({"receipt", receipt});
  if (!transaction.empty()) headers.push_back({"transaction", transaction});
  const bool binary = chance.one_in(3);
  const std::string body = name + (binary ? binary_body(chance) : text_body(chance));
  if (binary || chance.one_in(2)) headers.push_back(stomp::content_length(body));
  for (std::size_t count = chance.one_in(2) ? chance.below(5) : 0; count > 0; --count) {
    headers.push_back({"x-" + std::to_string(count), user_value(chance, version)});
  }
  write(out, chance, version, "SEND", std::move(headers), body);
}

}  // namespace campaign
