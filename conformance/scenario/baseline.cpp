#include "conformance/scenario/baseline.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "conformance/scenario/excuse.hpp"

namespace conformance {
namespace {

constexpr std::string_view unexplained = "not explained yet";

BaselineEntry read_entry(const json::Node& node, json::Problems& problems) {
  json::ObjectReader reader(node, problems);
  BaselineEntry entry;
  entry.subject = reader.require_string("case");
  entry.requirement = reader.string("requirement", "");
  const std::string grade =
      reader.word("grade", {"should", "fail", "timeout", "crash", "blocked"}, "");
  if (grade.empty()) node.complain(problems, "a \"grade\" is missing: how the case fails");
  if (const auto known = grade_from(grade)) entry.grade = *known;
  entry.got = reader.require_string("got");
  Excuse excuse = read_excuse(node, reader, problems);
  entry.reason = std::move(excuse.reason);
  entry.issue = std::move(excuse.issue);
  entry.expires = std::move(excuse.expires);
  entry.line = excuse.line;
  entry.sometimes = reader.boolean("sometimes", false);
  reader.finish();
  return entry;
}

auto order(const BaselineEntry& entry) {
  return std::tie(entry.subject, entry.requirement, entry.grade, entry.got);
}

json::Value value_of(const BaselineEntry& entry) {
  json::Value one;
  one["case"] = entry.subject;
  if (!entry.requirement.empty()) one["requirement"] = entry.requirement;
  one["grade"] = to_string(entry.grade);
  one["got"] = entry.got;
  one["reason"] = entry.reason.empty() ? std::string(unexplained) : entry.reason;
  if (!entry.issue.empty()) one["issue"] = entry.issue;
  if (!entry.expires.empty()) one["expires"] = entry.expires;
  if (entry.sometimes) one["sometimes"] = true;
  return one;
}

// What came from a target may be no UTF-8; and a file that people read in an editor is harmless.
std::string line_of(const json::Value& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/true, json::Value::error_handler_t::replace);
}

bool changes(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

}  // namespace

std::optional<Baseline> load_baseline(const std::string& file, json::Problems& problems) {
  const std::optional<json::Document> document = json::Document::read(file, problems);
  if (!document) return std::nullopt;
  const std::size_t before = problems.size();
  Baseline baseline{.file = file, .target = {}, .entries = {}};
  json::ObjectReader reader(document->root(), problems);
  static_cast<void>(reader.has("$schema"));
  baseline.target = reader.string("target", "");
  if (const auto list = reader.require("expected")) {
    if (!list->value().is_array()) {
      list->complain(problems, "an array of expected failures is wanted");
    } else {
      for (const json::Node& node : list->elements()) {
        BaselineEntry entry = read_entry(node, problems);
        const bool twice =
            std::any_of(baseline.entries.begin(), baseline.entries.end(),
                        [&](const BaselineEntry& other) { return order(other) == order(entry); });
        if (twice) node.complain(problems, "this stands here twice", "remove one of the two");
        baseline.entries.push_back(std::move(entry));
      }
    }
  }
  reader.finish();
  if (problems.size() > before) return std::nullopt;
  return baseline;
}

std::string to_json(const Baseline& baseline) {
  std::vector<BaselineEntry> entries = baseline.entries;
  std::sort(entries.begin(), entries.end(),
            [](const auto& left, const auto& right) { return order(left) < order(right); });
  std::string text = "{\n  \"target\": " + line_of(baseline.target) + ",\n  \"expected\": [";
  for (const BaselineEntry& entry : entries) {
    text += (&entry == &entries.front() ? "\n    " : ",\n    ") + line_of(value_of(entry));
  }
  text += entries.empty() ? "]\n}\n" : "\n  ]\n}\n";
  return text;
}

bool names(const BaselineEntry& entry, std::string_view key, std::string_view id) {
  return entry.subject == key || entry.subject == id;
}

bool is_unexplained(const BaselineEntry& entry) {
  return entry.reason.empty() || entry.reason == unexplained;
}

bool matches_pattern(std::string_view text, std::string_view pattern) {
  // Greedy with one place to come back to: linear but for the last '*'.
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = pattern.npos;
  std::size_t from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string pattern_of(std::string_view text) {
  std::string pattern;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size() && of_word(text[length])) ++length;
    const std::string_view word = text.substr(0, length);
    if (changes(word)) {
      if (!pattern.ends_with('*')) pattern += '*';
    } else {
      pattern += word;
    }
    if (length < text.size()) {
      const bool beyond = static_cast<unsigned char>(text[length]) >= 0x80;
      if (!beyond) pattern += text[length];
      if (beyond && !pattern.ends_with('*')) pattern += '*';
      ++length;
    }
    text.remove_prefix(length);
  }
  return pattern;
}

}  // namespace conformance
