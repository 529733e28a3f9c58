// Pages of the cases of one run, made as the cases come: at its end they are only put together.
//
//     PreparedPages prepared(statements, prose);
//     prepared.add(so_far, result);                       // each case, when it has come
//     html_report({.runs = {{&record, {}}}, ..., .prepared = &prepared});
//
// The page is the same with it and without, octet by octet.

#pragma once

#include <string>
#include <unordered_map>

#include "reports/page/case_page.hpp"
#include "reports/page/html_report.hpp"

namespace reports::page {

class PreparedPages {
 public:
  PreparedPages(StatementLookup statements, ProseLookup prose);

  // `so_far`: the run, which has begun.
  void add(const RunRecord& so_far, const conformance::CaseResult& result);

  // The body of a page that is to be as told, or nullptr.
  [[nodiscard]] const std::string* find(const std::string& key, const CaseEntry& entry,
                                        Wire wire) const;

 private:
  StatementLookup statements_;
  ProseLookup prose_;
  std::unordered_map<std::string, std::string> bodies_;  // by key
};

}  // namespace reports::page
