#include "conformance/engine/matching.hpp"

#include <algorithm>
#include <charconv>
#include <regex>
#include <unordered_map>
#include <utility>

namespace conformance {
namespace {

constexpr std::size_t shown_octets_max = 80;  // a line of a report
// std::regex recurses once per octet matched: longer values would need a deep stack.
constexpr std::size_t pattern_octets_max = 4096;

// Compiled once on each thread: patterns are few, all from scenario files, and compiling one takes
// longer than the rest of a case in the simulator.
const std::regex& compiled(const std::string& pattern) {
  thread_local std::unordered_map<std::string, std::regex> known;
  const auto found = known.find(pattern);
  if (found != known.end()) return found->second;
  return known.emplace(pattern, std::regex(pattern, std::regex::ECMAScript)).first->second;
}

bool matches_pattern(const std::string& pattern, const std::string& value) {
  if (value.size() > pattern_octets_max) return false;
  return std::regex_match(value, compiled(pattern));
}

std::optional<std::int64_t> to_integer(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string list(const std::vector<std::string>& values) {
  std::string result;
  for (const std::string& value : values) {
    if (!result.empty()) result += ", ";
    result += shown(value);
  }
  return result;
}

// What is wrong with a header's value, as "want"; nothing where it agrees.
std::optional<std::string> disagreement(const Matcher& matcher, const std::string* value,
                                        Bindings& bindings) {
  if (matcher.present && !*matcher.present) {
    if (value == nullptr) return std::nullopt;
    return "no such header";
  }
  if (value == nullptr) return "the header";
  if (matcher.equal) {
    const std::string wanted = bindings.fill(*matcher.equal);
    if (*value != wanted) return shown(wanted);
  }
  if (matcher.pattern && !matches_pattern(*matcher.pattern, *value)) {
    return "a value like /" + *matcher.pattern + "/";
  }
  if (!matcher.one_of.empty()) {
    std::vector<std::string> wanted;
    for (const Template& choice : matcher.one_of) wanted.push_back(bindings.fill(choice));
    if (std::find(wanted.begin(), wanted.end(), *value) == wanted.end()) {
      return "one of " + list(wanted);
    }
  }
  if (matcher.integer) {
    const std::optional<std::int64_t> number = to_integer(*value);
    if (!number || *number < matcher.integer->first || *number > matcher.integer->second) {
      return "an integer from " + std::to_string(matcher.integer->first) + " to " +
             std::to_string(matcher.integer->second);
    }
  }
  if (matcher.distinct_from) {
    const std::string other = bindings.fill(*matcher.distinct_from);
    if (*value == other) return "anything but " + shown(other);
  }
  return std::nullopt;
}

std::optional<Mismatch> body_mismatch(const BodyMatcher& matcher, const std::string& body,
                                      Bindings& bindings) {
  if (matcher.equal) {
    const std::string wanted = bindings.octets(*matcher.equal);
    if (body != wanted) {
      return Mismatch{"body " + shown(wanted) + " (" + std::to_string(wanted.size()) + " octets)",
                      "body " + shown(body) + " (" + std::to_string(body.size()) + " octets)"};
    }
  }
  if (matcher.pattern && !matches_pattern(*matcher.pattern, body)) {
    return Mismatch{"a body like /" + *matcher.pattern + "/", "body " + shown(body)};
  }
  if (matcher.octets) {
    const std::int64_t wanted = bindings.count(*matcher.octets);
    if (static_cast<std::int64_t>(body.size()) != wanted) {
      return Mismatch{"a body of " + std::to_string(wanted) + " octets",
                      "a body of " + std::to_string(body.size()) + " octets"};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Mismatch> mismatch(const std::vector<HeaderMatcher>& headers,
                                 const std::optional<BodyMatcher>& body, const stomp::Frame& frame,
                                 Bindings& bindings) {
  for (const HeaderMatcher& header : headers) {
    const std::string* value = frame.find(header.name);
    if (std::optional<std::string> wanted = disagreement(header.matcher, value, bindings)) {
      return Mismatch{
          frame.command + " header " + header.name + ": " + *wanted,
          value == nullptr ? describe(frame) + " without it" : header.name + ": " + shown(*value)};
    }
  }
  return body ? body_mismatch(*body, frame.body, bindings) : std::nullopt;
}

std::optional<Mismatch> mismatch(const FrameMatcher& matcher, const stomp::Frame& frame,
                                 Bindings& bindings) {
  if (!matcher.command.empty() && frame.command != matcher.command) {
    return Mismatch{describe(matcher, bindings), describe(frame)};
  }
  return mismatch(matcher.headers, matcher.body, frame, bindings);
}

std::string describe(const FrameMatcher& matcher, Bindings& bindings) {
  std::string result = matcher.command.empty() ? "any frame" : matcher.command;
  std::string_view joint = " with ";
  for (const HeaderMatcher& header : matcher.headers) {
    if (!header.matcher.equal) continue;
    result += std::string(joint) + header.name + " " + shown(bindings.fill(*header.matcher.equal));
    joint = " and ";
  }
  if (matcher.body && matcher.body->equal) {
    result += std::string(joint) + "body " + shown(bindings.octets(*matcher.body->equal));
  }
  return result;
}

std::string describe(const stomp::Frame& frame) {
  std::string result = frame.command;
  std::string_view joint = " with ";
  for (const std::string_view name : {"message", "receipt-id", "subscription", "destination"}) {
    const std::string* value = frame.find(name);
    if (value == nullptr) continue;
    result += std::string(joint) + std::string(name) + " " + shown(*value);
    joint = " and ";
  }
  if (!frame.body.empty()) result += std::string(joint) + "body " + shown(frame.body);
  return result;
}

std::string shown(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text.substr(0, shown_octets_max)) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\r') {
      result += "\\r";
    } else if (octet < 0x20 || octet == 0x7f) {
      result += "\\x";
      result += digits[octet / 16];
      result += digits[octet % 16];
    } else {
      result += c;
    }
  }
  result += '"';
  if (text.size() > shown_octets_max) result += "...";
  return result;
}

}  // namespace conformance
