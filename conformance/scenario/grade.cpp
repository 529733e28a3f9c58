#include "conformance/scenario/grade.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "stomp/check.hpp"

namespace conformance {
namespace {

constexpr std::array<std::pair<Level, std::string_view>, 4> levels{
    {{Level::must, "MUST"}, {Level::fact, "fact"}, {Level::should, "SHOULD"}, {Level::may, "MAY"}}};

constexpr std::array<std::pair<Grade, std::string_view>, 10> grades{{
    {Grade::not_applicable, "n/a"},
    {Grade::pass, "pass"},
    {Grade::observed, "observed"},
    {Grade::weak, "weak"},
    {Grade::not_run, "not-run"},
    {Grade::blocked, "blocked"},
    {Grade::should, "should"},
    {Grade::timeout, "timeout"},
    {Grade::fail, "fail"},
    {Grade::crash, "crash"},
}};

// "must" and "MUST" are one word: a selector is typed in lower case.
bool same_word(std::string_view left, std::string_view right) {
  const auto lower = [](char octet) {
    return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::string_view to_string(Level level) {
  for (const auto& [known, text] : levels) {
    if (known == level) return text;
  }
  stomp::check(false, "every level has a name");
  return {};
}

std::optional<Level> level_from(std::string_view text) {
  for (const auto& [level, known] : levels) {
    if (same_word(known, text)) return level;
  }
  return std::nullopt;
}

std::string_view to_string(Grade grade) {
  for (const auto& [known, text] : grades) {
    if (known == grade) return text;
  }
  stomp::check(false, "every grade has a name");
  return {};
}

std::optional<Grade> grade_from(std::string_view text) {
  for (const auto& [grade, known] : grades) {
    if (known == text) return grade;
  }
  return std::nullopt;
}

Grade breach_of(Level level) {
  switch (level) {
    case Level::must:
    case Level::fact:
      return Grade::fail;
    case Level::should:
      return Grade::should;
    case Level::may:
      return Grade::observed;
  }
  stomp::check(false, "every level has a breach");
  return Grade::fail;
}

}  // namespace conformance
