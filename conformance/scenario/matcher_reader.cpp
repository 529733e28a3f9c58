#include "conformance/scenario/matcher_reader.hpp"

#include <algorithm>
#include <regex>
#include <unordered_set>
#include <utility>

#include "conformance/scenario/octets_reader.hpp"
#include "conformance/scenario/words.hpp"

namespace conformance {
namespace {

// The library's compiler recurses, once or more for each octet of a pattern.
constexpr std::size_t pattern_octets_max = 1000;
// And it makes a copy of what is counted for each count: "((a{99}){99}){99}" takes it seconds.
constexpr std::size_t copies_max = 10'000;

// What the counts of a pattern ("{7}", "{1,7}") multiply to, as if each stood inside the other.
std::size_t copies_asked(std::string_view pattern) {
  std::size_t product = 1;
  std::size_t number = 0;
  bool counts = false;
  for (const char octet : pattern) {
    if (octet == '{') {
      counts = true;
      number = 0;
    } else if (counts && octet >= '0' && octet <= '9') {
      number = std::min(number * 10 + static_cast<std::size_t>(octet - '0'), copies_max + 1);
    } else if (counts && octet == ',') {
      number = 0;
    } else if (counts) {
      counts = false;
      product = std::min(product * std::max<std::size_t>(number, 1), copies_max + 1);
    }
  }
  return product;
}

std::string_view complaint_about(std::string_view pattern) {
  if (pattern.size() > pattern_octets_max) return "a pattern of more than 1,000 octets";
  if (copies_asked(pattern) > copies_max) return "the counts of a pattern multiply to over 10,000";
  return "";
}

std::optional<std::string> find_pattern(FieldReader& reader, std::string_view key) {
  std::optional<std::string> pattern = reader.find_string(key);
  if (const std::string_view complaint = complaint_about(pattern.value_or(""));
      !complaint.empty()) {
    reader.find(key)->complain(reader.chooser().problems(), std::string(complaint));
    return std::nullopt;
  }
  // Each case of a scenario reads it again, and to compile one costs more than all else.
  thread_local std::unordered_set<std::string> sound;
  if (!pattern || sound.contains(*pattern)) return pattern;
  try {
    const std::regex compiled(*pattern, std::regex::ECMAScript);
    sound.insert(*pattern);
  } catch (const std::regex_error& error) {
    reader.find(key)->complain(reader.chooser().problems(),
                               "not a regular expression: " + std::string(error.what()),
                               "ECMAScript, and a backslash is written twice in JSON");
  }
  return pattern;
}

std::optional<std::pair<std::int64_t, std::int64_t>> find_range(FieldReader& reader,
                                                                std::string_view key) {
  const std::optional<json::Node> node = reader.find(key);
  if (!node) return std::nullopt;
  const json::Value& value = node->value();
  if (value.is_array() && value.size() == 2 && value[0].is_number_integer() &&
      value[1].is_number_integer()) {
    const std::pair range{value[0].get<std::int64_t>(), value[1].get<std::int64_t>()};
    if (range.first <= range.second) return range;
  }
  node->complain(reader.chooser().problems(), "expected [MIN, MAX], two integers in this order");
  return std::nullopt;
}

Matcher read_matcher(const json::Node& node, Chooser& chooser) {
  Matcher matcher;
  if (node.value().is_string()) {
    matcher.equal = read_template(node, chooser);
    return matcher;
  }
  if (!node.value().is_object()) {
    node.complain(chooser.problems(), "a header is matched by text or by an object",
                  node.value().is_null() ? "{\"present\": false} wants it to be absent" : "");
    return matcher;
  }
  FieldReader reader(node, chooser);
  matcher.equal = find_template(reader, "equal");
  matcher.pattern = find_pattern(reader, "matches");
  for (const json::Node& element : reader.elements("one-of")) {
    matcher.one_of.push_back(read_template(element, chooser));
  }
  if (reader.has("present")) matcher.present = reader.boolean("present", true);
  matcher.integer = find_range(reader, "integer");
  matcher.distinct_from = find_template(reader, "distinct-from");
  reader.finish();

  const bool wants_value = matcher.equal || matcher.pattern || !matcher.one_of.empty() ||
                           matcher.integer || matcher.distinct_from;
  if (node.value().empty()) {
    node.complain(chooser.problems(), "a matcher that matches anything",
                  "say \"present\": true if that is what is meant");
  } else if (reader.has("one-of") && matcher.one_of.empty()) {
    reader.complain_key("one-of", "there is no value to match");
  } else if (wants_value && matcher.present == false) {
    node.complain(chooser.problems(), "an absent header has no value to match");
  }
  return matcher;
}

}  // namespace

std::vector<HeaderMatcher> read_header_matchers(FieldReader& reader, std::string_view key) {
  std::vector<HeaderMatcher> matchers;
  const std::optional<json::Node> node = reader.find(key);
  if (!node) return matchers;
  FieldReader headers(*node, reader.chooser());
  for (const std::string& name : node->keys()) {
    const std::optional<json::Node> child = headers.find(name);
    if (child)
      matchers.push_back({.name = name, .matcher = read_matcher(*child, reader.chooser())});
  }
  return matchers;
}

std::optional<BodyMatcher> read_body_matcher(FieldReader& reader) {
  const std::optional<json::Node> node = reader.find("body");
  if (!node) return std::nullopt;
  BodyMatcher body;
  const json::Value& value = node->value();
  if (value.is_object() && (value.contains("matches") || value.contains("octets"))) {
    FieldReader matcher(*node, reader.chooser());
    body.pattern = find_pattern(matcher, "matches");
    if (const auto octets = matcher.find("octets")) {
      body.octets = read_count(*octets, reader.chooser());
    }
    matcher.finish();
  } else {
    body.equal = read_octets(*node, reader.chooser());
  }
  return body;
}

std::vector<Check> read_checks(FieldReader& reader) {
  std::vector<Check> checks;
  for (const json::Node& node : reader.elements("checks")) {
    FieldReader fields(node, reader.chooser());
    Check check{.requirement = fields.require_string("requirement"),
                .headers = read_header_matchers(fields, "headers"),
                .body = read_body_matcher(fields),
                .escaped = fields.boolean("escaped", false)};
    fields.finish();
    if (check.headers.empty() && !check.body && !check.escaped) {
      node.complain(reader.chooser().problems(), "a check that checks nothing",
                    "give it \"headers\" or a \"body\"");
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

FrameMatcher read_frame_matcher(FieldReader& reader) {
  return {.command = reader.string("frame", ""),
          .headers = read_header_matchers(reader, "headers"),
          .body = read_body_matcher(reader)};
}

std::optional<std::string> read_capture(FieldReader& reader) {
  std::optional<std::string> name = reader.find_string("as");
  if (name && !is_word(*name)) {
    reader.find("as")->complain(reader.chooser().problems(), std::string(not_a_word));
  }
  return name;
}

}  // namespace conformance
