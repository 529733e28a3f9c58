// Pages of the cases of one run, made as the cases come: at its end they are only put together.
//
//     PreparedPages prepared(statements, prose, names, make_piece);
//     prepared.add(so_far, result);                       // each case, when it has come
//     html_report({.runs = {{&record, {}}}, ..., .prepared = &prepared});
//
// The page is the same with it and without, octet by octet, also where other cases come than those
// that were named. They are named so that their pages can be packed before the run is over: a
// chapter as soon as it is complete, and the one before it.

#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/page/case_page.hpp"
#include "reports/page/groups.hpp"
#include "reports/page/html_report.hpp"
#include "reports/page/packed.hpp"

namespace reports::page {

// Makes what Deflater::piece() makes, now or later. The texts stay where they are while it lives.
using PieceMaker =
    std::function<std::shared_future<Piece>(std::string_view text, std::string_view before)>;

class PreparedPages {
 public:
  // `expected`: the cases that the run is made of, as far as is known.
  PreparedPages(StatementLookup statements, ProseLookup prose,
                const std::vector<CaseName>& expected, PieceMaker make_piece);

  // `so_far`: the run, which has begun.
  void add(const RunRecord& so_far, const conformance::CaseResult& result);

  // The body of a page that is to be as told, or nullptr.
  [[nodiscard]] const std::string* find(const std::string& key, const CaseEntry& entry,
                                        Wire wire) const;

  // A chapter of pages that are to be as told, or nothing. With its piece, if that was made for the
  // text `before` it (nullptr: none), which is one of ours.
  [[nodiscard]] std::optional<Part> find(const Chapter& chapter, const Model& model, Wire wire,
                                         const std::string* before) const;

 private:
  struct PreparedChapter {
    std::vector<Sibling> siblings;  // all cases that are expected
    bool begins_group = false;
    std::size_t missing = 0;               // cases that have not come
    std::vector<std::string> packed_keys;  // of those that have: no failures
    std::string text;                      // when nothing is missing
    std::shared_future<Piece> piece;       // when all that it depends on is there
  };

  void complete(std::size_t index);
  void pack(std::size_t index);
  [[nodiscard]] const std::string* text_before(std::size_t index) const;

  StatementLookup statements_;
  ProseLookup prose_;
  std::unordered_map<std::string, std::string> bodies_;  // by key
  std::vector<PreparedChapter> chapters_;
  std::unordered_map<std::string, std::size_t> chapter_by_id_;
  PieceMaker make_piece_;  // it may read the texts of the chapters: the first to end
};

}  // namespace reports::page
