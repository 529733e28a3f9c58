// How the page is put together. page.html has what is the same in every page; its {{slots}} are
// filled from the sections. The pages of cases come last: those that tell of a failure as they are,
// as far as there is room, the others packed.

#include "reports/page/html_report.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "reports/page/assets.hpp"
#include "reports/page/case_page.hpp"
#include "reports/page/groups.hpp"
#include "reports/page/html.hpp"
#include "reports/page/model.hpp"
#include "reports/page/packed.hpp"
#include "reports/page/prepared_pages.hpp"
#include "reports/page/sections.hpp"
#include "reports/words.hpp"

namespace reports {
namespace {

using namespace page;

// The page of one run stays below 2 MB. Further runs have columns and wires of their own.
constexpr std::size_t page_octets_max = 2'000'000;
constexpr std::size_t octets_for_each_further_run = 1'000'000;
// What is told about the pages of cases, and the tags around them: known only afterwards.
constexpr std::size_t notes_octets_max = 4'000;
// A browser lays all of it out before anything is asked for; arbitrary.
constexpr std::size_t plain_octets_max = 500'000;

struct CasePages {
  std::string plain;          // those of failures
  std::size_t not_plain = 0;  // failures whose pages had to be packed
  std::string packed;         // <script> elements
  Wire wire = Wire::all;
  std::size_t missing = 0;  // pages for which there was no room at all
};

struct Packed {
  std::string elements;
  std::size_t missing = 0;
};

std::vector<Part> parts_of(const Model& model, const Group& group, Wire wire) {
  const PreparedPages* prepared = model.input->prepared;
  std::vector<Part> parts;
  for (const Chapter& chapter : group) {
    const std::string* before = parts.empty() ? nullptr : &parts.back().text();
    std::optional<Part> part;
    if (prepared != nullptr) part = prepared->find(chapter, model, wire, before);
    if (!part) {
      part.emplace();
      for (const std::string& key : chapter.keys) {
        part->own += case_page(model, key, model.cases.at(key), wire);
      }
    }
    parts.push_back(*std::move(part));
  }
  return parts;
}

// The pages in groups that the script finds by their first and last anchors. Once something finds
// no room in `octets_max`, it is missing; what is smaller may still have some.
Packed packed_pages(const Model& model, const std::vector<CaseName>& cases, Wire wire,
                    std::size_t octets_max) {
  const std::vector<Group> groups = groups_of(cases);
  std::vector<std::vector<Part>> texts;
  for (const Group& group : groups) texts.push_back(parts_of(model, group, wire));
  const std::vector<std::string> contents = all_packed(texts);
  Packed all;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string element = "<script type=\"text/plain\" class=\"packed\" data-first=\"" +
                                case_id(groups[i].front().keys.front()) + "\" data-last=\"" +
                                case_id(groups[i].back().keys.back()) + "\">" + contents[i] +
                                "</script>\n";
    if (all.elements.size() + element.size() > octets_max) {
      for (const Chapter& chapter : groups[i]) all.missing += chapter.keys.size();
    } else {
      all.elements += element;
    }
  }
  return all;
}

// Failures come first: as they are, or else packed; then the other cases, without their wires where
// there is no room for them.
CasePages case_pages(const Model& model, std::size_t octets_max) {
  CasePages pages;
  std::vector<CaseName> failures;
  std::vector<CaseName> others;
  for (const auto& [key, entry] : model.cases) {
    const CaseName name{key, entry.results.front().result->id};
    if (!entry.broken()) {
      others.push_back(name);
      continue;
    }
    const std::size_t room = std::min(plain_octets_max, octets_max / 2);
    // The first that does not fit ends it: the order of the keys is the order of the page.
    if (failures.empty()) {
      const std::string text = case_page(model, key, entry, Wire::of_failures);
      if (pages.plain.size() + text.size() <= room) {
        pages.plain += text;
        continue;
      }
    }
    failures.push_back(name);
  }
  pages.not_plain = failures.size();
  const auto room = [&] { return octets_max - pages.plain.size() - pages.packed.size(); };
  const Packed broken = packed_pages(model, failures, Wire::of_failures, room());
  pages.packed = broken.elements;
  Packed rest = packed_pages(model, others, Wire::all, room());
  if (rest.missing > 0) {
    pages.wire = Wire::of_failures;
    rest = packed_pages(model, others, pages.wire, room());
  }
  pages.packed += rest.elements;
  pages.missing = broken.missing + rest.missing;
  return pages;
}

// What is told about the pages of cases before they come.
std::string notes_on(const CasePages& pages) {
  std::string text;
  if (pages.plain.empty() && pages.not_plain == 0) text += "<p>No case failed.</p>\n";
  if (pages.not_plain > 0) {
    text += "<p class=\"sub\">" + counted(pages.not_plain, "more page") +
            " of failures are packed below for want of room: they need JavaScript.</p>\n";
  }
  if (pages.wire == Wire::of_failures) {
    text +=
        "<p class=\"sub\">The wire of cases that did not fail is left out for want of room; "
        "report.json has it.</p>\n";
  }
  if (pages.missing > 0) {
    text += "<p class=\"sub\">" + counted(pages.missing, "case") +
            " have no page here for want of room; report.json has them.</p>\n";
  }
  return text +
         "<noscript><p class=\"sub\">The pages of cases that did not fail need JavaScript; the "
         "tables above have their results.</p></noscript>\n";
}

std::string title_of(const Model& model) {
  std::string names;
  for (const std::string& name : model.names) names += (names.empty() ? "" : ", ") + name;
  return html_head(names, 120);
}

std::string subtitle_of(const Model& model) {
  const RunRecord& first = model.run(0);
  return "stompcheck " + html(first.metadata.version) + ", suite " +
         html(first.metadata.suite_digest) + ", " + html(first.metadata.started_at);
}

// No request at all, and no script or style but the page's own.
std::string policy() {
  return "default-src &apos;none&apos;; img-src data:; style-src &apos;" + policy_digest(page_css) +
         "&apos;; script-src &apos;" + policy_digest(page_js) +
         "&apos;; base-uri &apos;none&apos;; form-action &apos;none&apos;";
}

// `text` with each {{name}} replaced. What is put in is not looked at again.
std::string filled(std::string_view text,
                   const std::map<std::string, std::string, std::less<>>& slots) {
  std::string result;
  while (true) {
    const std::size_t open = text.find("{{");
    if (open == std::string_view::npos) return result + std::string(text);
    const std::size_t close = text.find("}}", open);
    result += text.substr(0, open);
    result += slots.at(std::string(text.substr(open + 2, close - open - 2)));
    text.remove_prefix(close + 2);
  }
}

std::vector<CaseProse::Line> lines_of(const conformance::Program& program) {
  std::vector<CaseProse::Line> lines;
  for (const conformance::Step& step : program.given) {
    lines.push_back({step.path, conformance::describe(step), true});
  }
  for (const conformance::Step& step : program.steps) {
    lines.push_back({step.path, conformance::describe(step), false});
  }
  return lines;
}

}  // namespace

CaseProse prose_of(const conformance::Case& subject) {
  CaseProse prose{.steps = lines_of(subject.program), .control = {}};
  if (subject.control) prose.control = lines_of(*subject.control);
  return prose;
}

std::string html_report(const PageInput& input) {
  const Model model = model_of(input);
  std::map<std::string, std::string, std::less<>> slots{
      {"policy", policy()},
      {"title", title_of(model)},
      {"subtitle", subtitle_of(model)},
      {"several", input.runs.size() > 1 ? "" : " hidden"},
      {"style", std::string(page_css)},
      {"script", std::string(page_js)},
      {"verdicts", verdicts(model)},
      {"broken", broken_requirements(model)},
      {"legend", legend()},
      {"requirements", requirement_matrix(model)},
      {"behaviour", behaviour(model)},
      {"scenarios", scenario_matrix(model)},
      {"coverage", coverage(model)},
      {"about", about(model)}};
  std::size_t octets = page_html.size() + notes_octets_max;
  for (const auto& [name, text] : slots) octets += text.size();
  const std::size_t octets_max =
      input.octets_max != 0
          ? input.octets_max
          : page_octets_max + (input.runs.size() - 1) * octets_for_each_further_run;
  CasePages pages = case_pages(model, octets_max - std::min(octets, octets_max));
  slots["case-notes"] = notes_on(pages);
  slots["case-pages"] = std::move(pages.plain);
  slots["packed"] = std::move(pages.packed);
  return filled(page_html, slots);
}

}  // namespace reports
