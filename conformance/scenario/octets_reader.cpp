#include "conformance/scenario/octets_reader.hpp"

#include <array>
#include <utility>

#include "conformance/scenario/holes.hpp"

namespace conformance {
namespace {

// A repetition is built in memory once for each run; more than this is a slip of the finger.
constexpr std::int64_t count_max = std::int64_t{1} << 32U;

int hex_digit(char octet) {
  if (octet >= '0' && octet <= '9') return octet - '0';
  if (octet >= 'a' && octet <= 'f') return octet - 'a' + 10;
  if (octet >= 'A' && octet <= 'F') return octet - 'A' + 10;
  return -1;
}

int base64_digit(char octet) {
  if (octet >= 'A' && octet <= 'Z') return octet - 'A';
  if (octet >= 'a' && octet <= 'z') return octet - 'a' + 26;
  if (octet >= '0' && octet <= '9') return octet - '0' + 52;
  if (octet == '+') return 62;
  if (octet == '/') return 63;
  return -1;
}

using Decode = std::optional<std::string> (*)(std::string_view);

OctetsPart read_encoded(FieldReader& reader, std::string_view encoding, Decode decode) {
  const std::string text = reader.require_string(encoding);
  std::optional<std::string> octets = decode(text);
  if (!octets) {
    reader.find(encoding)->complain(reader.chooser().problems(),
                                    "this is not " + std::string(encoding));
  }
  return FixedOctets{.octets = std::move(octets).value_or("")};
}

OctetsPart read_part(const json::Node& node, Chooser& chooser) {
  if (node.value().is_string()) return read_template(node, chooser);
  if (!node.value().is_object()) {
    node.complain(chooser.problems(),
                  "octets are text, {\"hex\"}, {\"base64\"}, {\"repeat\"}, or an array of these");
    return Template();
  }
  FieldReader reader(node, chooser);
  OctetsPart part = Template();
  if (reader.has("hex")) {
    part = read_encoded(reader, "hex", decode_hex);
  } else if (reader.has("base64")) {
    part = read_encoded(reader, "base64", decode_base64);
  } else {
    Repeat repeat{.octets = reader.require_string("repeat"), .times = {}};
    if (const auto times = reader.require("times")) repeat.times = read_count(*times, chooser);
    part = std::move(repeat);
  }
  reader.finish();
  return part;
}

}  // namespace

Octets read_octets(const json::Node& node, Chooser& chooser) {
  Octets octets;
  if (!node.value().is_array()) {
    octets.push_back(read_part(node, chooser));
    return octets;
  }
  for (const json::Node& element : chosen_elements(node, chooser)) {
    octets.push_back(read_part(element, chooser));
  }
  return octets;
}

Count read_count(const json::Node& node, Chooser& chooser) {
  if (node.value().is_object()) {
    FieldReader reader(node, chooser);
    Count count{.limit = reader.require_string("limit"), .plus = 0};
    count.plus = reader.find_integer("plus", -count_max, count_max).value_or(0);
    reader.finish();
    return count;
  }
  const json::Value& value = node.value();
  if (value.is_number_unsigned() && value.get<std::uint64_t>() <= count_max) {
    return {.limit = std::nullopt, .plus = value.get<std::int64_t>()};
  }
  node.complain(chooser.problems(), "expected a number from 0 to 4294967296, or {\"limit\": NAME}");
  return {};
}

Template read_template(const json::Node& node, Chooser& chooser) {
  if (!node.value().is_string()) {
    node.complain(chooser.problems(), "expected text, which may have ${...} holes");
    return {};
  }
  Template text = node.value().get<std::string>();
  std::string error;
  if (!parse_template(text, error)) node.complain(chooser.problems(), std::move(error));
  return text;
}

std::optional<Template> find_template(FieldReader& reader, std::string_view key) {
  const std::optional<json::Node> node = reader.find(key);
  if (!node) return std::nullopt;
  return read_template(*node, reader.chooser());
}

void check_header_name(const json::Node& object, const std::string& name, Chooser& chooser) {
  std::string error;
  if (parse_template(name, error)) return;
  object.complain_key(chooser.problems(), name, std::move(error));
}

std::optional<std::string> decode_hex(std::string_view text) {
  std::string octets;
  while (!text.empty()) {
    if (text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    if (text.size() < 2) return std::nullopt;
    const int high = hex_digit(text[0]);
    const int low = hex_digit(text[1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets += static_cast<char>(high * 16 + low);
    text.remove_prefix(2);
  }
  return octets;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string octets;
  for (; !text.empty(); text.remove_prefix(4)) {
    // Only the last group is padded, with one or two marks.
    const bool last = text.size() == 4;
    const std::size_t padding = last && text[3] == '=' ? (text[2] == '=' ? 2 : 1) : 0;
    unsigned bits = 0;
    for (std::size_t at = 0; at < 4; ++at) {
      const int digit = at < 4 - padding ? base64_digit(text[at]) : 0;
      if (digit < 0) return std::nullopt;
      bits = bits << 6U | static_cast<unsigned>(digit);
    }
    const std::array<char, 3> group = {static_cast<char>(bits >> 16U),
                                       static_cast<char>(bits >> 8U & 0xffU),
                                       static_cast<char>(bits & 0xffU)};
    octets.append(group.data(), 3 - padding);
  }
  return octets;
}

}  // namespace conformance
