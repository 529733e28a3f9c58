// The three looks of a Diff: lines for a terminal, Markdown, JSON.

#include <array>
#include <string>

#include "reports/diff.hpp"
#include "reports/json_values.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using conformance::CaseResult;

constexpr std::size_t reason_octets_max = 300;  // one line, or two

// A kind of change as a heading.
std::string_view heading(Change change) {
  switch (change) {
    case Change::regression:
      return "Regressions";
    case Change::fix:
      return "Fixes";
    case Change::reason:
      return "Still broken, in another way";
    case Change::lost:
      return "Not judged any more";
    case Change::gained:
      return "Judged now, and broken";
    case Change::outcome:
      return "Right, in another way";
    case Change::added:
      return "New cases";
    case Change::removed:
      break;
  }
  return "Removed cases";
}

// What is compared, where it is not plainly the same thing twice.
std::vector<std::string> warnings_of(const Diff& diff) {
  std::vector<std::string> sentences;
  const RunRecord& before = *diff.before;
  const RunRecord& after = *diff.after;
  if (before.started.target != after.started.target) {
    sentences.push_back("Different targets are compared: " + before.started.target + " and " +
                        after.started.target + '.');
  }
  if (before.metadata.suite_digest != after.metadata.suite_digest) {
    sentences.push_back("The suite has changed (" + before.metadata.suite_digest + ", " +
                        after.metadata.suite_digest +
                        "): a case of the same name may ask for something else.");
  }
  if (before.started.filters != after.started.filters) {
    sentences.emplace_back("The runs selected different cases.");
  }
  if (before.partial()) sentences.emplace_back("The old run did not come to its end.");
  if (after.partial()) sentences.emplace_back("The new run did not come to its end.");
  return sentences;
}

std::string grade_of(const CaseResult* result) {
  if (result == nullptr) return "-";
  return std::string(to_string(result->grade)) + (result->flaky ? " (flaky)" : "");
}

std::string observed_in(const CaseResult& result) {
  std::string text;
  for (const auto& [name, value] : result.observations) {
    text += (text.empty() ? "" : ", ") + name + ": " + value;
  }
  return text;
}

// The words beside the grades: why the case came out as it did.
std::string reason_of(const CaseResult* result, Change change) {
  if (result == nullptr) return "";
  if (change == Change::outcome && !result->observations.empty()) return observed_in(*result);
  return result->reason;
}

std::string totals(const Diff& diff) {
  struct Noun {
    std::string_view one;
    std::string_view many;
  };
  constexpr std::array<Noun, all_changes.size()> nouns{{
      {"regression", "regressions"},
      {"fix", "fixes"},
      {"changed reason", "changed reasons"},
      {"not judged any more", "not judged any more"},
      {"judged now and broken", "judged now and broken"},
      {"changed outcome", "changed outcomes"},
      {"new case", "new cases"},
      {"removed case", "removed cases"},
  }};
  std::string text;
  for (std::size_t i = 0; i < all_changes.size(); ++i) {
    const std::size_t number = diff.count(all_changes[i]);
    text += std::to_string(number) + ' ';
    text += number == 1 ? nouns[i].one : nouns[i].many;
    text += ", ";
  }
  return text + std::to_string(diff.unchanged) + " unchanged";
}

Json json_of(const CaseResult* result) {
  if (result == nullptr) return {};
  Json json;
  json["grade"] = conformance::to_string(result->grade);
  json["message"] = json_text(result->reason);
  json["flaky"] = result->flaky;
  json["observations"] = Json::array();
  for (const auto& [name, value] : result->observations) {
    Json observation;
    observation["name"] = json_text(name);
    observation["value"] = json_text(value);
    json["observations"].push_back(std::move(observation));
  }
  return json;
}

Json about(const RunRecord& record) {
  Json json;
  json["target"] = json_text(record.started.target);
  json["server"] = json_text(record.met ? record.met->server : "");
  json["suite_digest"] = json_text(record.metadata.suite_digest);
  json["started_at"] = json_text(record.metadata.started_at);
  json["partial"] = record.partial();
  return json;
}

// Calls `begin(change)` before the first of each kind, and `use(one)` for each change.
template <typename Begin, typename Use>
void for_each_kind(const Diff& diff, Begin begin, Use use) {
  const CaseChange* last = nullptr;
  for (const CaseChange& one : diff.changes) {
    if (last == nullptr || last->change != one.change) begin(one.change);
    use(one);
    last = &one;
  }
}

}  // namespace

std::string diff_text(const Diff& diff) {
  std::string text;
  for (const std::string& sentence : warnings_of(diff)) text += "! " + printable(sentence) + '\n';
  for_each_kind(
      diff,
      [&](Change change) {
        text += (text.empty() ? "" : "\n") + std::string(heading(change)) + " (" +
                std::to_string(diff.count(change)) + ")\n";
      },
      [&](const CaseChange& one) {
        text += "  " + printable(one.key) + "  " + grade_of(one.before) + " -> " +
                grade_of(one.after) + '\n';
        const auto add = [&](std::string_view label, const CaseResult* result) {
          const std::string reason = reason_of(result, one.change);
          if (reason.empty()) return;
          text += "    " + std::string(label) + printable_head(reason, reason_octets_max) + '\n';
        };
        add("was  ", one.before);
        add("now  ", one.after);
      });
  return text + (text.empty() ? "" : "\n") + totals(diff) + '\n';
}

std::string diff_markdown(const Diff& diff) {
  std::string text = "## stompcheck: " + markdown(diff.before->started.target) +
                     ", what changed\n\n**" + totals(diff) + "**\n\n";
  for (const std::string& sentence : warnings_of(diff))
    text += "> ⚠ " + markdown(sentence) + "\n\n";
  bool first = true;
  for_each_kind(
      diff,
      [&](Change change) {
        text += (first ? "### " : "\n### ") + std::string(heading(change)) + " (" +
                std::to_string(diff.count(change)) + ")\n\n| case | was | now |\n|---|---|---|\n";
        first = false;
      },
      [&](const CaseChange& one) {
        const auto cell = [&](const CaseResult* result) {
          const std::string reason = reason_of(result, one.change);
          return grade_of(result) +
                 (reason.empty() ? "" : ": " + markdown(printable_head(reason, reason_octets_max)));
        };
        text +=
            "| " + markdown(one.key) + " | " + cell(one.before) + " | " + cell(one.after) + " |\n";
      });
  return text;
}

std::string diff_json(const Diff& diff) {
  Json json;
  json["format"] = 1;
  json["before"] = about(*diff.before);
  json["after"] = about(*diff.after);
  json["warnings"] = texts(warnings_of(diff));
  for (const Change change : all_changes) {
    json["counts"][std::string(to_string(change))] = diff.count(change);
  }
  json["counts"]["unchanged"] = diff.unchanged;
  json["changes"] = Json::array();
  for (const CaseChange& one : diff.changes) {
    Json change;
    change["change"] = to_string(one.change);
    change["key"] = json_text(one.key);
    change["before"] = json_of(one.before);
    change["after"] = json_of(one.after);
    json["changes"].push_back(std::move(change));
  }
  return dump(json, 1);
}

}  // namespace reports
