#include "reports/page/prepared_pages.hpp"

#include <utility>

namespace reports::page {

PreparedPages::PreparedPages(StatementLookup statements, ProseLookup prose)
    : statements_(std::move(statements)), prose_(std::move(prose)) {}

void PreparedPages::add(const RunRecord& so_far, const conformance::CaseResult& result) {
  const auto [body, fresh] = bodies_.try_emplace(result.key);
  // A case that comes again has a page about all of its results.
  if (!fresh) return;
  PageInput input;
  input.runs.push_back({&so_far, {}});
  input.statements = statements_;
  input.prose = prose_;
  Model model;
  model.input = &input;
  model.names = names_of(input);
  body->second = case_page_body(model, result.key, {{{0, &result}}}, Wire::all);
}

const std::string* PreparedPages::find(const std::string& key, const CaseEntry& entry,
                                       Wire wire) const {
  if (entry.results.size() != 1) return nullptr;
  // Of what went wrong, all of the wire is shown in any case.
  if (wire == Wire::of_failures && !entry.broken()) return nullptr;
  const auto found = bodies_.find(key);
  return found == bodies_.end() ? nullptr : &found->second;
}

}  // namespace reports::page
