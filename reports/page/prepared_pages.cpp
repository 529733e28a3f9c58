#include "reports/page/prepared_pages.hpp"

#include <algorithm>
#include <utility>

namespace reports::page {

PreparedPages::PreparedPages(StatementLookup statements, ProseLookup prose,
                             const std::vector<CaseName>& expected, PieceMaker make_piece)
    : statements_(std::move(statements)),
      prose_(std::move(prose)),
      make_piece_(std::move(make_piece)) {
  for (const Group& group : groups_of(expected)) {
    for (const Chapter& chapter : group) {
      PreparedChapter& one = chapters_.emplace_back();
      one.begins_group = &chapter == &group.front();
      one.missing = chapter.keys.size();
      for (const std::string& key : chapter.keys) {
        one.siblings.push_back({key, sibling_link(chapter.id, key)});
      }
      std::ranges::sort(one.siblings, {}, &Sibling::key);
      chapter_by_id_.emplace(chapter.id, chapters_.size() - 1);
    }
  }
}

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
  const CaseEntry entry{{{0, &result}}};
  body->second = case_page_body(model, result.key, entry, Wire::all);
  const auto chapter = chapter_by_id_.find(result.id);
  if (chapter == chapter_by_id_.end()) return;
  PreparedChapter& one = chapters_[chapter->second];
  if (!entry.broken()) one.packed_keys.push_back(result.key);
  if (one.missing > 0 && --one.missing == 0) complete(chapter->second);
}

void PreparedPages::complete(std::size_t index) {
  PreparedChapter& chapter = chapters_[index];
  std::ranges::sort(chapter.packed_keys, {}, case_id);
  for (const std::string& key : chapter.packed_keys) {
    chapter.text += bodies_.at(key);
    chapter.text += case_page_end(chapter.siblings, key);
  }
  pack(index);
  if (index + 1 < chapters_.size()) pack(index + 1);
}

// If all that its piece depends on is there.
void PreparedPages::pack(std::size_t index) {
  PreparedChapter& chapter = chapters_[index];
  const bool ready =
      chapter.missing == 0 && (chapter.begins_group || chapters_[index - 1].missing == 0);
  if (!ready || chapter.piece.valid()) return;
  const std::string* before = text_before(index);
  chapter.piece = make_piece_(chapter.text, before == nullptr ? std::string_view() : *before);
}

const std::string* PreparedPages::text_before(std::size_t index) const {
  return chapters_[index].begins_group ? nullptr : &chapters_[index - 1].text;
}

const std::string* PreparedPages::find(const std::string& key, const CaseEntry& entry,
                                       Wire wire) const {
  if (entry.results.size() != 1) return nullptr;
  // Of what went wrong, all of the wire is shown in any case.
  if (wire == Wire::of_failures && !entry.broken()) return nullptr;
  const auto found = bodies_.find(key);
  return found == bodies_.end() ? nullptr : &found->second;
}

std::optional<Part> PreparedPages::find(const Chapter& chapter, const Model& model, Wire wire,
                                        const std::string* before) const {
  const auto found = chapter_by_id_.find(chapter.id);
  if (found == chapter_by_id_.end() || wire != Wire::all) return std::nullopt;
  const PreparedChapter& ours = chapters_[found->second];
  const auto came_once = [&](const std::string& key) {
    return model.cases.at(key).results.size() == 1;
  };
  const bool same = ours.missing == 0 && ours.packed_keys == chapter.keys &&
                    std::ranges::equal(ours.siblings, model.siblings.at(chapter.id), {},
                                       &Sibling::key, &Sibling::key) &&
                    std::ranges::all_of(chapter.keys, came_once);
  if (!same) return std::nullopt;
  const bool fits = ours.piece.valid() && text_before(found->second) == before;
  return Part{.own = {}, .lent = &ours.text, .piece = fits ? &ours.piece.get() : nullptr};
}

}  // namespace reports::page
