// report.html: what one run or several found out, as one page for people who decide.
//
//     html_report({.runs = {{&record, {}}}, .statements = lookup, .prose = prose,
//                  .coverage = &coverage})
//
// The page is one file and asks nobody for anything: a policy in it forbids every request and every
// script but its own. It is whole without JavaScript, as headings and tables; the script adds
// filters, kept in the fragment of the URL, and the pages of the cases that passed. Those are
// rendered here like the others and carried compressed, because they are most of the text.
//
// It promises three things: whatever a target said is inert; the page stays below 2 MB for a whole
// suite (what was left out for that is told where it is missing); and the same input makes the same
// page, octet by octet.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "conformance/scenario/coverage.hpp"
#include "conformance/scenario/model.hpp"
#include "reports/run_record.hpp"
#include "reports/writer.hpp"

namespace reports {

namespace page {
class PreparedPages;
}

// What a case does, a line for each step.
struct CaseProse {
  struct Line {
    std::string path;  // JSON pointer of the step
    std::string text;
    bool given = false;  // a prerequisite
  };
  std::vector<Line> steps;
  std::vector<Line> control;  // none where the case has no control
};

[[nodiscard]] CaseProse prose_of(const conformance::Case& subject);

// By the key of a case; nothing where the suite that ran is not at hand.
using ProseLookup = std::function<std::optional<CaseProse>(const std::string& key)>;

struct PageRun {
  const RunRecord* record = nullptr;
  std::vector<std::string> warnings;  // beside those that the record itself gives cause for
};

struct PageInput {
  std::vector<PageRun> runs;  // at least one; a column each
  StatementLookup statements;
  ProseLookup prose;                                // may be empty
  const conformance::Coverage* coverage = nullptr;  // of the suite that ran
  std::vector<std::string> warnings;                // about the page as a whole
  std::size_t octets_max = 0;                     // of the page, but for its tables; 0: the default
  const page::PreparedPages* prepared = nullptr;  // of the one run, with the same two lookups
};

[[nodiscard]] std::string html_report(const PageInput& input);

}  // namespace reports
