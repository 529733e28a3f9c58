// The page of one case, in every run that has it: the claim and why it matters, the clauses, the
// steps in prose, what each check came to, and the wire.

#pragma once

#include <cstdint>
#include <string>

#include "reports/page/model.hpp"
#include "reports/page/sequence.hpp"

namespace reports::page {

// How much of a case's page is carried.
enum class Wire : std::uint8_t { all, of_failures };

// The anchor of a case, with and without the '#' that leads to it.
[[nodiscard]] std::string case_id(const std::string& key);

[[nodiscard]] std::string case_page(const Model& model, const std::string& key,
                                    const CaseEntry& entry, Wire wire);

// Its two parts. The end tells what other cases there are of the same scenario: other versions,
// other values of an axis.
[[nodiscard]] std::string case_page_body(const Model& model, const std::string& key,
                                         const CaseEntry& entry, Wire wire);
[[nodiscard]] std::string case_page_end(const std::vector<Sibling>& siblings,
                                        const std::string& key);

// A link to the page of case `key`, on pages of the same scenario.
[[nodiscard]] std::string sibling_link(const std::string& id, const std::string& key);

// "stompcheck run TARGET KEY --seed N": what repeats a case.
[[nodiscard]] std::string repeat_command(const RunRecord& record,
                                         const conformance::CaseResult& result);

}  // namespace reports::page
