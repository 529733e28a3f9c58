#include "reports/explanation.hpp"

#include <algorithm>
#include <cstddef>

namespace reports {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Statement;

// Of what came from the target: a page of prose; the transcript has the rest.
constexpr std::size_t prose_octets_max = 1000;

std::string specification_text(const CaseResult& result, const CheckResult* check,
                               const StatementLookup& lookup) {
  std::string id;
  if (check != nullptr && !check->requirement.empty()) {
    id = check->requirement;
  } else if (!result.requirements.empty()) {
    id = result.requirements.front();
  }
  const Statement* statement = find_statement(lookup, id, result.version);
  if (statement == nullptr) return id;
  return statement->specification + ", " + statement->section + ": \"" + statement->quote + '"';
}

}  // namespace

const CheckResult* worst_check(const CaseResult& result) {
  const auto worst = std::ranges::max_element(result.checks, {}, &CheckResult::grade);
  return worst == result.checks.end() ? nullptr : &*worst;
}

const Statement* find_statement(const StatementLookup& lookup, std::string_view id,
                                stomp::Version version) {
  return lookup ? lookup(id, version) : nullptr;
}

std::vector<LabelledLine> explain(const CaseResult& result, const StatementLookup& lookup,
                                  Characters characters) {
  std::vector<LabelledLine> lines;
  const auto add = [&](std::string_view label, std::string_view text, std::string_view after = "") {
    if (text.empty()) return;
    std::string shown = printable_head(text, prose_octets_max, characters);
    if (!after.empty()) shown += "  (step " + printable(after, characters) + ')';
    lines.push_back({label, std::move(shown)});
  };
  const CheckResult* check = worst_check(result);
  add("spec", specification_text(result, check, lookup));
  if (check == nullptr) {
    add("got", result.reason);
  } else {
    add("want", check->expected);
    add("got", check->got.empty() ? result.reason : check->got, check->step);
    add("note", check->note);
  }
  add("why", result.why);
  return lines;
}

}  // namespace reports
