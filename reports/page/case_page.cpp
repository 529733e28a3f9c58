#include "reports/page/case_page.hpp"

#include <algorithm>
#include <set>

#include "reports/explanation.hpp"
#include "reports/page/html.hpp"
#include "reports/page/prepared_pages.hpp"
#include "reports/text.hpp"
#include "reports/wire_text.hpp"
#include "reports/words.hpp"

namespace reports::page {
namespace {

using conformance::CaseResult;
using conformance::CheckResult;
using conformance::Grade;

constexpr std::size_t prose_octets_max = 1000;  // of what a target said, in a sentence
constexpr std::size_t output_lines_max = 40;    // of what its process wrote: a screen

std::string clauses(const Model& model, const CaseResult& result) {
  std::string text = "<ul class=\"clauses\">\n";
  for (const std::string& id : result.requirements) {
    text += "<li><code>" + html(id) + "</code>";
    const auto* statement = find_statement(model.input->statements, id, result.version);
    if (statement != nullptr) {
      text += ' ' + level_mark(statement->level) + " <cite>" + html(statement->specification) +
              ", " + html(statement->section) + "</cite><q>" + quote_html(statement->quote) +
              "</q>";
    }
    text += "</li>\n";
  }
  return text + "</ul>\n";
}

// The steps that a check of any run did not come through.
std::set<std::string> broken_steps(const CaseEntry& entry) {
  std::set<std::string> paths;
  for (const CaseEntry::Result& one : entry.results) {
    for (const CheckResult& check : one.result->checks) {
      if (is_breach(check.grade)) paths.insert(check.step);
    }
  }
  return paths;
}

std::string list_of(const std::vector<CaseProse::Line>& lines,
                    const std::set<std::string>& broken) {
  std::string text = "<ol class=\"steps\">\n";
  for (const CaseProse::Line& line : lines) {
    const bool marked = broken.contains(line.path);
    text += marked ? "<li class=\"broken\">" : "<li>";
    if (line.given) text += "<em>given</em> ";
    text += html(line.text) + "</li>\n";
  }
  return text + "</ol>\n";
}

std::string steps(const Model& model, const std::string& key, const CaseEntry& entry) {
  if (!model.input->prose) return "";
  const std::optional<CaseProse> prose = model.input->prose(key);
  if (!prose) return "";
  std::string text = "<details open><summary>Steps</summary>\n" +
                     list_of(prose->steps, broken_steps(entry)) + "</details>\n";
  if (prose->control.empty()) return text;
  return text +
         "<details><summary>Control: the same with the illegal element made legal; it must succeed "
         "first</summary>\n" +
         list_of(prose->control, {}) + "</details>\n";
}

std::string check_row(const CheckResult& check) {
  std::string text = "<tr><td>" + badge(check.grade) + "</td><td>" + level_mark(check.level) +
                     "</td><td><code>" + html(check.requirement) + "</code></td><td><code>" +
                     html(check.step) + "</code></td><td>";
  const auto add = [&](std::string_view label, const std::string& words) {
    if (words.empty()) return;
    text += "<span class=\"label\">" + std::string(label) + "</span> " +
            html_head(words, prose_octets_max) + "<br>";
  };
  add("wanted", check.expected);
  add("got", check.got);
  add("note", check.note);
  return text + "</td></tr>\n";
}

std::string checks(const CaseResult& result) {
  if (result.checks.empty()) return "";
  std::string text =
      "<details><summary>" + counted(result.checks.size(), "check") +
      "</summary>\n<table class=\"checks\"><thead><tr><th scope=\"col\">result</th>"
      "<th scope=\"col\">level</th><th scope=\"col\">requirement</th><th scope=\"col\">step</th>"
      "<th scope=\"col\">what was said</th></tr></thead>\n<tbody>\n";
  for (const CheckResult& check : result.checks) text += check_row(check);
  return text + "</tbody></table></details>\n";
}

std::string output_of(const CaseResult& result) {
  if (result.output.octets.empty()) return "";
  std::string text = "<details><summary>What the target's process wrote meanwhile</summary><pre>";
  for (const std::string& line :
       output_lines(result.output, output_lines_max, {.octets_max = 300})) {
    text += xml_escaped(line) + '\n';
  }
  return text + "</pre></details>\n";
}

// What a reader must know before believing the grade.
std::string remarks(const CaseResult& result) {
  std::vector<std::string> words;
  if (result.flaky) words.emplace_back("failed once and passed when run again alone: flaky");
  if (result.tried_once) words.emplace_back("was not run again: the time for that was used up");
  if (result.control_run) words.emplace_back("what follows is of the control, which failed");
  if (std::ranges::find(result.tags, "timed") != result.tags.end()) {
    words.emplace_back("depends on the clock");
  }
  if (result.expected) {
    words.push_back(
        "expected by the baseline: " + result.expected->reason +
        (result.expected->issue.empty() ? "" : " (" + result.expected->issue + ')') +
        (result.expected->expires.empty() ? "" : ", until " + result.expected->expires));
  }
  std::string text;
  for (const std::string& word : words) {
    text += "<p class=\"remark\">" + html_head(word, prose_octets_max) + "</p>\n";
  }
  for (const auto& [name, value] : result.observations) {
    text += "<p class=\"remark\">observed: <b>" + html_head(name, prose_octets_max) +
            "</b> is <b>" + html_head(value, prose_octets_max) + "</b></p>\n";
  }
  return text;
}

std::string result_in(const Model& model, const CaseEntry::Result& one, Wire wire) {
  const CaseResult& result = *one.result;
  std::string text =
      "<section class=\"result\"><h4>" + badge(result.grade) + ' ' + html(model.names[one.run]);
  if (result.repetition > 0) text += " #" + std::to_string(result.repetition + 1);
  text += " <small>" + milliseconds(result.duration) + "</small></h4>\n";
  if (!result.reason.empty()) {
    text += "<p class=\"reason\">" + html_head(result.reason, prose_octets_max) + "</p>\n";
  }
  text += remarks(result) + command(repeat_command(model.run(one.run), result)) + checks(result);
  const bool broken = is_breach(result.grade) || result.grade == Grade::blocked || result.flaky;
  if (wire == Wire::of_failures && !broken) {
    if (!result.transcript.empty()) {
      text +=
          "<p class=\"remark\">The wire is left out here to keep the page small; report.json "
          "has it.</p>\n";
    }
  } else {
    text += sequence(result,
                     broken ? SequenceStyle{} : SequenceStyle{.octets_max = 600, .lines_max = 80});
  }
  return text + output_of(result) + "</section>\n";
}

}  // namespace

std::string case_id(const std::string& key) {
  return anchor("case/", key);
}

std::string sibling_link(const std::string& id, const std::string& key) {
  const std::string shown = key.starts_with(id) ? key.substr(id.size()) : key;
  return " <a href=\"#" + case_id(key) + "\">" + html(shown) + "</a>";
}

std::string repeat_command(const RunRecord& record, const CaseResult& result) {
  return "stompcheck run " + shell_quoted(record.started.target) + ' ' + shell_quoted(result.key) +
         record.metadata.options + " --seed " + std::to_string(record.started.seed);
}

std::string case_page_body(const Model& model, const std::string& key, const CaseEntry& entry,
                           Wire wire) {
  const CaseResult& first = *entry.results.front().result;
  std::string text = "<article class=\"case\" id=\"" + case_id(key) + "\">\n<h3>" +
                     html(first.title) + "</h3>\n<p class=\"key\"><code>" + html(key) +
                     "</code> <span>STOMP " + std::string(stomp::to_string(first.version)) +
                     "</span></p>\n<p class=\"why\">" + html(first.why) + "</p>\n" +
                     clauses(model, first) + steps(model, key, entry);
  for (const CaseEntry::Result& one : entry.results) text += result_in(model, one, wire);
  return text;
}

std::string case_page_end(const std::vector<Sibling>& siblings, const std::string& key) {
  std::string text;
  if (siblings.size() > 1) {
    text += "<p class=\"siblings\">also as";
    for (const Sibling& other : siblings) {
      if (other.key != key) text += other.link;
    }
    text += "</p>\n";
  }
  return text + "</article>\n";
}

std::string case_page(const Model& model, const std::string& key, const CaseEntry& entry,
                      Wire wire) {
  const PreparedPages* pages = model.input->prepared;
  const std::string* prepared = pages == nullptr ? nullptr : pages->find(key, entry, wire);
  return (prepared != nullptr ? *prepared : case_page_body(model, key, entry, wire)) +
         case_page_end(model.siblings.at(entry.results.front().result->id), key);
}

}  // namespace reports::page
